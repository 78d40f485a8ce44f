import type { DiagnosticCode } from '../../go/diagnostic-codes.js';

const HEAD = `# Diagnostic codes

Generated from src/go/diagnostic-codes.ts by \`node scripts/generate-docs.mjs\`; edit the catalogue, not this page.

Codes are stable: they appear in the text, in the JSON document and in refusals. An **error** makes the run exit 3; a warning and a note do not.
`;

/** docs/diagnostic-codes.md: every code with its meaning and what the reader can do. */
export function renderDiagnosticCodes(catalogue: Readonly<Record<string, DiagnosticCode>>): string {
  const sections = Object.keys(catalogue)
    .sort()
    .map((code) => {
      const { severity, summary, help } = catalogue[code]!;
      return `\n## \`${code}\`\n\n${severity[0]!.toUpperCase()}${severity.slice(1)}. ${summary}\n\n${help}\n`;
    });
  return HEAD + sections.join('');
}
