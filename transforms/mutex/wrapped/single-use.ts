import { Field, Kind } from '../../../src/go/grammar.js';
import { isPrinterOrEncoder, MAP_READERS } from '../../../src/go/map-functions.js';
import type { Refusal } from '../../../src/model/decision.js';
import { positionAt } from '../../../src/model/position.js';
import { NONE, type NodeId } from '../../../src/model/syntax-tree.js';
import { type Access, pathText } from '../../../src/phases/4-decide/sections/access.js';
import {
  emitDelete,
  emitMethodCall,
  emitNilComparison,
  emitReplace,
  emitSnapshot,
  emitStore,
  emitWholeCall,
  onlyAssignment,
} from '../../../src/phases/4-decide/sections/expressions.js';
import { sharedBy } from '../../../src/phases/4-decide/sections/fresh-maps.js';
import { onlyReads } from '../../../src/phases/4-decide/sections/readers.js';
import { refuse } from '../../../src/phases/4-decide/sections/refusals.js';
import { outermostParens } from '../../../src/phases/4-decide/sections/syntax.js';
import { emitInitialiser } from './initialisers.js';
import { planSnapshotRange } from './ranges.js';
import type { Frame } from './wrap-subject.js';

/** Rewrites one use that needs no section to a method call, or says why it cannot be. */
export function planSingleUse(frame: Frame, access: Access): Refusal | undefined {
  const { file } = frame;
  const { use } = access;
  if (use.depth > 0 && use.operation !== 'range') {
    return refuse(
      file,
      use.node,
      'values-shared-by-reference',
      `the inner map of ${pathText(access)} is used where no critical section fits`,
    );
  }
  switch (use.operation) {
    case 'read':
      emitMethodCall(frame, access, 'Get');
      return undefined;
    case 'comma-ok':
      return planLoad(frame, access);
    case 'store':
      return planStore(frame, access);
    case 'delete':
      return planDelete(frame, access);
    case 'len':
      emitWholeCall(frame, access, 'Len');
      return undefined;
    case 'clear':
      emitWholeCall(frame, access, 'Clear');
      return undefined;
    case 'nil-compare':
      emitNilComparison(frame, access);
      return undefined;
    case 'replace':
      return planReplace(frame, access);
    case 'init':
      return emitInitialiser(frame, access);
    case 'range':
      return planSnapshotRange(frame, access);
    case 'marshal':
      return planMarshal(frame, access);
    case 'pass':
      return planPass(frame, access);
    case 'alias':
    case 'send':
      return planAlias(frame, access);
    case 'return':
      return planReturn(frame, access);
    case 'address':
      return planAddress(frame, access);
    case 'method':
      return refuse(
        file,
        use.node,
        'named-map-type',
        `a method of the map's own type is called on ${pathText(access)}; the method's receiver is the map itself`,
      );
    case 'copy':
      return refuse(file, use.node, 'struct-copied', 'the struct that holds the map is copied');
    default:
      return refuse(
        file,
        use.node,
        'unsupported-use',
        `this use of ${pathText(access)} has no counterpart on a wrapped map`,
      );
  }
}

function planLoad(frame: Frame, access: Access): Refusal | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  const list = tree.parent[outermostParens(tree, access.element)]!;
  const statement = tree.parent[list]!;
  if (tree.kind[statement] === Kind.assignment_statement) {
    const ok = tree.children(tree.child(statement, Field.left))[1];
    const type = ok === undefined || tree.textOf(ok) === '_' ? undefined : subject.binding.typeOf(file, ok);
    if (
      type !== undefined &&
      type.kind !== 'unknown' &&
      !(type.kind === 'basic' && type.name === 'bool') &&
      subject.binding.underlying(type).kind !== 'interface'
    ) {
      return refuse(
        file,
        ok!,
        'unsupported-use',
        'whether the key is present is assigned to a variable of another type than bool',
      );
    }
  }
  emitMethodCall(frame, access, 'Load');
  return undefined;
}

function planStore(frame: Frame, access: Access): Refusal | undefined {
  const { file } = frame;
  const assignment = onlyAssignment(frame, access.element);
  if (assignment === undefined)
    return refuse(
      file,
      access.use.node,
      'unsupported-use',
      `an entry of ${pathText(access)} is assigned to together with other variables`,
    );
  emitStore(frame, access, assignment.value);
  return undefined;
}

