import { Field, Kind } from '../../../src/go/grammar.js';
import type { Binding } from '../../../src/model/binding.js';
import type { GoType } from '../../../src/model/go-type.js';
import type { PackageUnit, SourceFile } from '../../../src/model/source.js';
import type { FieldSymbol } from '../../../src/model/symbol.js';
import type { NodeId } from '../../../src/model/syntax-tree.js';
import { unparen } from '../../../src/phases/4-decide/sections/syntax.js';
import { unitsThatSee } from './importers.js';
import { isEncoder, type ValueSite, valueSitesOf } from './value-sites.js';

/** A place in a file. */
export interface Site {
  readonly file: SourceFile;
  readonly node: NodeId;
}

/** Where the structs that hold a map are built, copied, converted and looked at by reflection, in the whole program. */
export interface StructSites {
  /** values of positional literals that fill the map's field */
  readonly positional: readonly Site[];
  /** literals, `new`, `make` and variables that leave the map nil */
  readonly zero: readonly Site[];
  /** values that are copied with the map in them */
  readonly copies: readonly Site[];
  readonly conversions: readonly Site[];
  readonly encoded: readonly Site[];
  /** whether a literal of the struct is in view at all */
  readonly built: boolean;
}

/** Looks through every file that can see the field's struct. */
export function structSites(binding: Binding, field: FieldSymbol, home: PackageUnit): StructSites {
  const search = new Search(binding, field);
  for (const unit of unitsThatSee(binding.program, home)) {
    for (const file of unit.files) for (const site of valueSitesOf(binding, file)) search.add(file, site);
  }
  return search;
}

class Search implements StructSites {
  readonly positional: Site[] = [];
  readonly zero: Site[] = [];
  readonly copies: Site[] = [];
  readonly conversions: Site[] = [];
  readonly encoded: Site[] = [];
  built = false;
  private readonly known = new Map<number, boolean>();

  constructor(
    private readonly binding: Binding,
    private readonly field: FieldSymbol,
  ) {}

  add(file: SourceFile, site: ValueSite): void {
    if (site.kind === 'shown') {
      if (this.isSeenBy(site.importPath, site.type)) this.encoded.push({ file, node: site.node });
      return;
    }
    if (!this.holds(site.type)) return;
    const place = { file, node: site.node };
    switch (site.kind) {
      case 'literal':
        this.literal(file, site);
        break;
      case 'copied':
        this.copies.push(place);
        break;
      case 'overwritten':
        // a lock that may be held would be replaced; one of an object that was just made is not
        if (!site.own) this.copies.push(place);
        break;
      case 'zero':
        this.zero.push(place);
        break;
      case 'converted':
        if (this.isOtherStruct(site.type, site.to)) this.conversions.push(place);
        break;
    }
  }

  /** Whether a value of the type contains the map's field. */
  private holds(type: GoType, depth = 0): boolean {
    if (depth > 10) return false;
    if (type.kind === 'named') {
      const known = this.known.get(type.symbol.id);
      if (known !== undefined) return known;
      this.known.set(type.symbol.id, false);
      const answer = this.holds(this.binding.underlying(type), depth + 1);
      this.known.set(type.symbol.id, answer);
      return answer;
    }
    if (type.kind === 'array') return this.holds(type.elem, depth + 1);
    if (type.kind !== 'struct') return false;
    return type.fields.some((f) => f.symbol.id === this.field.id || this.holds(f.type, depth + 1));
  }

  private literal(file: SourceFile, { node, type, body }: ValueSite & { readonly kind: 'literal' }): void {
    const { tree } = file;
    const under = this.binding.underlying(type);
    if (under.kind !== 'struct') return;
    const elements = tree.children(body);
    const positional = elements.length > 0 && tree.kind[elements[0]!] !== Kind.keyed_element;
    under.fields.forEach((f, i) => {
      const own = f.symbol.id === this.field.id;
      if (!own && !this.holds(f.type)) return;
      this.built ||= own;
      const keyed = elements.find(
        (e) => tree.kind[e] === Kind.keyed_element && tree.textOf(tree.child(e, Field.key)) === f.name,
      );
      const value = positional ? elements[i] : keyed === undefined ? undefined : tree.child(keyed, Field.value);
      if (own && positional && value !== undefined) this.positional.push({ file, node: value });
      const isNil = value === undefined || (own && tree.kind[unparen(tree, value)] === Kind.nil);
      if (isNil) this.zero.push({ file, node });
    });
  }

  /** `B(a)` where the types differ: with a wrapper in one of them they have no common underlying type any more. */
  private isOtherStruct(from: GoType, to: GoType): boolean {
    const target = to.kind === 'pointer' ? to.elem : to;
    if (this.binding.underlying(target).kind !== 'struct') return false;
    return !(target.kind === 'named' && from.kind === 'named' && target.symbol.id === from.symbol.id);
  }

  /** Whether a printer or encoder comes to the map through a value of this type. */
  private isSeenBy(importPath: string, type: GoType): boolean {
    if (isEncoder(importPath)) return isExported(this.field.name) && this.reaches(type, new Set());
    const shown = type.kind === 'pointer' ? type.elem : type;
    if (!this.holdsInContainer(shown)) return false;
    return !['String', 'Error', 'Format', 'GoString'].some((m) => this.binding.lookup(type, m).kind === 'method');
  }

  private holdsInContainer(type: GoType): boolean {
    if (this.holds(type)) return true;
    const under = this.binding.underlying(type);
    if (under.kind === 'slice' || under.kind === 'array') return this.holdsInContainer(under.elem);
    return under.kind === 'map' && this.holdsInContainer(under.value);
  }

  /** Through pointers, containers and exported fields. */
  private reaches(type: GoType, seen: Set<number>): boolean {
    if (type.kind === 'named') {
      if (seen.has(type.symbol.id)) return false;
      seen.add(type.symbol.id);
    }
    const under = this.binding.underlying(type);
    switch (under.kind) {
      case 'pointer':
      case 'slice':
      case 'array':
        return this.reaches(under.elem, seen);
      case 'map':
        return this.reaches(under.value, seen);
      case 'struct':
        return under.fields.some(
          (f) => f.symbol.id === this.field.id || ((f.embedded || isExported(f.name)) && this.reaches(f.type, seen)),
        );
      default:
        return false;
    }
  }
}

function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}
