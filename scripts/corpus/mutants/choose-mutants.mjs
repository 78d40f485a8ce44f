import { positionAt } from '../../../dist/src/model/position.js';
import { sectionAround } from './critical-sections.mjs';
import { shuffled } from './seeded.mjs';

/** @typedef {import('./analysis.mjs').Analysis} Analysis */
/** @typedef {import('./analysis.mjs').SharedMap} SharedMap */
/** @typedef {import('./critical-sections.mjs').Section} Section */

/**
 * One map, and one critical section around a use of it that is to go.
 *
 * @typedef {object} Mutant
 * @property {string} key  map id and place of the lock, the same in every run
 * @property {string} map  id
 * @property {string} lock  as written
 * @property {Section} section
 * @property {boolean} lastSection  no other section of the lock protects the map: nothing in the text says then that it was meant to
 */

/**
 * @param {Analysis} analysis
 * @returns {{ mutants: Mutant[], guarded: number, without: Record<string, number> }} `without`: uses in which no section was found, by reason
 */
export function allMutants({ maps, binding }) {
  /** @type {Mutant[]} */
  const mutants = [];
  /** @type {Record<string, number>} */
  const without = {};
  const note = (/** @type {string} */ why) => {
    without[why] = (without[why] ?? 0) + 1;
  };
  let guarded = 0;
  for (const map of maps) {
    if (map.verdict !== 'guarded' || map.file.isTest) continue;
    guarded++;
    const always = map.guards.filter((g) => g.total > 0 && g.held === g.total);
    const [guard] = always;
    if (guard === undefined || always.length > 1) {
      note(guard === undefined ? 'map guarded by no single lock' : 'map guarded by several locks at once');
      continue;
    }
    const own = mutantsOf(map, guard.lock, binding, note);
    const sections = new Set(own.map((m) => m.section.lock.statement + m.section.file.path));
    mutants.push(...own.map((m) => ({ ...m, lastSection: sections.size === 1 })));
  }
  return { mutants, guarded, without };
}

/**
 * @param {SharedMap} map
 * @param {import('../../../dist/src/model/lockset.js').Lock} lock
 * @param {import('../../../dist/src/model/binding.js').Binding} binding
 * @param {(why: string) => void} note
 * @returns {Mutant[]}
 */
function mutantsOf(map, lock, binding, note) {
  /** @type {Map<string, Mutant>} */
  const found = new Map();
  for (const use of map.uses) {
    if (use.isTest || use.phase !== 'concurrent' || !use.file.editable) continue;
    if (use.effect !== 'read' && use.effect !== 'write') continue;
    if (use.locks.modeOf(lock.key) === undefined) continue;
    const section = sectionAround(binding, use.file, use.node, lock.declaration);
    if (typeof section === 'string') {
      note(section);
      continue;
    }
    const { line } = positionAt(section.file, section.file.tree.start[section.lock.statement]);
    const key = `${map.id} ${section.file.displayPath}:${line}`;
    found.set(key, { key, map: map.id, lock: lock.name, section, lastSection: false });
  }
  return [...found.values()];
}

/**
 * A seeded sample that no single lock fills, in rounds of mutants that do not touch each other: in one round every
 * mutex loses one section at most, and every map is a mutant's at most once.
 *
 * @param {readonly Mutant[]} mutants
 * @param {{ seed: number, count: number, perLock: number }} options
 * @returns {Mutant[][]}
 */
export function sampledRounds(mutants, { seed, count, perLock }) {
  /** @type {Map<number, number>} */
  const ofLock = new Map();
  /** @type {Mutant[]} */
  const sample = [];
  for (const mutant of shuffled(mutants, seed)) {
    if (sample.length === count) break;
    const { declaration } = mutant.section.lock;
    const taken = ofLock.get(declaration) ?? 0;
    if (taken === perLock) continue;
    ofLock.set(declaration, taken + 1);
    sample.push(mutant);
  }
  /** @type {Mutant[][]} */
  const rounds = [];
  for (const mutant of sample) {
    const free = rounds.find((round) => round.every((other) => independent(mutant, other)));
    if (free === undefined) rounds.push([mutant]);
    else free.push(mutant);
  }
  return rounds;
}

/**
 * @param {Mutant} a
 * @param {Mutant} b
 */
function independent(a, b) {
  return a.section.lock.declaration !== b.section.lock.declaration && a.map !== b.map;
}