function planDelete(frame: Frame, access: Access): Refusal | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  const kind = tree.kind[tree.parent[access.use.operationNode]!];
  const isLater = kind === Kind.defer_statement || kind === Kind.go_statement;
  if (
    isLater &&
    subject.map.uses.some(
      (u) =>
        u.operation === 'replace' &&
        u.phase !== 'construction' &&
        u.functionSymbol?.id === access.use.functionSymbol?.id,
    )
  ) {
    return refuse(
      file,
      access.use.node,
      'unsupported-use',
      `the deferred delete means the map that ${pathText(access)} is now, and the function puts another in its place`,
    );
  }
  emitDelete(frame, access);
  return undefined;
}

function planReplace(frame: Frame, access: Access): Refusal | undefined {
  const { file, subject } = frame;
  const assignment = onlyAssignment(frame, access.use.node);
  if (assignment === undefined)
    return refuse(
      file,
      access.use.node,
      'unsupported-use',
      `${pathText(access)} is assigned to together with other variables`,
    );
  const reason = sharedBy(subject.binding, subject.calls, file, assignment.value);
  if (reason !== undefined)
    return {
      ...refuse(reason.file, reason.node, 'aliased', reason.message),
      position: positionAt(reason.file, reason.file.tree.start[reason.node]!),
    };
  if (subject.holder === 'pointer' && access.use.phase !== 'construction') {
    return refuse(
      file,
      access.use.node,
      'struct-copied',
      'copies of the struct share one wrapper, but the map of one of them is replaced here',
    );
  }
  emitReplace(frame, access, assignment.value);
  return undefined;
}

/** Encoders and printers get a copy; what can change the map through reflection is refused. */
function planMarshal(frame: Frame, access: Access): Refusal | undefined {
  const { file, subject } = frame;
  const callee = subject.calls.calleeOf(file, access.use.operationNode);
  if (
    callee.kind === 'external' &&
    callee.importPath === 'reflect' &&
    callee.name !== 'DeepEqual' &&
    callee.name !== 'TypeOf'
  ) {
    return refuse(
      file,
      access.use.node,
      'encoded',
      `reflect.${callee.name} keeps ${pathText(access)} itself and can change it without the lock`,
    );
  }
  emitSnapshot(frame, access);
  return undefined;
}

function planPass(frame: Frame, access: Access): Refusal | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  const call = access.use.operationNode;
  const escapes = (why: string) =>
    refuse(
      file,
      access.use.node,
      'escapes',
      `${pathText(access)} is passed to ${tree.textOf(tree.child(call, Field.function))}, ${why}`,
    );
  if (tree.kind[call] !== Kind.call_expression)
    return refuse(file, access.use.node, 'escapes', `${pathText(access)} is passed on`);
  const callee = subject.calls.calleeOf(file, call);
  const argument = outermostParens(tree, access.use.node);
  const index = tree.children(tree.child(call, Field.arguments)).indexOf(argument);
  const holder = tree.kind[tree.parent[call]!];
  if (holder === Kind.go_statement) return escapes('which goes on using it in another goroutine');
  switch (callee.kind) {
    case 'function':
      if (!onlyReads(subject.binding, subject.calls, callee.symbol, index)) return escapes('which changes or keeps it');
      if (writesThroughArguments(frame, call)) return escapes('together with a function that changes it meanwhile');
      emitSnapshot(frame, access);
      return undefined;
    case 'external':
      if (callee.importPath === 'maps' && callee.name === 'Clone' && index === 0) {
        emitClone(frame, access, call);
        return undefined;
      }
      if (callee.importPath === 'maps' && (MAP_READERS.has(callee.name) || (callee.name === 'Copy' && index === 1))) {
        emitSnapshot(frame, access);
        return undefined;
      }
      if (isPrinterOrEncoder(callee.importPath, callee.name) && callee.importPath !== 'reflect') {
        emitSnapshot(frame, access);
        return undefined;
      }
      return escapes('whose source is not in view');
    case 'method-of-interface':
      return escapes('a method of an interface that may keep or change it');
    default:
      return escapes('which may keep or change it');
  }
}

/** `maps.Clone(m)` is `m.Snapshot()`. */
function emitClone(frame: Frame, access: Access, call: NodeId): void {
  const { file, draft } = frame;
  const { tree } = file;
  const map = outermostParens(tree, access.use.node);
  draft.replace(file, tree.start[call]!, tree.start[map]!, '');
  draft.replace(file, tree.end[map]!, tree.end[call]!, `.${draft.method('Snapshot')}()`);
}

/** A function literal beside the map in the same call that writes to the map itself. */
function writesThroughArguments(frame: Frame, call: NodeId): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  return tree
    .children(tree.child(call, Field.arguments))
    .some(
      (a) =>
        tree.kind[a] === Kind.func_literal &&
        subject.map.uses.some((u) => u.file === file && u.effect === 'write' && tree.contains(a, u.node)),
    );
}

