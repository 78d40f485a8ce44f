import type { Transform } from '../model/transform.js';
import type { Arguments } from './arguments.js';
import { describeFailure } from './failure.js';
import { createOutput, type Host, type Output } from './output.js';
import type { Session } from './session.js';
import { packageVersion } from './version.js';

/** Reads a command line, runs its command and answers the exit code. Never throws. What a command needs is loaded when it runs. */
export async function commandLine(
  argv: readonly string[],
  host: Host,
  transforms: () => Promise<readonly Transform[]>,
): Promise<number> {
  let output: Output | undefined;
  try {
    if (asksForVersion(argv)) {
      host.stdout.write(`mapguard ${packageVersion()}\n`);
      return 0;
    }
    const { parseArguments } = await import('./arguments.js');
    const args = await parseArguments(argv);
    if (args.command === 'help') {
      host.stdout.write(`${args.text}\n`);
      return 0;
    }
    output = createOutput(host, args);
    return await runCommand(args, { version: packageVersion(), cwd: host.cwd, env: host.env, output, transforms });
  } catch (error) {
    const { message, exitCode } = describeFailure(error, packageVersion());
    if (output === undefined) host.stderr.write(message);
    else output.message(message);
    return exitCode;
  }
}

async function runCommand(args: Exclude<Arguments, { readonly command: 'help' }>, session: Session): Promise<number> {
  switch (args.command) {
    case 'fix':
      return (await import('./fix.js')).fix(args, session);
    case 'scan':
      return (await import('./scan.js')).scan(args, session);
    case 'explain':
      return (await import('./explain.js')).explain(args, session);
  }
}

function asksForVersion(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).some((word) => word === '--version' || word === '-V');
}
