import type { Binding } from '../../model/binding.js';
import type { GoType } from '../../model/go-type.js';
import type { Program } from '../../model/source.js';
import type { Fn } from './flow-graph.js';
import type { Interpreter } from './interpreter.js';

/** Why objects of a type are taken to be shared between goroutines although the goroutines are not in view. */
export type SharedTypes = ReadonlyMap<number, string>;

/** Types that start a goroutine on themselves, receive requests, or have an instance in a package variable; by type symbol id, with the reason. */
export function sharedTypes(program: Program, binding: Binding, interpreter: Interpreter): SharedTypes {
  const found = new Map<number, string>();
  const note = (id: number | undefined, reason: string) => {
    if (id !== undefined && !found.has(id)) found.set(id, reason);
  };
  const { registry } = interpreter;
  for (const spawn of interpreter.spawns) {
    if (spawn === undefined || spawn.fn.isTest) continue;
    // a goroutine that is waited for before the function returns leaves nothing running
    if (spawn.kind !== 'handler' && !interpreter.summaryOf(spawn.fn).live.has(spawn.id)) continue;
    for (const { fn } of spawn.targets) {
      const reason =
        spawn.kind === 'handler'
          ? 'its methods handle requests'
          : `it starts a goroutine on itself (${spawn.fn.label})`;
      note(fn.symbol?.receiver?.type?.id, reason);
      for (const id of fn.captures) {
        const type = registry.capturedTypes.get(id);
        if (spawn.kind === 'handler' || startsOnItself(spawn.fn, id, type)) note(type, reason);
      }
    }
  }
  for (const unit of program.packages) {
    for (const variable of binding.variablesOf(unit)) {
      if (variable.file.isTest) continue;
      note(
        declaredType(binding.typeOfSymbol(variable)),
        `an instance is stored in the package variable ${variable.name}`,
      );
    }
    for (const method of binding.functionsOf(unit)) {
      if (method.name === 'ServeHTTP' && method.receiver !== undefined && !method.file.isTest)
        note(method.receiver.type?.id, 'its methods handle requests');
    }
  }
  return found;
}

/** A method of the type itself, or the function that makes the object, starts it: others that capture one only work with it. */
function startsOnItself(starter: Fn, captured: number, type: number | undefined): boolean {
  let fn = starter;
  while (fn.outer !== undefined && fn.symbol === undefined) fn = fn.outer;
  return fn.symbol?.receiver?.type?.id === type || fn.fresh.has(captured);
}

function declaredType(type: GoType): number | undefined {
  const base = type.kind === 'pointer' ? type.elem : type;
  return base.kind === 'named' && base.symbol.pkg !== undefined ? base.symbol.id : undefined;
}
