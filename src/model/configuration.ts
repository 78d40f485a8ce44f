/** mapguard.config.json / .yaml, validated (load/configuration.ts holds the schema; schema/config.schema.json is generated from it). */
export interface Configuration {
  readonly confidence: Confidence;
  readonly mutexStyle: 'auto' | 'in-place' | 'wrapped';
  /** map id, name or glob → strategy name */
  readonly strategies: Readonly<Record<string, string>>;
  /** ids or globs of maps never reported as unsafe */
  readonly skip: readonly string[];
  readonly tests: boolean;
  readonly verify: 'auto' | 'off' | 'build' | 'vet' | 'race';
  /** names of functions that start their function argument in a goroutine: import path, a dot, the name ("example.com/pool.Submit", "example.com/pool.Pool.Go") */
  readonly spawners: readonly string[];
  /** severity by code, for codes whose severity can be set */
  readonly diagnostics: Readonly<Partial<Record<string, 'off' | 'note' | 'warning' | 'error'>>>;
}

export type Confidence = 'low' | 'medium' | 'high' | 'proven';
