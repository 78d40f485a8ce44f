// Writes the pages of docs/ that come from code: `npm run build && node scripts/generate-docs.mjs`.
import { writeFileSync } from 'node:fs';
import { DIAGNOSTIC_CODES } from '../dist/src/go/diagnostic-codes.js';
import { renderCodesPage } from '../dist/src/phases/7-report/codes-page.js';
import { DECISION_CODES } from '../dist/src/phases/7-report/decision-codes.js';

writeFileSync(
  new URL('../docs/diagnostic-codes.md', import.meta.url),
  renderCodesPage(DIAGNOSTIC_CODES, DECISION_CODES),
);
