import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/*
 * What may import what. Each rule says why it is there; a rule that stands in the way of good code is argued about here, not worked around.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Source {
  /** '/'-separated, from the root of the project */
  readonly path: string;
  readonly text: string;
  /** project files as paths from the root without extension, packages and built-in modules by name */
  readonly imports: readonly string[];
}

const sources: readonly Source[] = ['src', 'transforms'].flatMap(readSources);

function readSources(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/');
      const text = codeOf(readFileSync(join(ROOT, path), 'utf8'));
      return { path, text, imports: importsOf(path, text) };
    });
}

/** Without block comments and whole-line comments (text behind code stays, so that a URL in a string is kept), and without the text of templates, which may be Go. */
function codeOf(text: string): string {
  const uncommented = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return uncommented.replace(/`(?:\\[\s\S]|[^`\\])*`/g, '``');
}

function importsOf(path: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)'([^'\n]+)'/g)].map((match) => match[1]!);
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? posix.join(dirname(path), specifier).replace(/\.js$/, '') : specifier,
  );
}

const isProjectFile = (name: string) => name.startsWith('src/') || name.startsWith('transforms/');

interface DirectionRule {
  readonly from: RegExp;
  readonly mayImport: RegExp;
  readonly because: string;
}

/** Imports between files of the project. A file is held by every rule whose `from` matches it. */
const DIRECTIONS: readonly DirectionRule[] = [
  {
    from: /^src\/model\//,
    mayImport: /^src\/model\//,
    because: 'the model is what everything else agrees on; it knows nobody',
  },
  {
    from: /^src\/go\//,
    mayImport: /^src\/(go|model)\//,
    because: 'facts about Go do not depend on what this tool does with them',
  },
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((phase) => ({
    from: new RegExp(`^src/phases/${phase}-`),
    mayImport: new RegExp(`^src/(phases/[1-${phase}]-|go/|model/)`),
    because: 'a phase knows the phases before it only; the pipeline alone knows the order',
  })),
  {
    from: /^transforms\/[^_]/,
    mayImport: /^(transforms|src\/model|src\/go|src\/phases\/4-decide\/sections)(\/|$)/,
    because: 'a strategy is judged by the model and the section planner; it must not reach into how maps are found',
  },
  {
    from: /^src\/pipeline\.ts$/,
    mayImport: /^src\/(phases|go|model)\//,
    because: 'the pipeline is called by every front end and knows none',
  },
  {
    from: /^src\/cli\/(?!main\.ts)/,
    mayImport: /^src\/(cli|phases\/7-report|model|go)\/|^src\/pipeline$/,
    because: 'a command calls the pipeline and prints reports; it runs no phase itself',
  },
  {
    from: /^src\/(?!cli\/main\.ts)/,
    mayImport: /^src\//,
    because: 'only cli/main.ts hands the transforms to the pipeline, so that another front end can hand in others',
  },
];

describe('imports run one way', () => {
  it.each(DIRECTIONS.map((rule) => [rule.from.source, rule.because, rule] as const))(
    '%s: %s',
    (_from, _because, rule) => {
      const wrong = sources
        .filter(({ path }) => rule.from.test(path))
        .flatMap(({ path, imports }) =>
          imports
            .filter((name) => isProjectFile(name) && !rule.mayImport.test(name))
            .map((name) => `${path} → ${name}`),
        );
      expect(wrong).toEqual([]);
    },
  );
});

interface PlaceRule {
  readonly module: RegExp;
  readonly onlyIn: RegExp;
  readonly because: string;
}

/** Modules from outside the project, and the only places that may use them. */
const PLACES: readonly PlaceRule[] = [
  {
    module: /^node:fs(\/promises)?$/,
    onlyIn: /^src\/(phases\/(1-load|6-verify|8-apply)|cli)\/|^src\/go\/toolchain\.ts$/,
    because:
      'load reads, apply writes, verify and the toolchain need temporary files; the rest works on values and can be replayed',
  },
  {
    module: /^node:child_process$/,
    onlyIn: /^src\/(go\/toolchain|phases\/8-apply\/git)\.ts$/,
    because: 'every process that is started can be found in two files',
  },
  {
    module: /^node:(?!path$)/,
    onlyIn: /^src\/(phases\/(1-load|6-verify|8-apply)|cli|go)\/|^src\/pipeline\.ts$/,
    because: 'bind, find, decide, rewrite and report run in a browser',
  },
  {
    module: /^node:path$/,
    onlyIn: /^src\/(phases\/(1-load|6-verify|7-report|8-apply)|cli|go)\/|^src\/pipeline\.ts$/,
    because: 'phases 2 to 5 see display paths, which are text',
  },
  {
    module: /^magic-string$/,
    onlyIn: /^src\/phases\/5-rewrite\//,
    because: 'all edits meet in one place, where overlaps are caught',
  },
  {
    module: /^web-tree-sitter$/,
    onlyIn: /^src\/phases\/1-load\//,
    because: 'trees are copied out of WASM memory once; later phases know no parser',
  },
  { module: /^diff$/, onlyIn: /^src\/phases\/7-report\//, because: 'a diff is a view of the result' },
  { module: /^yargs/, onlyIn: /^src\/cli\/arguments\.ts$/, because: 'the rest of the program sees typed options' },
  { module: /^yaml$/, onlyIn: /^src\/phases\/1-load\//, because: 'only load parses user input' },
  {
    module: /^zod$/,
    onlyIn: /^src\/phases\/(1-load|7-report)\//,
    because: 'schemas stand where data enters and leaves the program',
  },
];

describe('outside modules stay where they belong', () => {
  it.each(PLACES.map((rule) => [rule.module.source, rule.because, rule] as const))(
    '%s: %s',
    (_module, _because, rule) => {
      const wrong = sources
        .filter(({ path }) => !rule.onlyIn.test(path))
        .flatMap(({ path, imports }) =>
          imports.filter((name) => rule.module.test(name)).map((name) => `${path} → ${name}`),
        );
      expect(wrong).toEqual([]);
    },
  );

  it('every package that is imported is a dependency, and every dependency is imported', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const imported = sources
      .flatMap(({ imports }) => imports)
      .filter((name) => !isProjectFile(name) && !name.startsWith('node:'));
    const packages = new Set(imported.map((name) => name.split('/')[0]!));
    // loaded as a file of WASM, not imported
    packages.add('tree-sitter-go');
    expect([...packages].sort()).toEqual(Object.keys(dependencies).sort());
  });
});

describe('the shape of a file', () => {
  it.each<[string, RegExp, string]>([
    [
      'module-level let or var',
      /^(?:export )?(?:let|var) .*/gm,
      'one context is passed; a second run in the same process must not see the first',
    ],
    [
      'an empty collection at module level',
      /^(?:export )?const \w+(?:: (?!readonly |Readonly)[^=]+)? = (?:new (?:Map|Set)(?:<.*>)?\(\)|\[\]|\{\}).*/gm,
      'it can only be there to be filled (a WeakMap that memoises a pure function of immutable values is not seen from outside)',
    ],
    ['export default', /^export default .*/gm, 'a name is the same everywhere'],
    ['enum', /^(?:export )?(?:const )?enum .*/gm, 'unions of literals read the same in JSON and in code'],
    ['process.exit', /\bprocess\.exit\(.*/g, 'output would be cut off; main.ts sets process.exitCode'],
  ])('no %s', (_what, pattern) => {
    const wrong = sources.flatMap(({ path, text }) =>
      [...text.matchAll(pattern)].map((match) => `${path}: ${match[0]}`),
    );
    expect(wrong).toEqual([]);
  });

  it('names are kebab-case and say what is inside', () => {
    const wrong = sources.filter(({ path }) => {
      const name = posix.basename(path, '.ts');
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /(^|-)(utils?|helpers?|managers?|common|misc)$/.test(name);
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});
