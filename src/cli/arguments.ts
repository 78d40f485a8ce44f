import yargs, { type Argv } from 'yargs';
import type { Confidence, Configuration } from '../model/configuration.js';
import { UserError } from '../model/diagnostic.js';
import type { StrategyChoice } from '../pipeline.js';
import { COMMANDS, type CommandName, FLAGS, type Flag, type FlagName, flagsOf } from './flags.js';
import { didYouMean } from './near-names.js';

interface CommonArguments {
  /** package patterns; `./...` when none was given */
  readonly patterns: readonly string[];
  readonly config: string | undefined;
  /** undefined where the flag was not given and the configuration decides */
  readonly confidence: Confidence | undefined;
  readonly tests: boolean | undefined;
  readonly json: 'pretty' | 'compact' | undefined;
  readonly progress: boolean;
  readonly color: 'auto' | 'always' | 'never';
}

interface MapSelection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

export interface FixArguments extends CommonArguments, MapSelection {
  readonly command: 'fix';
  readonly write: boolean;
  readonly list: boolean;
  readonly strategies: readonly StrategyChoice[];
  readonly verify: Configuration['verify'] | undefined;
  readonly allowDirty: boolean;
  readonly allowApiChange: boolean;
}

export interface ScanArguments extends CommonArguments, MapSelection {
  readonly command: 'scan';
}

export interface ExplainArguments extends CommonArguments {
  readonly command: 'explain';
  /** id, name or glob */
  readonly map: string;
  readonly strategies: readonly StrategyChoice[];
  readonly allowApiChange: boolean;
}

export type Arguments =
  | FixArguments
  | ScanArguments
  | ExplainArguments
  | { readonly command: 'help'; readonly text: string };

const DESCRIPTIONS: Readonly<Record<CommandName, readonly [usage: string, describe: string]>> = {
  fix: ['fix [packages..]', 'Plan rewrites and print them as a unified diff (the default)'],
  scan: ['scan [packages..]', 'Report the unsafe maps and change nothing'],
  explain: ['explain <map> [packages..]', 'Show evidence, locks, profile and decision of one map'],
};

const EXIT_CODES = `Packages are Go patterns (./..., ./internal/cache, a directory, a file); ./... when left out.
Exit code: 0 no unsafe map remains, 1 one remains, 2 usage or configuration,
3 some packages or maps failed, 4 internal error.`;

/** Reads the command line (without node and script). Throws `UserError` on anything it does not know. */
export async function parseArguments(argv: readonly string[]): Promise<Arguments> {
  const normal = withBareValues(argv);
  const parser = COMMANDS.reduce(addCommand, emptyParser(normal));
  let failure: string | undefined;
  let help = '';
  const parsed: Readonly<Record<string, unknown>> = await parser.parseAsync(normal, {}, (error, _argv, output) => {
    failure = error?.message;
    help = output;
  });
  const command = COMMANDS.find((name) => name === list(parsed._)[0]) ?? 'fix';
  if (failure !== undefined) throw new UserError(explainFailure(failure, command));
  if (parsed.help === true) return { command: 'help', text: help };
  rejectRepeats(parsed);
  return toArguments(command, parsed);
}

function emptyParser(argv: readonly string[]): Argv {
  return yargs([...argv])
    .scriptName('mapguard')
    .locale('en')
    .usage('mapguard: find Go maps shared between goroutines without synchronisation, and fix them')
    .exitProcess(false)
    .showHelpOnFail(false)
    .strict()
    .version(false)
    .help('help', FLAGS.help.describe)
    .alias('help', FLAGS.help.alias)
    .wrap(80)
    .epilogue(EXIT_CODES)
    .parserConfiguration({
      'camel-case-expansion': false,
      'boolean-negation': false,
      'greedy-arrays': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    });
}

function addCommand(parser: Argv, name: CommandName): Argv {
  const [usage, describe] = DESCRIPTIONS[name];
  const names = name === 'fix' ? [usage, '$0'] : usage;
  const build = (command: Argv): Argv => {
    for (const [flag, shape] of flagsOf(name)) if (flag !== 'help') addFlag(command, flag, shape);
    command.positional('packages', { type: 'string', array: true, describe: 'Go package patterns' });
    return name === 'explain'
      ? command.positional('map', { type: 'string', describe: 'Id, name or glob of a map' })
      : command;
  };
  return parser.command(names, describe, build, () => {});
}

function addFlag(command: Argv, name: FlagName, flag: Flag): void {
  const alias = flag.alias === undefined ? {} : { alias: flag.alias };
  if (flag.kind === 'switch') {
    command.option(name, { ...alias, type: 'boolean', describe: flag.describe });
  } else {
    const value = flag.kind === 'value' && flag.choices !== undefined ? { choices: flag.choices } : {};
    command.option(name, {
      ...alias,
      ...value,
      type: 'string',
      array: flag.kind === 'repeatable',
      requiresArg: true,
      describe: flag.describe,
    });
  }
}

