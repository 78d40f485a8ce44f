import type { Toolchain } from '../../../src/go/toolchain.js';
import { type Failure, type Mode, type ProgramResult, runBatch } from './batch.js';
import { type Program, program } from './program.js';
import { type Shrinkable, sample, shrink } from './shrink.js';

/** Ways to run mapguard, in turn. */
const MODES: readonly Mode[] = [
  { name: 'plain', args: [], only: false },
  { name: 'only', args: [], only: true },
  { name: 'in-place', args: ['--confidence', 'low'], only: false, config: { mutexStyle: 'in-place' } },
  { name: 'wrapped', args: ['--confidence', 'low'], only: false, config: { mutexStyle: 'wrapped' } },
];

const BATCH = 40;

export interface Campaign {
  readonly summary: string;
  /** each with the smallest program that was found to fail the same way */
  readonly failures: readonly string[];
  /** of the programs, those that were rewritten and driven concurrently */
  readonly share: number;
}

/** Runs `count` programs, in batches; the seed decides everything. */
export async function campaign(go: Toolchain, count: number, seed: number): Promise<Campaign> {
  const tally = new Map<string, number>();
  const note = (key: string) => tally.set(key, (tally.get(key) ?? 0) + 1);
  const failures: string[] = [];
  const shrunk = new Map<string, number>();
  let driven = 0;
  const perBatch = count <= BATCH ? Math.ceil(count / MODES.length) : BATCH;
  for (let done = 0, batch = 0; done < count; batch++) {
    const size = Math.min(perBatch, count - done);
    const mode = pick(MODES, process.env.PROPERTY_MODE, batch);
    const programs = sample(program, size, seed + batch);
    const results = await runBatch(
      go,
      programs.map((p) => p.value),
      mode,
    );
    for (const [i, result] of results.entries()) {
      for (const m of result.maps) note(`${m.outcome} ${m.outcome === 'rewritten' ? m.strategy : m.reason}`);
      if (result.raced && result.maps.some((m) => m.outcome === 'rewritten')) driven++;
      if (result.failure === undefined) continue;
      const { kind } = result.failure;
      note(`FAILED ${kind}`);
      const times = (shrunk.get(kind) ?? 0) + 1;
      shrunk.set(kind, times);
      // each kind is shrunk a few times only, since one bug often shows many times
      const text =
        times <= Number(process.env.PROPERTY_SHRINK ?? 2)
          ? await describeFailure(go, mode, programs[i]!, result.failure, result)
          : result.failure.detail.slice(0, 400);
      failures.push(`${kind} (mapguard ${mode.name}; seed ${seed}, batch ${batch}, program ${i})\n${text}`);
      console.log(failures.at(-1));
    }
    done += size;
    if (count > BATCH) console.log(`${done}/${count}, ${failures.length} failed`);
  }
  const lines = [...tally].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, n]) => `${String(n).padStart(6)} ${what}`);
  const share = driven / count;
  lines.unshift(`seed ${seed}: ${count} programs, ${driven} rewritten and driven by several goroutines. Maps:`);
  return { summary: lines.join('\n'), failures, share };
}

function pick(modes: readonly Mode[], wanted: string | undefined, turn: number): Mode {
  return modes.find((m) => m.name === wanted) ?? modes[turn % modes.length]!;
}

async function describeFailure(
  go: Toolchain,
  mode: Mode,
  failing: Shrinkable<Program>,
  failure: Failure,
  result: ProgramResult,
): Promise<string> {
  const smallest = await shrink(program, failing, result, async (candidates) => {
    const results = await runBatch(go, candidates, mode);
    return results.map((r) => (r.failure?.kind === failure.kind ? r : undefined));
  });
  const maps = smallest.maps.map((m) => `${m.name}: ${m.verdict}, ${m.outcome} ${m.strategy ?? m.reason}`);
  const { detail } = smallest.failure!;
  return [...maps, detail, '--- before', smallest.before, '--- after', smallest.after].join('\n');
}
