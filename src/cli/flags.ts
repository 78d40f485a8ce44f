/** Commands of this version, in the order of the help. `fix` is the default. */
export const COMMANDS = ['fix', 'scan', 'explain'] as const;
export type CommandName = (typeof COMMANDS)[number];

interface FlagShape {
  readonly describe: string;
  /** commands that take it; all when left out */
  readonly commands?: readonly CommandName[];
  readonly alias?: string;
}

export type Flag =
  | (FlagShape & { readonly kind: 'switch' })
  /** one value; given twice is an error */
  | (FlagShape & {
      readonly kind: 'value';
      readonly choices?: readonly string[];
      readonly whenBare?: string;
    })
  /** one value each time it is given */
  | (FlagShape & { readonly kind: 'repeatable' });

/**
 * Every flag: the parser, the help, the hints for misspelt flags and docs/cli.md are made from this table. `whenBare` is the value of a flag that may be
 * written without one; its value is only taken with `=`, so that `--json ./...` keeps its package pattern.
 */
export const FLAGS = {
  write: { kind: 'switch', alias: 'w', commands: ['fix'], describe: 'Apply the rewrites to the files, all or none' },
  list: { kind: 'switch', alias: 'l', commands: ['fix'], describe: 'Print only the names of the files that change' },
  strategy: {
    kind: 'repeatable',
    commands: ['fix', 'explain'],
    describe: 'NAME: use this strategy for every map; MAP=NAME: for one (auto: let the rules choose)',
  },
  only: {
    kind: 'repeatable',
    commands: ['fix', 'scan'],
    describe: 'Only the map of this id or name, or the maps of this glob',
  },
  skip: {
    kind: 'repeatable',
    commands: ['fix', 'scan'],
    describe: 'Leave the map of this id or name alone, or the maps of this glob',
  },
  confidence: {
    kind: 'value',
    choices: ['low', 'medium', 'high', 'proven'],
    describe: 'Act on unsafe maps from this confidence on (default: medium)',
  },
  json: {
    kind: 'value',
    choices: ['pretty', 'compact'],
    whenBare: 'pretty',
    describe: 'Print one JSON document on stdout instead',
  },
  verify: {
    kind: 'value',
    choices: ['auto', 'off', 'build', 'vet', 'race'],
    commands: ['fix'],
    describe: 'How far Go checks the rewrites; race runs the tests of the project (default: auto)',
  },
  'allow-dirty': { kind: 'switch', commands: ['fix'], describe: 'Write files that have uncommitted changes too' },
  'allow-api-change': {
    kind: 'switch',
    commands: ['fix', 'explain'],
    describe: 'Rewrite maps whose exported type changes by it',
  },
  tests: { kind: 'switch', describe: 'List maps that are declared in tests too' },
  config: { kind: 'value', describe: 'Read this configuration instead of mapguard.config.json' },
  'no-progress': { kind: 'switch', describe: 'Never show progress' },
  color: {
    kind: 'value',
    choices: ['auto', 'always', 'never'],
    whenBare: 'always',
    describe: 'Colour the output (default: auto)',
  },
  'no-color': { kind: 'switch', describe: 'The same as --color=never' },
  version: { kind: 'switch', alias: 'V', describe: 'Print the version' },
  help: { kind: 'switch', alias: 'h', describe: 'Print help; after a command, its help' },
} as const satisfies Readonly<Record<string, Flag>>;

export type FlagName = keyof typeof FLAGS;

export function flagsOf(command: CommandName): readonly (readonly [FlagName, Flag])[] {
  return (Object.entries(FLAGS) as [FlagName, Flag][]).filter(
    ([, flag]) => flag.commands === undefined || flag.commands.includes(command),
  );
}
