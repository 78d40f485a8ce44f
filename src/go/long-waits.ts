/**
 * Functions of the standard library that wait for time, the network or another process, for as long as those please. Narrower than what
 * may wait at all: a file or a writer can be slow, but is what many locks are for.
 */
const LONG_WAITS: Readonly<Record<string, RegExp>> = {
  time: /^Sleep$/,
  net: /^(Dial|Lookup)/,
  'net#Dialer': /^Dial/,
  'net#Resolver': /^Lookup/,
  'net/http': /^(Get|Head|Post|PostForm)$/,
  'net/http#Client': /^(Do|Get|Head|Post|PostForm)$/,
  'net/http#Server': /^(Shutdown|ListenAndServe|Serve)/,
  'net/rpc#Client': /^Call$/,
  'database/sql#DB': /^(Exec|Query|Ping|Begin|Prepare)/,
  'database/sql#Tx': /^(Exec|Query|Commit|Rollback)/,
  'database/sql#Stmt': /^(Exec|Query)/,
  'os/exec#Cmd': /^(Run|Wait|Output|CombinedOutput)$/,
  'os#Process': /^Wait$/,
};

/** Whether a call of this function, or method of `typeName`, waits for something outside of the program. */
export function waitsLong(importPath: string, typeName: string, name: string): boolean {
  const key = typeName === '' ? importPath : `${importPath}#${typeName}`;
  return Object.hasOwn(LONG_WAITS, key) && LONG_WAITS[key]!.test(name);
}
