import type { ZodError } from 'zod';
import type { Configuration } from '../../model/configuration.js';
import { UserError } from '../../model/diagnostic.js';
import { locateConfiguration, readConfigurationFile } from './configuration-file.js';

/** What holds without a configuration file. */
export const DEFAULT_CONFIGURATION: Configuration = {
  confidence: 'medium',
  mutexStyle: 'auto',
  strategies: {},
  skip: [],
  tests: false,
  verify: 'auto',
  spawners: [],
  diagnostics: {},
};

export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** absolute path of the file, undefined for none */
  readonly path: string | undefined;
}

/**
 * Reads the configuration: from the file that the user named, or the one found upward from `cwd`, or else from `fallback`.
 * Every mistake in it is a UserError that names the file, the key and what is allowed.
 */
export async function loadConfiguration(
  named: string | undefined,
  cwd: string,
  fallback: string,
): Promise<LoadedConfiguration> {
  const path = locateConfiguration(named, cwd, fallback);
  if (path === undefined) return { configuration: DEFAULT_CONFIGURATION, path };
  return { configuration: await validate(await readConfigurationFile(path), path), path };
}

async function validate(data: unknown, path: string): Promise<Configuration> {
  const { configurationSchema } = await import('./configuration-schema.js');
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new UserError(`${path}: must be an object with keys such as confidence and strategies`);
  }
  const result = configurationSchema.safeParse(data);
  if (!result.success)
    throw new UserError(`${path}: ${explain(result.error, data, Object.keys(configurationSchema.shape))}`);
  const { $schema: _, ...configuration } = result.data;
  return configuration;
}

/** The first mistake in words. */
function explain(error: ZodError, data: unknown, keys: readonly string[]): string {
  const issue = error.issues[0]!;
  const where = issue.path.map(String).join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown key ${issue.keys.map((k) => `"${k}"`).join(', ')}; allowed are ${keys.filter((k) => k !== '$schema').join(', ')}`;
    case 'invalid_value':
      return `${where} must be one of ${issue.values.map(String).join(', ')}, not ${shown(data, issue.path)}`;
    case 'invalid_type':
      return `${where} must be ${ARTICLES[issue.expected] ?? issue.expected}, not ${shown(data, issue.path)}`;
    case 'too_small':
      return `${where} must not be empty`;
    case 'invalid_key':
      return `${where}: a key must not be empty`;
    default:
      return `${where} ${issue.message}, not ${shown(data, issue.path)}`;
  }
}

const ARTICLES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  record: 'an object',
  object: 'an object',
  string: 'a string',
};

function shown(data: unknown, path: readonly PropertyKey[]): string {
  let value = data;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
