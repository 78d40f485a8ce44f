import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { lineStartsOf, positionIn } from '../../model/position.js';
import type { Module, SourceFile } from '../../model/source.js';
import { decode } from './decode.js';
import { fileConstraint, fileGoMinor } from './file-constraint.js';
import { importsOf, isGenerated, packageClause } from './file-facts.js';
import type { GoParser } from './parse.js';
import { parseFile } from './parse-file.js';
import { type Problem, unreadable } from './problem.js';

/** A file with what only load needs to know about it. */
export interface LoadedFile {
  readonly file: SourceFile;
  readonly name: string;
  /** undefined when the file has no package clause */
  readonly packageName: string | undefined;
  readonly imports: readonly string[];
  /** only builds with the tag `ignore` take it in */
  readonly ignored: boolean;
  /** false takes its package out of rewriting */
  readonly ok: boolean;
  /** UTF-16 offset of the first syntax error */
  readonly errorAt: number | undefined;
}

/** Largest file that is parsed, in bytes: node ids must fit 24 bits (model/symbol.ts), and no node is shorter than two bytes. */
export const MAX_FILE_SIZE = 32 * 1024 * 1024 - 1;

export interface Reading {
  readonly parser: GoParser;
  readonly problems: Problem[];
  /** milliseconds and counts, added to */
  readonly timings: { read: number; parse: number; walk: number };
  readonly stats: { files: number; bytes: number };
}

export interface FileToRead {
  readonly path: string;
  readonly displayPath: string;
  readonly index: number;
  readonly isLink: boolean;
  readonly module: Module;
}

/** Reads and parses one file; undefined where it cannot be read (the problem is recorded). */
export function readSource(from: FileToRead, reading: Reading): LoadedFile | undefined {
  const { path, displayPath, index, module } = from;
  const { problems, timings, stats } = reading;
  const t0 = performance.now();
  const bytes = readBytes(path, problems);
  if (bytes === undefined) return undefined;
  const { text, bom, problem } = decode(bytes);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const t1 = performance.now();
  timings.read += t1 - t0;
  stats.files++;
  stats.bytes += bytes.length;

  const parsed = parseFile(reading.parser, text);
  timings.parse += parsed.parseTime;
  timings.walk += parsed.walkTime;

  const name = basename(path);
  const { tree } = parsed;
  const constraint = fileConstraint(name, text);
  const packageName = packageClause(tree);
  const generated = isGenerated(tree);
  const imports = importsOf(tree);
  const isCgo = imports.includes('C');

  const report = (code: Problem['code'], message: string, offset: number, severity?: Problem['severity']): void => {
    const { line, column } = positionIn(displayPath, lineStartsOf(text), offset);
    problems.push({ code, path, message, line, column, ...(severity === undefined ? {} : { severity }) });
  };
  // A script that no build takes in may be half written: worth a word, not a failed run.
  const severity = constraint.ignored ? 'warning' : undefined;
  if (constraint.header.malformed !== undefined) report('malformed-build-constraint', constraint.header.malformed, 0);
  if (problem?.code === 'invalid-utf8') report('invalid-utf8', 'invalid UTF-8', problem.offset, severity);
  else if (problem?.code === 'nul-byte') report('nul-byte', 'NUL byte', problem.offset, severity);
  else if (parsed.tooDeep) report('too-deeply-nested', 'nests too deep to be analysed', 0, severity);
  else if (parsed.errorAt !== undefined)
    report('syntax-error', `syntax error near ${excerpt(text, parsed.errorAt)}`, parsed.errorAt, severity);
  else if (packageName === undefined) report('syntax-error', 'no package clause', 0, severity);

  const ok = problem === undefined && parsed.errorAt === undefined && packageName !== undefined;
  const file: SourceFile = {
    index,
    path,
    displayPath,
    text,
    tree,
    bom,
    hash,
    isTest: name.endsWith('_test.go'),
    isGenerated: generated,
    isCgo,
    goMinor: fileGoMinor(constraint.header, module.goMinor),
    editable: ok && !generated && !isCgo && !from.isLink,
    activeIn: constraint.activeIn,
    config: constraint.config,
  };
  const errorAt = problem === undefined && !parsed.tooDeep ? parsed.errorAt : undefined;
  return { file, name, packageName, imports, ignored: constraint.ignored, ok, errorAt };
}

function readBytes(path: string, problems: Problem[]): Buffer | undefined {
  try {
    const { size } = statSync(path);
    if (size <= MAX_FILE_SIZE) return readFileSync(path);
    problems.push({
      code: 'file-too-large',
      path,
      message: `${size} bytes; files up to ${MAX_FILE_SIZE} bytes are analysed`,
    });
  } catch (error) {
    problems.push(unreadable(path, error));
  }
  return undefined;
}

/** The text at an error, quoted and short. */
function excerpt(text: string, offset: number): string {
  const line = text
    .slice(offset, offset + 60)
    .split(/[\r\n]/, 1)[0]!
    .trim();
  return line === '' ? 'the end of the line' : JSON.stringify(line.length > 40 ? `${line.slice(0, 40)}…` : line);
}
