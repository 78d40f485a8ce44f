import type { Fn, FunctionValue } from './flow-graph.js';
import type { Path } from './path.js';
import type { Registry } from './registry.js';

/** A function that a call can reach, with the receiver that a method value bound. */
export interface ResolvedTarget {
  readonly fn: Fn;
  readonly receiver: Path | undefined;
}

export interface ResolvedValue {
  readonly targets: readonly ResolvedTarget[];
  /** parameters of enclosing functions that hold the function: symbol ids */
  readonly parameters: readonly number[];
  readonly open: boolean;
}

/** Follows fields, variables and results in which functions are stored; everything stored anywhere counts. */
export function resolveTargets(registry: Registry, file: number, value: FunctionValue): ResolvedValue {
  const targets = new Map<number, ResolvedTarget>();
  const parameters = new Set<number>();
  let open = value.open;
  const seen = new Set<number>();
  const follow = (v: FunctionValue, inFile: number, direct: boolean) => {
    for (const target of v.targets) {
      switch (target.kind) {
        case 'literal': {
          const fn = registry.literal(inFile, target.node);
          if (fn !== undefined) targets.set(fn.index, { fn, receiver: undefined });
          break;
        }
        case 'function': {
          const fn = registry.function(target.id);
          if (fn !== undefined) targets.set(fn.index, { fn, receiver: target.receiver });
          else open = true;
          break;
        }
        case 'parameter':
          // stored away, the parameter stands for whatever any caller passes; called directly, each caller is told apart
          if (direct) parameters.add(target.id);
          else followStored(target.id);
          break;
        case 'stored':
          followStored(target.id);
          break;
      }
    }
  };
  const followStored = (id: number) => {
    if (seen.has(id)) return;
    seen.add(id);
    const stored = registry.stored.get(id);
    if (stored === undefined) open = true;
    else for (const s of stored) follow(s.value, s.file, false);
  };
  follow(value, file, true);
  return { targets: [...targets.values()], parameters: [...parameters], open };
}
