/** Exported type aliases of the standard library that name a type of another package. Known here so that a type's identity needs no source. */
export const STANDARD_ALIASES: ReadonlyMap<string, { readonly path: string; readonly name: string }> = new Map([
  ['debug/buildinfo.BuildInfo', { path: 'runtime/debug', name: 'BuildInfo' }],
  ['html/template.FuncMap', { path: 'text/template', name: 'FuncMap' }],
  ['os.DirEntry', { path: 'io/fs', name: 'DirEntry' }],
  ['os.FileInfo', { path: 'io/fs', name: 'FileInfo' }],
  ['os.FileMode', { path: 'io/fs', name: 'FileMode' }],
  ['os.PathError', { path: 'io/fs', name: 'PathError' }],
]);
