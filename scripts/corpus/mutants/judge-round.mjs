import { withoutStatements } from './delete-statements.mjs';

/** @typedef {import('./analysis.mjs').Analysis} Analysis */
/** @typedef {import('./analysis.mjs').FileChange} FileChange */
/** @typedef {import('./analysis.mjs').SharedMap} SharedMap */
/** @typedef {import('./analysis.mjs').Tree} Tree */
/** @typedef {import('./choose-mutants.mjs').Mutant} Mutant */

/**
 * @typedef {object} Judgement
 * @property {string} key
 * @property {string} lock
 * @property {boolean} lastSection
 * @property {'flagged' | 'missed' | 'apart'} found  apart: another lock guards the map, or no goroutines meet at it
 * @property {string} verdict  of the mutant, with confidence or cause
 * @property {'repaired' | 'refused' | 'not guarded' | ''} repair  '' for mutants that were not flagged
 * @property {string} strategy  of the rewrite
 * @property {string} reason  code and sentence of the refusal, or what the map is after the rewrite
 * @property {string} build  'passed', the compiler's words, or why it was not run
 * @property {string} diff  deleted lines
 */

/**
 * @typedef {object} JudgedRound
 * @property {Judgement[]} judgements
 * @property {string[]} bystanders  maps that became unsafe although no lock of theirs lost a section
 * @property {FileChange[]} mutated  the texts without the sections
 * @property {FileChange[]} repaired  the texts that the repairs leave behind, against the tree
 */

/**
 * Deletes the sections of a round on copies of the texts, asks for verdicts, rewrites, and asks again.
 *
 * @param {Tree} tree
 * @param {Analysis} baseline
 * @param {readonly Mutant[]} round
 * @returns {JudgedRound}
 */
export function judgeRound(tree, baseline, round) {
  const mutated = deletions(round);
  const analysis = tree.analyse(tree.changed(baseline.program, mutated));
  const skip = baseline.maps.filter((map) => map.verdict === 'unsafe').map((map) => map.id);
  const repair = tree.repair(analysis, skip);
  const after = repair.changes.length === 0 ? analysis : tree.analyse(tree.changed(analysis.program, repair.changes));
  const before = byId(baseline.maps);
  const found = byId(analysis.maps);
  const left = byId(after.maps);
  const decisions = new Map(repair.decided.map(({ map, decision }) => [map.id, decision]));
  const conflicts = new Map(repair.conflicts.map((c) => [c.mapId, c.message]));

  const judgements = round.map((mutant) => {
    const map = found.get(mutant.map);
    /** @type {Judgement} */
    const judgement = {
      key: mutant.key,
      lock: mutant.lock,
      lastSection: mutant.lastSection,
      found: outcomeOf(map, mutant),
      verdict: verdictOf(map),
      repair: '',
      strategy: '',
      reason: '',
      build: '',
      diff: deletedLines(mutant),
    };
    if (judgement.found !== 'flagged') return judgement;
    const decision = decisions.get(mutant.map);
    if (decision?.outcome !== 'rewritten' || conflicts.has(mutant.map)) {
      judgement.repair = 'refused';
      judgement.reason = conflicts.get(mutant.map) ?? `${decision?.reason}: ${decision?.because}`;
      return judgement;
    }
    judgement.strategy = decision.strategy;
    const repaired = left.get(mutant.map);
    judgement.repair = repaired?.verdict === 'guarded' ? 'repaired' : 'not guarded';
    // a wrapped map is declared in another place
    if (repaired === undefined) judgement.repair = 'repaired';
    judgement.reason = judgement.repair === 'repaired' ? '' : verdictOf(repaired);
    return judgement;
  });
  return {
    judgements,
    bystanders: bystandersIn(before, found, round),
    mutated,
    repaired: [...mutated.filter((m) => !repair.changes.some((c) => c.path === m.path)), ...repair.changes],
  };
}

/**
 * @param {readonly Mutant[]} round
 * @returns {FileChange[]}
 */
function deletions(round) {
  const files = new Set(round.map((mutant) => mutant.section.file));
  return [...files].map((file) => {
    const own = round.filter((mutant) => mutant.section.file === file);
    const nodes = new Set(own.flatMap(({ section }) => [section.lock, ...section.unlocks].map((s) => s.statement)));
    const ranges = [...nodes].map((node) => ({ start: file.tree.start[node], end: file.tree.end[node] }));
    const { path, displayPath, text } = file;
    const maps = own.map((mutant) => mutant.map);
    return { path, displayPath, original: file, before: text, after: withoutStatements(text, ranges), maps };
  });
}

/**
 * @param {SharedMap | undefined} map
 * @param {Mutant} mutant
 * @returns {Judgement['found']}
 */
function outcomeOf(map, mutant) {
  if (map === undefined) return 'missed';
  if (map.verdict === 'unsafe') return map.confidence === 'low' ? 'missed' : 'flagged';
  if (['confined', 'unshared', 'read-only'].includes(map.verdict)) return 'apart';
  const { declaration } = mutant.section.lock;
  const [guard] = map.guards;
  return map.verdict === 'guarded' && guard !== undefined && guard.lock.declaration !== declaration
    ? 'apart'
    : 'missed';
}

/** @param {SharedMap | undefined} map */
function verdictOf(map) {
  if (map === undefined) return 'gone';
  if (map.cause !== undefined) return `${map.verdict}: ${map.cause.code}`;
  return map.confidence === undefined ? map.verdict : `${map.verdict}, ${map.confidence} (${map.evidenceKind})`;
}

/**
 * @param {Map<string, SharedMap>} before
 * @param {Map<string, SharedMap>} after
 * @param {readonly Mutant[]} round
 */
function bystandersIn(before, after, round) {
  const mutexes = new Set(round.map((mutant) => mutant.section.lock.declaration));
  const uninvolved = [...before.values()].filter(
    (map) =>
      map.verdict !== 'unsafe' &&
      !map.uses.some((use) => use.mayLocks.held.some(({ lock }) => mutexes.has(lock.declaration))),
  );
  return uninvolved
    .filter(({ id }) => after.get(id)?.verdict === 'unsafe' && after.get(id)?.confidence !== 'low')
    .map(({ id }) => id);
}

/** @param {Mutant} mutant */
function deletedLines({ section: { file, lock, unlocks } }) {
  return [lock, ...unlocks]
    .map(({ statement }) => `${lineOf(file.text, file.tree.start[statement])}: ${file.tree.textOf(statement)}`)
    .join(' · ');
}

/**
 * @param {string} text
 * @param {number} offset
 */
function lineOf(text, offset) {
  return text.slice(0, offset).split('\n').length;
}

/** @param {readonly SharedMap[]} maps */
function byId(maps) {
  return new Map(maps.map((map) => [map.id, map]));
}
