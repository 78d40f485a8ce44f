/** Roles that a report colours; what they look like is decided here only. */
export type Role = 'heading' | 'bad' | 'good' | 'caution' | 'place' | 'quiet';

export type Paint = (role: Role, text: string) => string;

/** SGR codes that switch a role on and off. */
const CODES: Readonly<Record<Role, readonly [on: number, off: number]>> = {
  heading: [1, 22],
  bad: [31, 39],
  good: [32, 39],
  caution: [33, 39],
  place: [36, 39],
  quiet: [2, 22],
};

export const plain: Paint = (_role, text) => text;

export const coloured: Paint = (role, text) => {
  const [on, off] = CODES[role];
  return text === '' ? '' : `\u001B[${on}m${text}\u001B[${off}m`;
};

/** Colours the lines of a unified diff as git does; the text itself stays as it is. */
export function paintDiff(diff: string, paint: Paint): string {
  if (paint === plain) return diff;
  return diff
    .split('\n')
    .map((line, i, lines) => paintDiffLine(line, lines[i + 1], paint))
    .join('\n');
}

function paintDiffLine(line: string, next: string | undefined, paint: Paint): string {
  if (line.startsWith('@@ ')) return paint('place', line);
  if (line.startsWith('--- ') && next?.startsWith('+++ ') === true) return paint('heading', line);
  if (line.startsWith('+++ ')) return paint('heading', line);
  if (line.startsWith('+')) return paint('good', line);
  if (line.startsWith('-')) return paint('bad', line);
  return line;
}
