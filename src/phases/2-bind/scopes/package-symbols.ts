import type { SourceFile } from '../../../model/source.js';
import { type FunctionSymbol, type Symbol as GoSymbol, SYMBOL_ID_FILE_FACTOR } from '../../../model/symbol.js';
import type { NodeId } from '../../../model/syntax-tree.js';
import type { Declaration } from './declaration.js';
import { type PackageScope, receiverName } from './package-scope.js';

export function symbolId(file: SourceFile, node: NodeId): number {
  return file.index * SYMBOL_ID_FILE_FACTOR + node;
}

function idsOf(variants: readonly Declaration[], but: Declaration): readonly number[] {
  if (variants.length < 2) return NO_VARIANTS;
  return variants.filter((v) => v !== but && v.name === but.name).map((v) => symbolId(v.file, v.node));
}

const NO_VARIANTS: readonly number[] = [];

export function makePackageSymbol(scope: PackageScope, declared: Declaration): GoSymbol {
  const { file, node, name, kind } = declared;
  const id = symbolId(file, node);
  switch (kind) {
    case 'constant':
      return { kind: 'constant', id, name, file, node, pkg: scope.unit };
    case 'variable':
      return {
        kind: 'variable',
        id,
        name,
        file,
        node,
        role: 'package',
        pkg: scope.unit,
        owner: undefined,
        variants: idsOf(scope.variantsOf(name), declared),
      };
    case 'type':
    case 'alias':
      return {
        kind: 'type',
        id,
        name,
        file,
        node,
        role: kind === 'alias' ? 'alias' : 'defined',
        packagePath: scope.path,
        pkg: scope.unit,
        declaration: declared.spec,
        local: false,
        variants: idsOf(scope.variantsOf(name), declared),
      };
    case 'function':
    case 'method':
      return scope.functionOf(declared);
  }
}

export function makeFunctionSymbol(
  scope: PackageScope,
  declared: Declaration,
  variants: readonly Declaration[],
): FunctionSymbol {
  const { file, node, name, spec } = declared;
  let receiver: FunctionSymbol['receiver'];
  if (declared.kind === 'method') {
    const { typeName, pointer } = receiverName(file.tree, spec);
    const type = scope.lookup(typeName, file);
    receiver = { type: type?.kind === 'type' ? type : undefined, typeName, pointer };
  }
  return {
    kind: 'function',
    id: symbolId(file, node),
    name,
    file,
    node,
    pkg: scope.unit,
    declaration: spec,
    receiver,
    variants: idsOf(variants, declared),
  };
}
