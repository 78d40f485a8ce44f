import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { transforms } from '../transforms/index.js';
import { runIn } from './cli/run-command.js';
import { type Case, casesIn, changedFiles, type Expectation, update, Workspaces } from './fixtures/cases.js';
import { compileAndTest } from './fixtures/go-checks.js';
import { requireGo } from './go/require-go.js';

/** Cases that are right and not yet met, each with what is missing. One that starts to pass fails here, so that it is taken off. */
const KNOWN_GAPS: Readonly<Record<string, string>> = {};

const root = join(import.meta.dirname, '../fixtures/transforms');
const workspaces = new Workspaces();
const rewritten: Case[] = [];
const cases = readdirSync(root).flatMap((strategy) => casesIn(join(root, strategy)));

afterAll(() => workspaces.remove());

/** Every case folder: `input` is a module, `expected` holds the files that change in it, case.json what becomes of its maps. UPDATE=1 rewrites `expected`. */
describe('transform fixtures', () => {
  for (const c of cases) {
    const check = c.name in KNOWN_GAPS ? it.fails : it;
    check(c.name, async () => {
      const dir = workspaces.copyOf(c);
      const first = await fix(dir, c.args);
      for (const want of c.expect) expect(outcomeOf(first, want), `${want.map} of ${c.name}`).toEqual(want);

      const changes = changedFiles(c, dir);
      if (process.env.UPDATE === '1') update(c, changes);
      expect(changes, 'changed files').toEqual(expectedOf(c));
      if (Object.keys(changes).length > 0) rewritten.push(c);

      // a wrapped map has another name
      if (c.args.some((a) => /^--(only|skip|strategy)$/.test(a))) return;
      const second = await fix(dir, c.args);
      expect(second.files, 'a second run proposes nothing').toEqual([]);
    });
  }

  it('the rewritten programs are formatted, compile, pass vet, behave as before, and are free of races', async () => {
    const toolchain = await requireGo();
    if (toolchain === undefined) return;
    expect(rewritten.length).toBeGreaterThan(0);
    expect(await compileAndTest(toolchain, workspaces, rewritten)).toEqual([]);
  }, 900_000);
});

interface Document {
  readonly maps: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly decision: { readonly outcome: string; readonly strategy?: string; readonly reason?: string };
  }[];
  readonly files: readonly unknown[];
}

async function fix(dir: string, args: readonly string[]): Promise<Document> {
  const argv = ['fix', './...', '--write', '--allow-dirty', '--verify', 'off', '--json', ...args];
  const ran = await runIn(dir, argv, { transforms });
  expect(ran.code, ran.stderr).toBeLessThan(2);
  return JSON.parse(ran.stdout) as Document;
}

/** What the document says of a map, as far as the expectation asks. */
function outcomeOf(document: Document, want: Expectation): unknown {
  const map = document.maps.find((m) => m.name === want.map);
  if (map === undefined) return undefined;
  const { outcome, strategy, reason } = map.decision;
  const all: Record<string, string | undefined> = { map: map.name, outcome, strategy, reason, verdict: map.verdict };
  return Object.fromEntries(Object.keys(want).map((key) => [key, all[key]]));
}

function expectedOf(c: Case): Record<string, string> {
  const dir = join(c.dir, 'expected');
  if (!existsSync(dir)) return {};
  const names = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  return Object.fromEntries(
    names.map((e) => {
      const path = join(e.parentPath, e.name);
      return [path.slice(dir.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')];
    }),
  );
}