/** Gives flags that may stand alone their value (`--json` → `--json=pretty`), and rejects values of switches, which yargs would take for false. */
function withBareValues(argv: readonly string[]): string[] {
  const out: string[] = [];
  for (const [i, word] of argv.entries()) {
    if (word === '--') return [...out, ...argv.slice(i)];
    const [, name, value] = /^--([^=]+)(=.*)?$/s.exec(word) ?? [];
    const flag: Flag | undefined = name !== undefined && name in FLAGS ? FLAGS[name as FlagName] : undefined;
    if (flag?.kind === 'switch' && value !== undefined) throw new UserError(`--${name} takes no value`);
    out.push(
      flag?.kind === 'value' && flag.whenBare !== undefined && value === undefined ? `${word}=${flag.whenBare}` : word,
    );
  }
  return out;
}

/** yargs' message → one line with a hint. */
function explainFailure(message: string, command: CommandName): string {
  const unknown = /^Unknown arguments?: (.*)$/s.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined) return explainUnknown(unknown, command);
  const bare = /^Not enough arguments following: (.*)$/s.exec(message)?.[1];
  if (bare !== undefined) return `${dashed(bare)} needs a value`;
  const [, name, given, choices] = /Argument: (.*), Given: (.*), Choices: (.*)$/s.exec(message) ?? [];
  if (name !== undefined) return `${dashed(name)} does not take ${given}; it takes ${choices!.replaceAll('"', '')}`;
  if (message.startsWith('Not enough non-option arguments'))
    return 'explain needs the name of a map, as in: mapguard explain Store.items ./...';
  return message.replaceAll(/\s*\n\s*/g, ' ');
}

function explainUnknown(name: string, command: CommandName): string {
  const elsewhere = name in FLAGS ? (FLAGS[name as FlagName] as Flag).commands : undefined;
  if (elsewhere !== undefined) return `${dashed(name)} is not a flag of ${command}, but of ${elsewhere.join(' and ')}`;
  const known = flagsOf(command).map(([flag]) => dashed(flag));
  return `unknown flag ${dashed(name)}${didYouMean(dashed(name), known)}; mapguard --help lists all`;
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function rejectRepeats(parsed: Readonly<Record<string, unknown>>): void {
  for (const [name, flag] of Object.entries(FLAGS)) {
    if (flag.kind === 'value' && Array.isArray(parsed[name]))
      throw new UserError(`${dashed(name)} is given more than once`);
  }
}

function toArguments(command: CommandName, parsed: Readonly<Record<string, unknown>>): Arguments {
  const given = [...list(parsed.packages), ...list(parsed._).slice(list(parsed._)[0] === command ? 1 : 0)];
  const common: CommonArguments = {
    patterns: given.length === 0 ? ['./...'] : given,
    config: text(parsed.config),
    confidence: text(parsed.confidence) as Confidence | undefined,
    tests: parsed.tests === true ? true : undefined,
    json: text(parsed.json) as 'pretty' | 'compact' | undefined,
    progress: parsed['no-progress'] !== true,
    color:
      parsed['no-color'] === true
        ? 'never'
        : ((text(parsed.color) as 'auto' | 'always' | 'never' | undefined) ?? 'auto'),
  };
  const selection: MapSelection = { only: list(parsed.only), skip: list(parsed.skip) };
  const strategies = list(parsed.strategy).map(toStrategyChoice);
  const allowApiChange = parsed['allow-api-change'] === true;
  switch (command) {
    case 'scan':
      return { command, ...common, ...selection };
    case 'explain':
      return { command, ...common, map: text(parsed.map) ?? '', strategies, allowApiChange };
    case 'fix':
      if (parsed.list === true && common.json !== undefined)
        throw new UserError('--list and --json both decide what stdout holds; give one of them');
      return {
        command,
        ...common,
        ...selection,
        strategies,
        allowApiChange,
        write: parsed.write === true,
        list: parsed.list === true,
        verify: text(parsed.verify) as Configuration['verify'] | undefined,
        allowDirty: parsed['allow-dirty'] === true,
      };
  }
}

function toStrategyChoice(value: string): StrategyChoice {
  const at = value.lastIndexOf('=');
  const choice = { map: at < 0 ? undefined : value.slice(0, at), strategy: value.slice(at + 1) };
  if (choice.map === '' || choice.strategy === '')
    throw new UserError(`--strategy does not take "${value}"; it takes NAME or MAP=NAME`);
  return choice;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function list(value: unknown): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