/** A second reference is fine where it is an element of a literal that is only printed or encoded. */
function planAlias(frame: Frame, access: Access): Refusal | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  const node = outermostParens(tree, access.use.node);
  const literal = tree.ancestor(node, Kind.composite_literal, Kind.block);
  if (
    literal !== NONE &&
    tree.kind[literal] === Kind.composite_literal &&
    (tree.kind[tree.parent[node]!] === Kind.literal_value || tree.kind[tree.parent[node]!] === Kind.keyed_element)
  ) {
    if (isPrinted(frame, literal)) {
      emitSnapshot(frame, access);
      return undefined;
    }
    const type = subject.binding.underlying(subject.binding.typeOf(file, literal));
    if (type.kind !== 'struct')
      return refuse(
        file,
        access.use.node,
        'escapes',
        `${pathText(access)} becomes an element of a literal, through which it can be changed`,
      );
  }
  if (tree.kind[tree.parent[node]!] === Kind.send_statement)
    return refuse(file, access.use.node, 'escapes', `${pathText(access)} itself is sent on a channel`);
  if (tree.kind[tree.parent[node]!] === Kind.argument_list) return planPass(frame, access);
  return refuse(
    file,
    access.use.node,
    'aliased',
    `here a second reference to ${pathText(access)} is made, past which no lock is taken`,
  );
}

function isPrinted(frame: Frame, literal: NodeId): boolean {
  const { file, subject } = frame;
  const { tree } = file;
  let node = literal;
  for (;;) {
    const outer = outermostParens(tree, node);
    const parent = tree.parent[outer]!;
    if (
      tree.kind[parent] === Kind.unary_expression ||
      tree.kind[parent] === Kind.keyed_element ||
      tree.kind[parent] === Kind.literal_value ||
      tree.kind[parent] === Kind.composite_literal
    ) {
      node = parent;
      continue;
    }
    if (tree.kind[parent] !== Kind.argument_list) return false;
    const callee = subject.calls.calleeOf(file, tree.parent[parent]!);
    return (
      callee.kind === 'external' &&
      callee.importPath !== 'reflect' &&
      isPrinterOrEncoder(callee.importPath, callee.name)
    );
  }
}

/** A local is copied out when its function returns it: the goroutines that still run go on with the wrapper. */
function planReturn(frame: Frame, access: Access): Refusal | undefined {
  const { file, subject } = frame;
  const { tree } = file;
  const { map } = subject;
  const owner = subject.map.symbol;
  const isOwnLocal =
    map.kind === 'local' &&
    tree.kind[frame.fn] !== Kind.func_literal &&
    owner.node > frame.fn &&
    owner.node < tree.after[frame.fn]!;
  if (!isOwnLocal || capturedForLater(frame)) {
    return refuse(
      file,
      access.use.node,
      'escapes',
      `${pathText(access)} itself is returned: the caller would use it without the lock, and a copy would not see later changes`,
    );
  }
  if (access.use.phase === 'construction') frame.draft.insert(file, tree.end[access.use.node]!, '.m');
  else emitSnapshot(frame, access);
  return undefined;
}

/** Whether a function literal that uses the local may run after its function returned, other than in a goroutine that was started in it. */
function capturedForLater(frame: Frame): boolean {
  const { file, subject, fn } = frame;
  const { tree } = file;
  return subject.map.uses.some((u) => {
    for (let n = u.functionNode; n !== NONE && n > fn; n = tree.ancestor(n, Kind.func_literal)) {
      const parent = tree.parent[n]!;
      const kind = tree.kind[parent];
      if (kind === Kind.return_statement || kind === Kind.keyed_element || kind === Kind.literal_value) return true;
      if (kind === Kind.expression_list && tree.kind[tree.parent[parent]!] === Kind.return_statement) return true;
    }
    return false;
  });
}

function planAddress(frame: Frame, access: Access): Refusal {
  const { file, subject } = frame;
  const { tree } = file;
  const list = tree.parent[access.use.operationNode]!;
  if (tree.kind[list] === Kind.argument_list) {
    const callee = subject.calls.calleeOf(file, tree.parent[list]!);
    if (
      callee.kind === 'external' &&
      /^(encoding\/|gopkg\.in\/yaml|sigs\.k8s\.io\/yaml|database\/sql|flag)/.test(callee.importPath)
    ) {
      return refuse(
        file,
        access.use.node,
        'encoded',
        `${callee.name} decodes into ${pathText(access)} itself, without the lock`,
      );
    }
  }
  return refuse(
    file,
    access.use.node,
    'address-taken',
    `the address of ${pathText(access)} is taken: the map can be changed and replaced through it`,
  );
}
