import type { Check, Problem } from './problem.js';

/**
 * Reads what go build, go test -c and go vet print: `# package` headers, `file:line:column: message` lines, continuation lines that start with a tab. What has no place is kept as one
 * problem if nothing else is found, so that a failure is never without words.
 */
export function parseCompilerOutput(output: string, check: Check, resolve: (printed: string) => string): Problem[] {
  const problems: Problem[] = [];
  const rest: string[] = [];
  let packagePath: string | undefined;
  for (const line of output.split(/\r?\n/)) {
    const header = /^# (\S+)/.exec(line);
    if (header !== null) {
      packagePath = header[1];
      continue;
    }
    // a continuation can name a place too: the other declaration of a name is not at fault
    if (line.startsWith('\t') && problems.length > 0 && rest.length === 0) {
      const last = problems.pop()!;
      problems.push({ ...last, message: `${last.message}\n${withoutPlaces(line, resolve)}` });
      continue;
    }
    const place = /^(?:vet: )?(.+?\.(?:go|s|c|h)):(\d+)(?::(\d+))?: (.*)$/.exec(line);
    if (place !== null) {
      const [, file, row, column, message] = place as unknown as [string, string, string, string | undefined, string];
      problems.push({
        check,
        path: resolve(file),
        line: Number(row),
        column: column === undefined ? undefined : Number(column),
        message: withoutPlaces(message, resolve),
        packagePath,
      });
    } else if (!isNoise(line)) rest.push(line);
  }
  if (problems.length > 0) return problems;
  const text = withoutPlaces(rest.slice(0, 8).join('\n').trim(), resolve);
  return text === ''
    ? []
    : [{ check, path: undefined, line: undefined, column: undefined, message: text, packagePath }];
}

/** Temporary paths in the words of a message become those of the tree. */
function withoutPlaces(message: string, resolve: (printed: string) => string): string {
  return message.replace(/[^\s:()]+\.go(?=:\d+)/g, (path) => resolve(path));
}

function isNoise(line: string): boolean {
  return (
    line.trim() === '' ||
    /^(too many errors|note: module requires Go|exit status \d+|FAIL\t|FAIL$|\?\s|ok\s)/.test(line)
  );
}

/** Packages that the output says failed. */
export function failedPackages(output: string): ReadonlySet<string> {
  const failed = new Set<string>();
  for (const line of output.split(/\r?\n/)) {
    const name = /^# (\S+)/.exec(line)?.[1] ?? /^FAIL\t(\S+)/.exec(line)?.[1];
    if (name !== undefined) failed.add(name.replace(/\.test$|_test$/, ''));
  }
  return failed;
}
