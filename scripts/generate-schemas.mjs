// Writes the published JSON Schemas from the code that validates: `npm run build && node scripts/generate-schemas.mjs`.
import { writeFileSync } from 'node:fs';
import { configurationJsonSchema } from '../dist/src/phases/1-load/configuration-schema.js';
import { resultSchema } from '../dist/src/phases/7-report/result-document.js';

function write(name, schema) {
  writeFileSync(new URL(`../schema/${name}`, import.meta.url), `${JSON.stringify(schema, undefined, 2)}\n`);
}

write('result.schema.json', resultSchema());
write('config.schema.json', configurationJsonSchema());
