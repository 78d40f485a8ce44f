/** Counts of syntactic sites in production code outside construction; a site in the same place counts once. */
export interface AccessProfile {
  /** m[k] and comma-ok */
  readonly reads: number;
  /** stores, op-assigns, ++ and -- */
  readonly stores: number;
  readonly deletes: number;
  readonly ranges: number;
  readonly lens: number;
  readonly clears: number;
  readonly replacements: number;
  /** check-then-act, load-modify-store and the like */
  readonly compound: number;
}
