/**
 * What functions of known packages do with a function argument. Everything else of the standard library calls its function arguments before it
 * returns and keeps none of its other arguments; an opaque third-party function may do anything.
 */
export interface Spawner {
  readonly kind: 'spawn' | 'handler' | 'once';
  /** index of the function argument */
  readonly argument: number;
  /** the receiver's Wait joins the goroutine */
  readonly joinedByReceiver?: true;
  /** starts several goroutines on the same function */
  readonly parallel?: true;
  readonly label: string;
}

/** Key: import path, type name (or '') and function name, joined by '#'. */
const SPAWNERS: Readonly<Record<string, Spawner>> = {
  'golang.org/x/sync/errgroup#Group#Go': {
    kind: 'spawn',
    argument: 0,
    joinedByReceiver: true,
    label: 'errgroup.Group.Go',
  },
  'golang.org/x/sync/errgroup#Group#TryGo': {
    kind: 'spawn',
    argument: 0,
    joinedByReceiver: true,
    label: 'errgroup.Group.TryGo',
  },
  'sync#WaitGroup#Go': { kind: 'spawn', argument: 0, joinedByReceiver: true, label: 'sync.WaitGroup.Go' },
  'sync#Once#Do': { kind: 'once', argument: 0, label: 'sync.Once.Do' },
  'time##AfterFunc': { kind: 'spawn', argument: 1, label: 'time.AfterFunc' },
  'context##AfterFunc': { kind: 'spawn', argument: 1, label: 'context.AfterFunc' },
  'net/http##HandleFunc': { kind: 'handler', argument: 1, label: 'http.HandleFunc' },
  'net/http#ServeMux#HandleFunc': { kind: 'handler', argument: 1, label: 'http.ServeMux.HandleFunc' },
  'testing#B#RunParallel': {
    kind: 'spawn',
    argument: 0,
    parallel: true,
    joinedByReceiver: true,
    label: 'testing.B.RunParallel',
  },
  'github.com/sourcegraph/conc#WaitGroup#Go': {
    kind: 'spawn',
    argument: 0,
    joinedByReceiver: true,
    label: 'conc.WaitGroup.Go',
  },
  'github.com/panjf2000/ants/v2##Submit': { kind: 'spawn', argument: 0, label: 'ants.Submit' },
  'github.com/panjf2000/ants/v2#Pool#Submit': { kind: 'spawn', argument: 0, label: 'ants.Pool.Submit' },
  'github.com/gammazero/workerpool#WorkerPool#Submit': { kind: 'spawn', argument: 0, label: 'workerpool.Submit' },
  'github.com/alitto/pond#WorkerPool#Submit': { kind: 'spawn', argument: 0, label: 'pond.WorkerPool.Submit' },
  'github.com/robfig/cron/v3#Cron#AddFunc': { kind: 'spawn', argument: 1, label: 'cron.AddFunc' },
  'github.com/robfig/cron#Cron#AddFunc': { kind: 'spawn', argument: 1, label: 'cron.AddFunc' },
};

export function spawnerOf(importPath: string, typeName: string, name: string): Spawner | undefined {
  return SPAWNERS[`${importPath}#${typeName}#${name}`];
}

/** Types whose value, passed to a function parameter, makes that function a request handler. */
export function isHandlerParameter(importPath: string, typeName: string): boolean {
  switch (typeName) {
    case 'ResponseWriter':
      return importPath === 'net/http';
    case 'Context':
      return /(^|\/)(gin|echo|iris|beego|macaron)(\/|$|-)|labstack\/echo|gin-gonic\/gin/.test(importPath);
    case 'Ctx':
      return /gofiber\/fiber/.test(importPath);
    case 'RequestCtx':
      return /valyala\/fasthttp/.test(importPath);
    default:
      return false;
  }
}

/** Functions after which registered handlers run. */
export function startsServing(importPath: string, name: string): boolean {
  if (importPath === 'net/http') return /^(ListenAndServe|ListenAndServeTLS|Serve|ServeTLS)$/.test(name);
  return importPath === 'google.golang.org/grpc' && name === 'Serve';
}

/** Standard functions and methods that keep an argument where other goroutines can find it. */
export function keepsArguments(importPath: string, name: string): boolean {
  if (importPath === 'sync' || importPath === 'sync/atomic')
    return /^(Store|LoadOrStore|Swap|CompareAndSwap|Put)/.test(name);
  if (importPath === 'container/list' || importPath === 'container/heap' || importPath === 'container/ring')
    return true;
  if (importPath === 'context') return name === 'WithValue';
  if (importPath === 'net/http') return name === 'Handle' || name === 'HandleFunc';
  return importPath === 'expvar';
}

/** Whether control does not come back from a call of this function. */
export function neverReturns(importPath: string, name: string): boolean {
  if (importPath === 'os') return name === 'Exit';
  if (importPath === 'log') return name.startsWith('Fatal') || name.startsWith('Panic');
  if (importPath === 'runtime') return name === 'Goexit';
  return importPath === 'testing' && (name.startsWith('Fatal') || name.startsWith('Skip') || name === 'FailNow');
}

/** Standard library import paths have no dot in their first element. */
export function isStandard(importPath: string): boolean {
  const slash = importPath.indexOf('/');
  return !(slash < 0 ? importPath : importPath.slice(0, slash)).includes('.');
}
