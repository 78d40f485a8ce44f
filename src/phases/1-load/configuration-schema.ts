import { z } from 'zod';
import { CONFIGURABLE_CODES } from '../../go/diagnostic-codes.js';

/** Shape of mapguard.config.json and .yaml. schema/config.schema.json is generated from it. */
export const configurationSchema = z.strictObject({
  $schema: z.string().optional().describe('Location of the JSON Schema, for editors.'),
  confidence: z
    .enum(['low', 'medium', 'high', 'proven'])
    .default('medium')
    .describe('Lowest confidence at which a map is reported as unsafe and rewritten.'),
  mutexStyle: z
    .enum(['auto', 'in-place', 'wrapped'])
    .default('auto')
    .describe('How a new mutex is added: beside the map, or in a type that wraps it; auto takes the smaller diff.'),
  strategies: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe('Strategy by map: an id, a name or a glob, and the name of the strategy.'),
  skip: z.array(z.string().min(1)).default([]).describe('Ids or globs of maps that are never reported as unsafe.'),
  tests: z.boolean().default(false).describe('Whether maps declared in tests are listed too.'),
  verify: z
    .enum(['auto', 'off', 'build', 'vet', 'race'])
    .default('auto')
    .describe('How rewrites are verified; race runs the tests of the project.'),
  spawners: z
    .array(
      z
        .string()
        .regex(/^[^\s.]\S*\.[^\s.]+$/, 'must be an import path, a dot and a name, such as "example.com/pool.Submit"'),
    )
    .default([])
    .describe(
      'Functions that start their function argument in a goroutine, such as "example.com/pool.Submit" or "example.com/pool.Pool.Go".',
    ),
  diagnostics: z
    .partialRecord(z.enum(CONFIGURABLE_CODES), z.enum(['off', 'note', 'warning', 'error']))
    .default({})
    .describe('Severity by diagnostic code; an error makes the run exit 3.'),
});

/** The published JSON Schema of the configuration file. */
export function configurationJsonSchema(): object {
  return { ...z.toJSONSchema(configurationSchema, { io: 'input' }), title: 'Configuration of mapguard' };
}
