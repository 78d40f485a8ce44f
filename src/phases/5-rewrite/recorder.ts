import type { Binding } from '../../model/binding.js';
import type { Edit, EditRecorder, HelperTypeRequest, Kept } from '../../model/edit.js';
import type { PackageUnit, Program, SourceFile } from '../../model/source.js';
import { HelperTypes } from './helper-types.js';
import { ImportNames } from './imports/import-names.js';
import { Names } from './names.js';
import type { Retype } from './retype.js';
import { checkIntegrity } from './splice.js';

/** Everything that the plans recorded, before it becomes text. */
export class Recording {
  readonly edits = new Map<SourceFile, Edit[]>();
  readonly imports = new Map<SourceFile, ImportNames>();
  readonly retypes = new Map<SourceFile, Retype[]>();
  readonly names: Names;
  readonly helperTypes: HelperTypes;

  constructor(
    readonly program: Program,
    readonly binding: Binding,
    private readonly checked: boolean,
  ) {
    this.names = new Names(binding);
    this.helperTypes = new HelperTypes(this.names);
  }

  /** The recorder that one map's plan gets. */
  recorderFor(mapId: string): EditRecorder {
    const record = (file: SourceFile, start: number, end: number, parts: readonly (string | Kept)[]): void => {
      const edit: Edit = { file, start, end, parts, mapId };
      if (this.checked) checkIntegrity(edit);
      const known = this.edits.get(file);
      if (known === undefined) this.edits.set(file, [edit]);
      else known.push(edit);
    };
    return {
      replace: (file, start, end, ...parts) => record(file, start, end, parts),
      insert: (file, at, text) => record(file, at, at, [text]),
      importName: (file, path, at) => this.importsOf(file).nameAt(path, at, mapId),
      freshName: (file, at, base) => this.names.fresh(this.unitOf(file), file, at, base),
      retype: (file, name, type) => {
        this.retypes.set(file, [...(this.retypes.get(file) ?? []), { file, name, type, mapId }]);
      },
      helperType: (file, request: HelperTypeRequest) =>
        this.helperTypes.request(this.unitOf(file), file, request, mapId),
    };
  }

  importsOf(file: SourceFile): ImportNames {
    let imports = this.imports.get(file);
    if (imports === undefined) {
      imports = new ImportNames(file, this.unitOf(file), this.program, this.names);
      this.imports.set(file, imports);
    }
    return imports;
  }

  unitOf(file: SourceFile): PackageUnit {
    const unit = this.binding.unitOf(file);
    if (unit === undefined) throw new Error(`${file.displayPath} belongs to no package of the program`);
    return unit;
  }
}
