import { buildWith } from './build-overlay.mjs';

/** @typedef {import('./analysis.mjs').FileChange} FileChange */
/** @typedef {import('./analysis.mjs').Program} Program */
/** @typedef {import('./judge-round.mjs').JudgedRound} JudgedRound */

/**
 * Says of each repaired mutant whether its package still compiles. An error that the deletion alone makes as well (a
 * variable that nothing uses any more) is the mutant's and not the repair's.
 *
 * @param {Program} program
 * @param {JudgedRound} round
 */
export async function buildRound(program, { judgements, mutated, repaired }) {
  for (const module of program.modules) {
    const inModule = (/** @type {FileChange} */ change) => moduleOf(program, change) === module;
    const ids = new Set(repaired.filter(inModule).flatMap((change) => change.maps));
    const own = judgements.filter((j) => j.repair === 'repaired' && ids.has(mapOf(j)));
    if (own.length === 0) continue;
    const built = await buildWith(module.dir, repaired.filter(inModule));
    if (built.ok) {
      for (const judgement of own) judgement.build = 'passed';
      continue;
    }
    const before = await buildWith(module.dir, mutated.filter(inModule));
    for (const judgement of own) {
      const files = repaired.filter((change) => change.maps.includes(mapOf(judgement)));
      const wrong = built.wrongFiles.size === 0 || files.some((file) => built.wrongFiles.has(file.path));
      const wrongBefore =
        !before.ok && (before.wrongFiles.size === 0 || files.some((f) => before.wrongFiles.has(f.path)));
      if (!wrong) judgement.build = 'passed';
      else judgement.build = wrongBefore ? `does not build before either: ${before.words}` : built.words;
    }
  }
}

/** @param {{ key: string }} judgement */
function mapOf({ key }) {
  return key.slice(0, key.lastIndexOf(' '));
}

/**
 * @param {Program} program
 * @param {FileChange} change
 */
function moduleOf(program, change) {
  const inside = program.modules.filter((module) => change.path.startsWith(`${module.dir}/`));
  return inside.sort((a, b) => b.dir.length - a.dir.length)[0];
}
