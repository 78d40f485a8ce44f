/** Whether an import path is one of the standard library's: its first element has no dot. */
export function isStandardPath(path: string): boolean {
  const first = path.split('/', 1)[0]!;
  return first !== '' && !first.includes('.');
}

/**
 * The name that a package most likely has by its path: the last element without major version (`/v2`, gopkg.in's `.v2`), without a `go-` before
 * or a `-go`, `.go` behind it.
 */
export function importNameOf(path: string): string {
  const elements = path.split('/');
  let last = elements.at(-1)!;
  if (elements.length > 1 && /^v[0-9]+$/.test(last)) last = elements.at(-2)!;
  last = last.replace(/\.v[0-9]+$/, '');
  last = last.replace(/^go[-.]/, '').replace(/[-.]go$/, '');
  return last.replace(/[^\p{L}\p{N}_].*$/u, '') || last;
}

/** Other names that packages at such a path have been given: the parts of the last element, and all of it without the marks between them. */
export function importNamesOf(path: string): readonly string[] {
  const elements = path.split('/').filter((e) => !/^v[0-9]+$/.test(e));
  const last = (elements.at(-1) ?? '').replace(/\.v[0-9]+$/, '');
  const parts = last.split(/[^\p{L}\p{N}_]+/u).filter((p) => p !== '');
  return [...parts, parts.join(''), parts.join('_')];
}
