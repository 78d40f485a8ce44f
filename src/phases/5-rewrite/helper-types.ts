import type { HelperTypeRequest } from '../../model/edit.js';
import type { PackageUnit, SourceFile } from '../../model/source.js';
import { constructorName, MUTEX_MAP_FAMILIES, type MutexMapFamily } from './helpers/methods.js';
import type { Names } from './names.js';

/** A helper type that was asked for, with everything asked of it so far. */
export interface HelperType {
  readonly unit: PackageUnit;
  readonly family: MutexMapFamily;
  readonly name: string;
  readonly specialised: HelperTypeRequest['specialised'];
  readonly methods: Set<string>;
  /** files whose edits use it, in the order of the requests */
  readonly users: Set<SourceFile>;
  readonly mapIds: Set<string>;
}

/** Helper types by package: equal requests share one type, their methods are united. */
export class HelperTypes {
  private readonly types = new Map<string, HelperType>();

  constructor(private readonly names: Names) {}

  get all(): readonly HelperType[] {
    return [...this.types.values()];
  }

  /** Name of the type that fulfils the request. */
  request(unit: PackageUnit, file: SourceFile, request: HelperTypeRequest, mapId: string): string {
    const { specialised } = request;
    const key = JSON.stringify([unit.id, request.family, specialised?.key, specialised?.value]);
    let type = this.types.get(key);
    if (type === undefined) {
      const name = this.names.freshAtPackageLevel(unit, request.baseName, (n) => [constructorName(n)]);
      type = {
        unit,
        family: familyOf(request),
        name,
        specialised,
        methods: new Set(),
        users: new Set(),
        mapIds: new Set(),
      };
      this.types.set(key, type);
    }
    for (const method of request.methods) type.methods.add(method);
    type.users.add(file);
    type.mapIds.add(mapId);
    return type.name;
  }
}

function familyOf(request: HelperTypeRequest): MutexMapFamily {
  const family = MUTEX_MAP_FAMILIES.find((f) => f === request.family);
  if (family === undefined) throw new Error(`no helper family ${request.family}`);
  return family;
}
