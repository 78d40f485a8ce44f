/** Functions of package maps that only read their map arguments. */
export const MAP_READERS: ReadonlySet<string> = new Set(['Clone', 'Keys', 'Values', 'All', 'Equal', 'EqualFunc']);

/** Functions of package maps that write to their first argument and read the others. */
export const MAP_WRITERS: ReadonlySet<string> = new Set(['Copy', 'DeleteFunc', 'Insert', 'Clear']);

const WHOLE_PACKAGES: ReadonlySet<string> = new Set([
  'fmt',
  'log',
  'log/slog',
  'reflect',
  'encoding/json',
  'encoding/gob',
  'encoding/xml',
  'gopkg.in/yaml.v2',
  'gopkg.in/yaml.v3',
  'sigs.k8s.io/yaml',
  'testing',
  'text/template',
  'html/template',
]);

/** Whether a function or method of this package looks at its arguments by reflection, and keeps none of them. */
export function isPrinterOrEncoder(importPath: string, name: string): boolean {
  if (!WHOLE_PACKAGES.has(importPath)) return false;
  return !/^(Unmarshal|Decode|Sscan|Fscan|Scan|NewDecoder)/.test(name);
}

/** Whether a function or method of this package walks a value and writes its fields out. */
export function isEncoder(importPath: string, name: string): boolean {
  return (
    /^(encoding\/(json|gob|xml)|gopkg\.in\/yaml\.v[23]|sigs\.k8s\.io\/yaml)$/.test(importPath) &&
    /^(Marshal|Encode)/.test(name)
  );
}
