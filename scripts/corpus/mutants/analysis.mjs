/** mapguard as a library: a tree loaded once, then analysed and rewritten with other texts for some of its files. */
import { createGoParser, load } from '../../../dist/src/phases/1-load/index.js';
import { bind } from '../../../dist/src/phases/2-bind/index.js';
import { find } from '../../../dist/src/phases/3-find/index.js';
import { decide } from '../../../dist/src/phases/4-decide/index.js';
import { rewriteWithoutConflicts } from '../../../dist/src/phases/5-rewrite/index.js';
import { programWith } from '../../../dist/src/phases/6-verify/index.js';
import { transforms } from '../../../dist/transforms/index.js';

/** @typedef {import('../../../dist/src/model/source.js').Program} Program */
/** @typedef {import('../../../dist/src/model/source.js').SourceFile} SourceFile */
/** @typedef {import('../../../dist/src/model/binding.js').Binding} Binding */
/** @typedef {import('../../../dist/src/model/shared-map.js').SharedMap} SharedMap */
/** @typedef {import('../../../dist/src/model/lock-order.js').LockOrder} LockOrder */
/** @typedef {import('../../../dist/src/model/result.js').FileChange} FileChange */
/** @typedef {import('../../../dist/src/model/result.js').DecidedMap} DecidedMap */
/** @typedef {import('../../../dist/src/phases/1-load/index.js').LoadResult} LoadResult */
/** @typedef {import('../../../dist/src/phases/1-load/index.js').GoParser} GoParser */

/** @typedef {{ program: Program, binding: Binding, maps: readonly SharedMap[], lockOrder: LockOrder }} Analysis */
/** @typedef {{ decided: readonly DecidedMap[], changes: readonly FileChange[], conflicts: readonly { mapId: string, message: string }[] }} Repair */

export class Tree {
  #loaded;
  #parser;

  /**
   * @param {LoadResult} loaded
   * @param {GoParser} parser
   */
  constructor(loaded, parser) {
    this.#loaded = loaded;
    this.#parser = parser;
  }

  /** @param {string} directory */
  static async open(directory) {
    const parser = await createGoParser();
    return new Tree(await load({ cwd: directory, patterns: ['./...'], env: process.env, parser }), parser);
  }

  get program() {
    return this.#loaded.program;
  }

  /**
   * @param {Program} program
   * @returns {Analysis}
   */
  analyse(program) {
    const binding = bind(program);
    const ignored = new Map(this.#loaded.suppressions.map((s) => [`${s.file.index}:${s.line}`, s.reason]));
    return { program, binding, ...find(program, binding, { configuration: this.#loaded.configuration, ignored }) };
  }

  /**
   * @param {Program} program
   * @param {readonly FileChange[]} changes
   * @returns {Program}
   */
  changed(program, changes) {
    const { program: next, syntaxErrors } = programWith(program, changes, this.#parser);
    const [wrong] = syntaxErrors;
    if (wrong !== undefined) throw new Error(`${wrong.change.displayPath} does not parse at offset ${wrong.offset}`);
    return next;
  }

  /**
   * What `fix` would do at the default confidence.
   *
   * @param {Analysis} analysis
   * @param {readonly string[]} skip  ids of maps left alone
   * @returns {Repair}
   */
  repair({ program, binding, maps, lockOrder }, skip) {
    const { configuration } = this.#loaded;
    const context = { binding, configuration, maps, lockOrder, allowApiChange: false, memo: new Map() };
    const decided = decide(maps, context, transforms, {
      threshold: configuration.confidence,
      only: [],
      skip,
      strategies: [],
    });
    const accepted = decided.flatMap(({ map, decision }) =>
      decision.outcome === 'rewritten' ? [{ mapId: map.id, acceptance: decision.acceptance }] : [],
    );
    return { decided, ...rewriteWithoutConflicts(accepted, program, binding) };
  }
}
