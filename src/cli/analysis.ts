import { renderDiagnostics } from '../phases/7-report/summary.js';
import { type Run, type RunOptions, run } from '../pipeline.js';
import type { ExplainArguments, FixArguments, ScanArguments } from './arguments.js';
import { createInterrupt } from './interrupt.js';
import { checkNames, type GivenNames } from './names.js';
import type { Session } from './session.js';

type Task = Pick<RunOptions, 'goal'> & Partial<RunOptions> & GivenNames;

/** Runs the pipeline for a command: progress, checks of names, diagnostics and timings are the same for all. `report` prints the product. */
export async function analyse(
  args: FixArguments | ScanArguments | ExplainArguments,
  session: Session,
  task: Task,
  report: (run: Run) => void,
): Promise<Run> {
  const { output } = session;
  const transforms = await session.transforms();
  const interrupt = createInterrupt();
  const options: RunOptions = {
    version: session.version,
    cwd: session.cwd,
    env: session.env,
    patterns: args.patterns,
    configurationFile: args.config,
    confidence: args.confidence,
    tests: args.tests,
    verify: undefined,
    allowApiChange: false,
    write: undefined,
    signal: interrupt.signal,
    ...task,
  };
  const finished = await run(options, transforms, {
    entering: (phase) => output.progress(`mapguard: ${phase} …`),
    runningGo() {
      interrupt.listen();
      output.progress('mapguard: verify with Go …');
    },
    checkNames: (maps, configuration) => checkNames(task, configuration, maps, transforms),
    report(planned) {
      interrupt.end();
      output.message(renderDiagnostics(planned.result.diagnostics, output.messagePaint));
      report(planned);
    },
  }).finally(interrupt.end);
  output.message(renderDiagnostics(finished.applied?.diagnostics ?? [], output.messagePaint));
  if (session.env.MAPGUARD_TIMINGS === '1') output.message(timingsLine(finished));
  return finished;
}

/** One line of JSON for scripts that measure: milliseconds by phase, bytes read, and the peak of resident memory in bytes. */
function timingsLine({ result, stats }: Run): string {
  const timings = Object.fromEntries(
    Object.entries(result.timings).map(([phase, ms]) => [phase, Math.round(ms * 10) / 10]),
  );
  const peakRss = process.resourceUsage().maxRSS * 1024;
  return `${JSON.stringify({ timings, files: stats.files, bytes: stats.bytes, maps: result.maps.length, peakRss })}\n`;
}
