/** What can find fault with a rewrite, in the order in which it is asked. */
export type Check = 'parse' | 'reanalysis' | 'gofmt' | 'build' | 'tests' | 'vet' | 'race';

/** One fault. */
export interface Problem {
  readonly check: Check;
  /** absolute path of the file it is in, as the tree has it; undefined when none is named */
  readonly path: string | undefined;
  /** 1-based, in the new text */
  readonly line: number | undefined;
  /** 1-based, in bytes, as go counts; a byte-order mark counts */
  readonly column: number | undefined;
  readonly message: string;
  /** import path of the package that was checked */
  readonly packagePath: string | undefined;
  /** map that is at fault, where the check knows */
  readonly mapId?: string;
}

/** Something that a check could not look at. */
export interface Unverified {
  /** a sentence */
  readonly why: string;
  /** import paths of the packages that were not looked at */
  readonly packages: readonly string[] | 'all';
}

/** What a check found. */
export interface CheckResult {
  readonly problems: readonly Problem[];
  readonly unverified: readonly Unverified[];
  /** labels of the builds it ran in */
  readonly builds: readonly string[];
}

/**
 * The problems that are not among those from before. Lines move with an edit, so two are the same when file and words are; places inside the words are left out.
 */
export function newProblems(after: readonly Problem[], before: readonly Problem[]): Problem[] {
  const counts = new Map<string, number>();
  for (const problem of before) counts.set(keyOf(problem), (counts.get(keyOf(problem)) ?? 0) + 1);
  return after.filter((problem) => {
    const key = keyOf(problem);
    const left = counts.get(key) ?? 0;
    counts.set(key, left - 1);
    return left <= 0;
  });
}

function keyOf({ path, message }: Problem): string {
  return `${path ?? ''}|${message.replace(/\S*\.go:\d+(:\d+)?/g, 'place')}`;
}

/** "go build: store.go:3:7: undefined: x", the file as `display` shows it. */
export function problemText(
  { check, path, line, column, message }: Problem,
  display: (path: string) => string,
): string {
  const place = [path === undefined ? undefined : display(path), line, column].filter((p) => p !== undefined).join(':');
  return `${CHECK_NAMES[check]}: ${place === '' ? '' : `${place}: `}${message}`;
}

export const CHECK_NAMES: Readonly<Record<Check, string>> = {
  parse: 'syntax',
  reanalysis: 're-analysis',
  gofmt: 'gofmt',
  build: 'go build',
  tests: 'go test -c',
  vet: 'go vet',
  race: 'go test -race',
};
