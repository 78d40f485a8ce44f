// Writes the pages of docs/ that come from code: `npm run build && node scripts/generate-docs.mjs`.
import { writeFileSync } from 'node:fs';
import { DIAGNOSTIC_CODES } from '../dist/src/go/diagnostic-codes.js';
import { renderDiagnosticCodes } from '../dist/src/phases/7-report/diagnostic-codes-page.js';

writeFileSync(new URL('../docs/diagnostic-codes.md', import.meta.url), renderDiagnosticCodes(DIAGNOSTIC_CODES));
