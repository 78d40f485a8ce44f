import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commandLine } from '../../src/cli/command-line.js';
import type { Transform } from '../../src/model/transform.js';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunWith {
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly transforms?: readonly Transform[];
}

/** Runs a command line in this process, in a directory, with its output caught. */
export async function runIn(
  cwd: string,
  argv: readonly string[],
  { env = {}, terminal = false, transforms = [] }: RunWith = {},
): Promise<Ran> {
  const out = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: terminal,
    write: (text: string) => {
      out[name] += text;
    },
  });
  const { PATH = '', HOME = '' } = process.env;
  const host = { cwd, env: { PATH, HOME, ...env }, stdout: stream('stdout'), stderr: stream('stderr') };
  const code = await commandLine(argv, host, async () => transforms);
  return { code, ...out };
}

/** A tree of files in a temporary directory. */
export function temporaryTree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-cli-')));
  chmodSync(root, 0o755);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

export function removeTree(root: string): void {
  rmSync(root, { recursive: true, force: true });
}

export const GO_MOD = 'module example.com/shop\n\ngo 1.21\n';

/** One unsafe map, `hits`. */
export const RACE = `package main

import "fmt"

var hits = map[string]int{}

func add(k string) { hits[k]++ }

func main() {
	go add("a")
	add("b")
	fmt.Println(len(hits))
}
`;

/** One map that nothing writes after it was made. */
export const SAFE = `package main

import "fmt"

var names = map[string]int{"a": 1}

func main() {
	go fmt.Println(names["a"])
	fmt.Println(names["a"])
}
`;
