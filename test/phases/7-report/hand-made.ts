import { createHash } from 'node:crypto';
import type { Acceptance, Decision } from '../../../src/model/decision.js';
import { Lockset } from '../../../src/model/lockset.js';
import type { DecidedMap, FileChange, RunResult, Verification } from '../../../src/model/result.js';
import type { SharedMap } from '../../../src/model/shared-map.js';
import type { Module, PackageUnit, Position, SourceFile } from '../../../src/model/source.js';
import type { VariableSymbol } from '../../../src/model/symbol.js';
import { SyntaxTree } from '../../../src/model/syntax-tree.js';
import type { MapUse } from '../../../src/model/use.js';

/** Results put together by hand: reports are tested against the model, not against what the other phases find today. */

export const ROOT = '/tree';

export function sourceFile(displayPath: string, text: string, over: Partial<SourceFile> = {}): SourceFile {
  const none = new Uint32Array(0);
  return {
    index: 0,
    path: `${ROOT}/${displayPath}`,
    displayPath,
    text,
    tree: new SyntaxTree(
      text,
      Uint8Array.of(1),
      Uint8Array.of(0),
      Uint32Array.of(0),
      Uint32Array.of(text.length),
      Uint32Array.of(1),
      Int32Array.of(-1),
      none,
    ),
    bom: false,
    hash: createHash('sha256').update(text).digest('hex'),
    isTest: false,
    isGenerated: false,
    isCgo: false,
    goMinor: 21,
    editable: true,
    activeIn: () => true,
    config: { goos: 'linux', goarch: 'amd64' },
    ...over,
  };
}

export function change(displayPath: string, before: string, after: string, over: Partial<SourceFile> = {}): FileChange {
  const original = sourceFile(displayPath, before, over);
  return { path: original.path, displayPath, original, before, after, maps: [] };
}

export function newFile(displayPath: string, after: string): FileChange {
  return { path: `${ROOT}/${displayPath}`, displayPath, original: undefined, before: '', after, maps: [] };
}

export const MODULE: Module = { path: 'example.com/shop', dir: ROOT, go: '1.21', goMinor: 21 };

const FILE = sourceFile('cache/store.go', 'package cache\n');

export const UNIT: PackageUnit = {
  id: 'example.com/shop/cache',
  importPath: 'example.com/shop/cache',
  name: 'cache',
  dir: `${ROOT}/cache`,
  module: MODULE,
  files: [FILE],
  isExternalTest: false,
  syntaxOk: true,
  selected: true,
};

const SYMBOL: VariableSymbol = {
  id: 1,
  name: 'items',
  kind: 'variable',
  role: 'package',
  file: FILE,
  node: 0,
  pkg: UNIT,
  owner: undefined,
  variants: [],
};

export function at(line: number, column = 2, file = 'cache/store.go'): Position {
  return { file, line, column };
}

export const MUTEX = { key: '17.204', name: 's.mu', declaration: 204 };

export function use(over: Partial<MapUse> = {}): MapUse {
  return {
    file: FILE,
    node: 0,
    operation: 'read',
    effect: 'read',
    operationNode: 0,
    depth: 0,
    mutatesValue: false,
    statement: -1,
    functionNode: -1,
    functionSymbol: undefined,
    isTest: false,
    locks: Lockset.empty,
    mayLocks: Lockset.empty,
    phase: 'concurrent',
    ...over,
  };
}

export function unsafeMap(over: Partial<SharedMap> = {}): SharedMap {
  return {
    id: 'example.com/shop/cache.Store.items',
    name: 'Store.items',
    kind: 'field',
    symbol: SYMBOL,
    declaringType: undefined,
    unit: UNIT,
    file: FILE,
    position: at(12),
    typeText: 'map[string]*Item',
    type: {
      kind: 'map',
      key: { kind: 'basic', name: 'string' },
      value: { kind: 'unknown', cause: 'unresolved', detail: 'Item' },
    },
    uses: [use({ operation: 'store', effect: 'write' }), use({ locks: Lockset.empty.with(MUTEX, 'exclusive') })],
    profile: { reads: 4, stores: 1, deletes: 1, ranges: 1, lens: 1, clears: 0, replacements: 0, compound: 0 },
    verdict: 'unsafe',
    confidence: 'high',
    evidenceKind: 'goroutines',
    cause: undefined,
    evidence: [
      {
        role: 'writer',
        root: 'an HTTP handler',
        operation: 'store',
        locks: [],
        message: 's.items is written here while other requests run',
        position: at(41),
        path: [{ position: at(9, 2, 'main.go'), message: 'registers (*Store).Put' }],
      },
      { role: 'reader', root: 'a go statement', operation: 'range', locks: ['s.mu'], message: '', position: at(52, 9) },
    ],
    guards: [{ lock: MUTEX, held: 3, writesHeld: 1, total: 5, writes: 2 }],
    hazards: [],
    ignored: undefined,
    ...over,
  };
}

export function safeMap(over: Partial<SharedMap> = {}): SharedMap {
  return unsafeMap({
    id: 'example.com/shop/cache.table',
    name: 'table',
    kind: 'package-variable',
    verdict: 'read-only',
    confidence: undefined,
    evidenceKind: undefined,
    evidence: [],
    guards: [],
    ...over,
  });
}

export const acceptance: Acceptance = {
  ok: true,
  because: 's.mu is held at 3 of 5 uses',
  cost: 4,
  notes: [{ code: 'double-build', message: 'the value may be built twice', position: at(60) }],
  plan: () => {},
};

export const rewritten: Decision = {
  outcome: 'rewritten',
  strategy: 'existing-lock',
  reason: 'common-lock',
  because: acceptance.because,
  alternatives: [{ strategy: 'sync-map', reason: 'needs-len' }],
  acceptance,
};

export const refused: Decision & { outcome: 'refused' } = {
  outcome: 'refused',
  strategy: 'mutex',
  reason: 'escapes',
  because: 's.items is passed to a function outside the module',
  position: at(70, 12),
  alternatives: [{ strategy: 'sync-map', reason: 'escapes' }],
};

export const leftAlone: Decision = {
  outcome: 'left-alone',
  reason: 'read-only',
  because: 'it is filled before the first goroutine starts',
};

export const NOT_VERIFIED: Verification = {
  toolchain: undefined,
  reanalysis: 'not-run',
  gofmt: 'not-run',
  build: 'not-run',
  vet: 'not-run',
  race: 'not-run',
  why: '--verify=off',
  configurations: [],
};

export const VERIFIED: Verification = {
  toolchain: 'go1.26.8',
  reanalysis: 'passed',
  gofmt: 'passed',
  build: 'passed',
  vet: 'passed',
  race: 'not-run',
  why: 'race is opt-in',
  configurations: ['linux/amd64'],
};

export function result(over: Partial<RunResult> = {}): RunResult {
  const maps: DecidedMap[] = [
    { map: unsafeMap(), decision: rewritten },
    { map: safeMap(), decision: leftAlone },
  ];
  return {
    version: '0.1.0',
    modules: [MODULE],
    maps,
    changes: [],
    diagnostics: [],
    verification: VERIFIED,
    timings: {},
    ...over,
  };
}
