/**
 * Matches a `/`-separated name against a pattern of go list: `...` stands for any text, and a final `/...` for nothing as well.
 * Linear: each piece is searched for once, leftmost first.
 */
export function matchesWildcard(pattern: string, name: string): boolean {
  if (pattern.endsWith('/...') && matchesWildcard(pattern.slice(0, -4), name)) return true;
  const pieces = pattern.split('...');
  const first = pieces[0]!;
  if (pieces.length === 1) return name === first;
  const last = pieces.at(-1)!;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
