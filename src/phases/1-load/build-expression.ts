import type { BuildConfig } from '../../model/source.js';
import { ALSO_OS, UNIX_OS } from './platforms.js';

/** A build constraint: what a `//go:build` line says. */
export type BuildExpression =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'not'; readonly x: BuildExpression }
  | { readonly kind: 'and' | 'or'; readonly x: BuildExpression; readonly y: BuildExpression };

/** Operators and parentheses that an expression may have, as in go/build/constraint; it also bounds the recursion here. */
const MAX_SIZE = 1000;

/** Parses what stands behind `//go:build`; undefined when it is malformed. */
export function parseBuildExpression(text: string): BuildExpression | undefined {
  if (text.length > 100_000) return undefined;
  const tokens = text.match(/[()!]|&&|\|\||[\p{L}\p{Nd}_.]+|[^ \t]/gu) ?? [];
  let at = 0;
  let size = 0;
  let failed = false;

  const binary = (operator: '&&' | '||', kind: 'and' | 'or', operand: () => BuildExpression): BuildExpression => {
    let x = operand();
    while (!failed && tokens[at] === operator) {
      at++;
      x = { kind, x, y: operand() };
      grow();
    }
    return x;
  };
  const or = (): BuildExpression => binary('||', 'or', and);
  const and = (): BuildExpression => binary('&&', 'and', not);
  const not = (): BuildExpression => {
    const token = tokens[at];
    if (failed || token === undefined) return fail();
    at++;
    if (token === '!') {
      // As in Go, `!!x` is not an expression.
      if (tokens[at] === '!') return fail();
      grow();
      return { kind: 'not', x: not() };
    }
    if (token === '(') {
      grow();
      const x = or();
      if (tokens[at] !== ')') return fail();
      at++;
      return x;
    }
    return /^[\p{L}\p{Nd}_.]+$/u.test(token) ? { kind: 'tag', tag: token } : fail();
  };
  const grow = (): void => {
    if (++size > MAX_SIZE) failed = true;
  };
  const fail = (): BuildExpression => {
    failed = true;
    return { kind: 'tag', tag: 'ignore' };
  };

  const expression = or();
  return failed || at < tokens.length ? undefined : expression;
}

/** Parses what stands behind one `// +build`: blanks are "or", commas "and". */
export function parsePlusBuild(text: string): BuildExpression {
  let any: BuildExpression | undefined;
  for (const clause of text
    .split(/\s+/)
    .filter((c) => c !== '')
    .slice(0, MAX_SIZE)) {
    let all: BuildExpression | undefined;
    for (const literal of clause.split(',').slice(0, MAX_SIZE)) {
      const negated = literal.startsWith('!');
      const name = negated ? literal.slice(1) : literal;
      const valid = /^[\p{L}\p{Nd}_.]+$/u.test(name);
      const tag: BuildExpression = { kind: 'tag', tag: valid ? name : 'ignore' };
      const x: BuildExpression = negated && valid ? { kind: 'not', x: tag } : tag;
      all = all === undefined ? x : { kind: 'and', x: all, y: x };
    }
    any = any === undefined ? all : { kind: 'or', x: any, y: all! };
  }
  return any ?? { kind: 'tag', tag: 'ignore' };
}

/** Whether the constraint holds: `cgo`, `gc`, `unix` where it applies and every release tag are set; other tags are not. */
export function holds(x: BuildExpression, config: BuildConfig): boolean {
  switch (x.kind) {
    case 'tag':
      return tagHolds(x.tag, config);
    case 'not':
      return !holds(x.x, config);
    case 'and':
      return holds(x.x, config) && holds(x.y, config);
    case 'or':
      return holds(x.x, config) || holds(x.y, config);
  }
}

export function tagHolds(tag: string, { goos, goarch }: BuildConfig): boolean {
  if (tag === goos || tag === goarch || tag === 'cgo' || tag === 'gc') return true;
  if (tag === ALSO_OS[goos]) return true;
  if (tag === 'unix') return UNIX_OS.has(goos);
  return /^go1\.[1-9]\d*$/.test(tag);
}

/** Whether the constraint can hold only with the tag `ignore`: the mark of scripts that no build takes in. */
export function requiresIgnore(x: BuildExpression): boolean {
  return possible(x) === false;
}

/** Value of the expression where `ignore` is unset and every other tag may be anything; undefined when it depends. */
function possible(x: BuildExpression): boolean | undefined {
  switch (x.kind) {
    case 'tag':
      return x.tag === 'ignore' ? false : undefined;
    case 'not': {
      const inner = possible(x.x);
      return inner === undefined ? undefined : !inner;
    }
    case 'and': {
      const a = possible(x.x);
      const b = possible(x.y);
      return a === false || b === false ? false : a === true && b === true ? true : undefined;
    }
    case 'or': {
      const a = possible(x.x);
      const b = possible(x.y);
      return a === true || b === true ? true : a === false && b === false ? false : undefined;
    }
  }
}

/** Lowest Go 1 minor version that the constraint implies, -1 if none (go/build/constraint.GoVersion). */
export function impliedGoMinor(x: BuildExpression, positive = true): number {
  switch (x.kind) {
    case 'tag': {
      if (!positive) return -1;
      if (x.tag === 'go1') return 0;
      const minor = /^go1\.(\d+)$/.exec(x.tag);
      return minor === null ? -1 : Number(minor[1]);
    }
    case 'not':
      return impliedGoMinor(x.x, !positive);
    default: {
      const a = impliedGoMinor(x.x, positive);
      const b = impliedGoMinor(x.y, positive);
      return (x.kind === 'and') === positive ? Math.max(a, b) : Math.min(a, b);
    }
  }
}
