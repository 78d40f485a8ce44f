/**
 * What functions of the standard library do that matters to a lock held around the call. All of it may run under a lock but for what waits and what
 * calls back into the program; both are listed here. Key: import path, or `path#Type` for methods; value: the names.
 */

export type StandardEffect =
  /** ends soon and calls nothing of the program's */
  | 'safe'
  /** waits: for another goroutine, for time to pass, for the network or a disk */
  | 'waits'
  /** calls methods of its arguments by an interface (String, Error, Format): safe where they are */
  | 'formats'
  /** runs the functions it is given, and nothing else of the program's */
  | 'runs-arguments'
  /** calls methods of its arguments that the call does not show */
  | 'calls-back'
  /** does not return */
  | 'stops';

type Table = Readonly<Record<string, RegExp>>;

const WAITS: Table = {
  time: /^Sleep$/,
  'sync#WaitGroup': /^Wait$/,
  'sync#Cond': /^Wait$/,
  'os/exec#Cmd': /^(Run|Wait|Output|CombinedOutput)$/,
  os: /^(Open|OpenFile|Create|CreateTemp|ReadFile|WriteFile|ReadDir|Remove|RemoveAll|Rename|Mkdir|MkdirAll|MkdirTemp|Stat|Lstat|Chmod|Chown|Link|Symlink|Truncate|Pipe|StartProcess)$/,
  'os#File': /^(?!Name$|Fd$)/,
  'os#Process': /^Wait$/,
  'os/signal': /^Stop$/,
  net: /^(Dial|Listen|Lookup|Resolve|File)/,
  'net/http':
    /^(Get|Head|Post|PostForm|ListenAndServe|ListenAndServeTLS|Serve|ServeTLS|ServeFile|ServeContent|Error|Redirect|NotFound|ReadRequest|ReadResponse)$/,
  'net/http#Client': /^/,
  'net/http#Server': /^/,
  'net/http#Request': /^(ParseForm|ParseMultipartForm|FormValue|PostFormValue|FormFile|MultipartReader|Write)$/,
  'net/http#Response': /^Write$/,
  io: /^(Read|Copy|Write|Pipe)/,
  'io/ioutil': /^/,
  'bufio#Reader': /^/,
  'bufio#Writer': /^/,
  'bufio#ReadWriter': /^/,
  'bufio#Scanner': /^/,
  'path/filepath': /^(Glob|EvalSymlinks)$/,
  'testing#T': /^(Run|Parallel)$/,
  'database/sql#DB': /^/,
  'database/sql#Tx': /^/,
  'database/sql#Stmt': /^/,
  'database/sql#Rows': /^/,
  'database/sql#Row': /^/,
};

/** Packages whose functions and methods all wait, as far as they are not listed as safe. */
const WAITING_PACKAGES = /^(net\/(rpc|smtp|textproto)|plugin|log\/syslog)(\/|$)/;

const FORMATS: Table = {
  fmt: /^(Sprint|Sprintf|Sprintln|Errorf|Append|Appendf|Appendln|Print|Printf|Println)$/,
  log: /^(Print|Printf|Println|Output)$/,
  'log#Logger': /^(Print|Printf|Println|Output)$/,
  errors: /^(Is|As|Join|Unwrap)$/,
  'testing#T': /^(Error|Errorf|Log|Logf|Skip|Skipf)$/,
  'testing#B': /^(Error|Errorf|Log|Logf|Skip|Skipf)$/,
};

const RUNS: Table = {
  sort: /^(Slice|SliceStable|SliceIsSorted|Search|Find)$/,
  strings: /Func$|^Map$/,
  bytes: /Func$|^Map$/,
  slices: /Func$/,
  maps: /Func$/,
  'sync#Map': /^Range$/,
  'path/filepath': /^Walk(Dir)?$/,
  'regexp#Regexp': /Func$/,
};

const CALLS_BACK: Table = {
  sort: /^(Sort|Stable|IsSorted|Reverse)$/,
  'sync#Once': /^/,
  'sync#Pool': /^/,
  sync: /^Once/,
  slices: /^(Collect|Sorted|AppendSeq|Insert)/,
  maps: /^(Collect|Insert)$/,
  fmt: /^(Fprint|Fscan|Scan|Sscan)/,
  'log#Logger': /^SetOutput$/,
  'net/http': /^(Handle|HandleFunc|StripPrefix|TimeoutHandler|FileServer)$/,
  'net/http#ServeMux': /^ServeHTTP$/,
  'flag#FlagSet': /^(Parse|Visit|VisitAll)$/,
  flag: /^(Parse|Visit|VisitAll)$/,
};

/** Packages that call methods of what they are given (encoders, templates, tests by reflection). */
const CALLING_PACKAGES =
  /^(encoding(\/(json|gob|xml|csv|asn1|pem))?|text\/template|html\/template|container\/heap|log\/slog|expvar|go\/|database\/sql|archive\/|compress\/|image|iter|mime\/multipart|net\/http\/httputil|net\/http\/httptest|runtime\/pprof|testing\/)/;

const STOPS: Table = {
  log: /^(Fatal|Panic)/,
  'log#Logger': /^(Fatal|Panic)/,
  os: /^Exit$/,
  runtime: /^Goexit$/,
  'testing#T': /^(Fatal|FailNow|SkipNow|Skip)/,
  'testing#B': /^(Fatal|FailNow|SkipNow|Skip)/,
};

/** Whether an import path is of the standard library: its first element holds no dot. */
export function isStandard(importPath: string): boolean {
  return importPath !== '' && !importPath.split('/', 1)[0]!.includes('.');
}

/** What a function, or a method of `typeName`, of a standard package does. */
export function standardEffect(importPath: string, typeName: string, name: string): StandardEffect {
  const key = typeName === '' ? importPath : `${importPath}#${typeName}`;
  if (has(STOPS, key, name)) return 'stops';
  if (has(WAITS, key, name)) return 'waits';
  if (has(FORMATS, key, name)) return 'formats';
  if (has(RUNS, key, name)) return 'runs-arguments';
  if (has(CALLS_BACK, key, name)) return 'calls-back';
  if (CALLING_PACKAGES.test(importPath)) return 'calls-back';
  if (WAITING_PACKAGES.test(importPath)) return 'waits';
  return 'safe';
}

function has(table: Table, key: string, name: string): boolean {
  return Object.hasOwn(table, key) && table[key]!.test(name);
}
