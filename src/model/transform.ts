import type { Binding } from './binding.js';
import type { Configuration } from './configuration.js';
import type { Consideration } from './decision.js';
import type { LockOrder } from './lock-order.js';
import type { SharedMap } from './shared-map.js';

/** What a transform may ask while it considers a map; everything is pure. */
export interface DecideContext {
  readonly binding: Binding;
  readonly configuration: Configuration;
  /** every map of the inventory, for groups and for other maps in the same statement */
  readonly maps: readonly SharedMap[];
  /** whether the user asked for this map and its verdict calls for a rewrite: maps that share a lock are planned together */
  wanted(map: SharedMap): boolean;
  /** whether the user named exactly this map: it is rewritten on the user's word, whatever the evidence */
  named(map: SharedMap): boolean;
  readonly lockOrder: LockOrder;
  /** what one transform computed for all maps of the run, by a name of its own: effects of calls, plans that several maps share */
  readonly memo: Map<string, unknown>;
  /** --allow-api-change */
  readonly allowApiChange: boolean;
}

/** One strategy. Lives in transforms/<name>/; see transforms/_template. */
export interface Transform {
  readonly name: string;
  /** one line for reports: "Wrap the map in a struct with an RWMutex" */
  readonly title: string;
  consider(map: SharedMap, context: DecideContext): Consideration;
}
