/**
 * Functions and methods of the standard library that may run under a lock: they end soon, wait for nothing, and call back into nothing of the program's.
 * Key: import path; value: which names. A method's key is `path#Type`.
 */
const QUIET: Readonly<Record<string, RegExp>> = {
  strings: /^(?!.*Func)(?!Map$)/,
  'strings#Builder': /^/,
  'strings#Replacer': /^Replace$/,
  bytes: /^(?!.*Func)(?!Map$)/,
  'bytes#Buffer': /^(Write(String|Byte|Rune)?|String|Len|Reset|Bytes)$/,
  strconv: /^/,
  math: /^/,
  'math/bits': /^/,
  'math/rand': /^(Int|Int31|Int63|Uint32|Uint64|Float32|Float64|Intn|Int31n|Int63n|Perm)$/,
  unicode: /^/,
  'unicode/utf8': /^/,
  path: /^/,
  'path/filepath': /^(Base|Clean|Dir|Ext|IsAbs|Join|Match|Rel|Split|ToSlash|FromSlash|VolumeName)$/,
  errors: /^New$/,
  time: /^(Now|Since|Until|Date|Unix|UnixMilli|UnixMicro)$/,
  'time#Time': /^(?!MarshalJSON|UnmarshalJSON|Gob|MarshalBinary|UnmarshalBinary)/,
  'time#Duration': /^/,
  'time#Month': /^/,
  'time#Weekday': /^/,
  'net/http#Header': /^(Get|Set|Add|Del|Values)$/,
  'net/url#Values': /^(Get|Set|Add|Del|Has)$/,
  'sync/atomic': /^/,
  'sync/atomic#Int32': /^/,
  'sync/atomic#Int64': /^/,
  'sync/atomic#Uint32': /^/,
  'sync/atomic#Uint64': /^/,
  'sync/atomic#Bool': /^/,
  'sync/atomic#Pointer': /^/,
  'sync/atomic#Value': /^/,
  sort: /^(Strings|Ints|Float64s|SearchStrings|SearchInts|StringsAreSorted|IntsAreSorted)$/,
  slices:
    /^(Clone|Clip|Grow|Compact|Contains|Delete|Equal|Index|Insert|Max|Min|Replace|Reverse|Sort|BinarySearch|Concat|Repeat)$/,
  maps: /^(Clone|Copy|Equal)$/,
};

/** Formatting functions: quiet as long as no argument brings methods of its own (String, Error, Format). */
const FORMATTING: Readonly<Record<string, RegExp>> = {
  fmt: /^(Sprint|Sprintf|Sprintln|Errorf|Append|Appendf|Appendln)$/,
};

/** Getters that answer the same each time: asked once, their answer may be used twice. */
const IDEMPOTENT: Readonly<Record<string, RegExp>> = {
  'net/http#Request': /^(FormValue|PostFormValue|PathValue|UserAgent|Referer|Context)$/,
  'net/http#Header': /^(Get|Values)$/,
  'net/url#Values': /^(Get|Has)$/,
  'net/url#URL': /^(Query|String|Hostname|Port|EscapedPath|RequestURI)$/,
  strings: /^(?!.*Func)(?!Map$|New)/,
  strconv: /^(Itoa|Quote|Format)/,
  path: /^/,
  'path/filepath': /^(Base|Clean|Dir|Ext|Join|ToSlash|FromSlash)$/,
};

export type Quietness = 'quiet' | 'quiet-for-plain-arguments' | 'unknown';

/** What is known of a function, or of a method of `typeName`. */
export function quietness(importPath: string, typeName: string, name: string): Quietness {
  const key = typeName === '' ? importPath : `${importPath}#${typeName}`;
  if (matches(QUIET, key, name)) return 'quiet';
  return matches(FORMATTING, key, name) ? 'quiet-for-plain-arguments' : 'unknown';
}

export function isIdempotent(importPath: string, typeName: string, name: string): boolean {
  return matches(IDEMPOTENT, typeName === '' ? importPath : `${importPath}#${typeName}`, name);
}

function matches(table: Readonly<Record<string, RegExp>>, key: string, name: string): boolean {
  return Object.hasOwn(table, key) && table[key]!.test(name);
}
