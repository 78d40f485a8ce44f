import { type BuildExpression, parseBuildExpression, parsePlusBuild } from './build-expression.js';

/** What the lines before a file's first non-comment text say about when it is built. */
export interface FileHeader {
  readonly constraint: BuildExpression | undefined;
  /** why the constraint could not be read */
  readonly malformed: string | undefined;
  /** whether the constraint is a `//go:build` line, which alone sets the file's Go version */
  readonly isGoBuild: boolean;
}

/** Reads the build constraints by the rules of go/build (parseFileHeader, shouldBuild). Linear; stops at the first code. */
export function readHeader(text: string): FileHeader {
  let goBuild: string | undefined;
  const plusBuild: { text: string; at: number }[] = [];
  /** end of the last blank line before the first text that is no line comment: `+build` counts only above it */
  let plusLimit = 0;
  let ended = false;
  let inBlock = false;
  let at = 0;

  scan: while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    let line = text.slice(at, next).trim();
    const start = at;
    at = next;
    if (line === '' && !ended) {
      plusLimit = next;
      continue;
    }
    if (!line.startsWith('//')) ended = true;
    if (!inBlock) {
      const expression = afterMarker(line, '//go:build');
      if (expression !== undefined) {
        if (goBuild !== undefined) return malformed('more than one //go:build line');
        goBuild = expression;
      } else if (!ended && line.startsWith('//') && line.includes('+build')) {
        const tags = afterMarker(line.slice(2).trim(), '+build');
        if (tags !== undefined) plusBuild.push({ text: tags, at: start });
      }
    }
    while (line !== '') {
      if (inBlock) {
        const close = line.indexOf('*/');
        if (close < 0) continue scan;
        inBlock = false;
        line = line.slice(close + 2).trim();
      } else if (line.startsWith('//')) continue scan;
      else if (line.startsWith('/*')) {
        inBlock = true;
        line = line.slice(2).trim();
      } else break scan;
    }
  }

  if (goBuild !== undefined) {
    const constraint = parseBuildExpression(goBuild);
    if (constraint === undefined) return malformed(`the //go:build line "${goBuild.slice(0, 60)}" does not parse`);
    return { constraint, malformed: undefined, isGoBuild: true };
  }
  let constraint: BuildExpression | undefined;
  for (const { text: tags, at: position } of plusBuild) {
    if (position >= plusLimit) continue;
    const x = parsePlusBuild(tags);
    constraint = constraint === undefined ? x : { kind: 'and', x: constraint, y: x };
  }
  return { constraint, malformed: undefined, isGoBuild: false };
}

/** Text behind a marker that stands alone or is followed by a blank. */
function afterMarker(line: string, marker: string): string | undefined {
  if (!line.startsWith(marker)) return undefined;
  const rest = line.slice(marker.length);
  return rest === '' || /^\s/.test(rest) ? rest.trim() : undefined;
}

function malformed(reason: string): FileHeader {
  return { constraint: undefined, malformed: reason, isGoBuild: false };
}
