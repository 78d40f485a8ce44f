import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../../go/diagnostic-codes.js';
import type { Toolchain } from '../../go/toolchain.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { SourceFile } from '../../model/source.js';
import { Workspace } from './workspace.js';

/**
 * Tells files that are wrong from files that our grammar cannot read: where gofmt accepts a file, its `syntax-error` becomes a `grammar-gap`. Without gofmt the diagnostics stay as they are.
 */
export async function withGrammarGaps(
  diagnostics: readonly Diagnostic[],
  syntaxErrors: readonly { readonly file: SourceFile; readonly offset: number }[],
  toolchain: Toolchain | undefined,
  signal?: AbortSignal,
): Promise<readonly Diagnostic[]> {
  if (toolchain?.hasGofmt !== true || syntaxErrors.length === 0) return diagnostics;
  const accepted = await acceptedByGofmt(
    syntaxErrors.map((e) => e.file),
    toolchain,
    signal,
  );
  return diagnostics.map((d) => {
    if (d.code !== 'syntax-error' || d.position === undefined || !accepted.has(d.position.file)) return d;
    return diagnostic(
      'grammar-gap',
      d.message.replace(/^syntax error/, 'gofmt accepts the file, but it could not be read'),
      { position: d.position },
    );
  });
}

/** Display paths of the files in which `gofmt -e` finds no error. */
async function acceptedByGofmt(
  files: readonly SourceFile[],
  toolchain: Toolchain,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const workspace = new Workspace();
  try {
    const dir = workspace.subdirectory('gaps');
    files.forEach((file, i) => {
      writeFileSync(join(dir, `${i}.go`), file.text);
    });
    const answer = await toolchain.gofmt(['-l', '-e', '.'], { cwd: dir, timeout: 300_000, signal });
    if (answer.code === undefined) return new Set();
    const wrong = new Set([...answer.stderr.matchAll(/^(\d+)\.go:/gm)].map((m) => Number(m[1])));
    return new Set(files.filter((_, i) => !wrong.has(i)).map((f) => f.displayPath));
  } finally {
    workspace.dispose();
  }
}
