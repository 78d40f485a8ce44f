import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Binding } from '../../../src/model/binding.js';
import type { EditRecorder } from '../../../src/model/edit.js';
import type { Program, SourceFile } from '../../../src/model/source.js';
import { createGoParser, type GoParser, load } from '../../../src/phases/1-load/index.js';
import { bind } from '../../../src/phases/2-bind/index.js';
import { type AcceptedPlan, type RewrittenFile, rewrite } from '../../../src/phases/5-rewrite/index.js';

let parser: GoParser | undefined;

/** A loaded and bound module in a temporary directory that goes away with the test. */
export interface Project {
  readonly dir: string;
  readonly program: Program;
  readonly binding: Binding;
  file(name: string): SourceFile;
  /** Lets each plan record in turn, with integrity checks. */
  rewrite(...plans: readonly ((edits: EditRecorder) => void)[]): RewrittenFile[];
}

export function temporaryDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'mapguard-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function writeFiles(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
}

/** Files by name; `go.mod` is added unless given, with the directive `go`. */
export async function project(files: Readonly<Record<string, string>>, go = '1.21'): Promise<Project> {
  const dir = temporaryDirectory();
  writeFiles(dir, { 'go.mod': `module example.com/p\n\ngo ${go}\n`, ...files });
  parser ??= await createGoParser();
  const { program } = await load({ cwd: dir, patterns: ['./...'], parser });
  const binding = bind(program);
  return {
    dir,
    program,
    binding,
    file: (name) => {
      const file = program.files.find((f) => f.path.endsWith(`/${name}`));
      if (file === undefined) throw new Error(`no file ${name}`);
      return file;
    },
    rewrite: (...plans) => rewrite(plans.map(accepted), program, binding, { checkIntegrity: true }),
  };
}

export function accepted(plan: (edits: EditRecorder) => void, index: number): AcceptedPlan {
  return { mapId: `map${index + 1}`, acceptance: { ok: true, because: 'the test says so', cost: 1, notes: [], plan } };
}

/** Range of the nth occurrence of a text in a file. */
export function rangeOf(file: SourceFile, text: string, nth = 1): [start: number, end: number] {
  let at = -1;
  for (let n = 0; n < nth; n++) at = file.text.indexOf(text, at + 1);
  if (at < 0) throw new Error(`${JSON.stringify(text)} is not in ${file.displayPath}`);
  return [at, at + text.length];
}
