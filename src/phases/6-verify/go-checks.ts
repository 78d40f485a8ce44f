import type { Toolchain } from '../../go/toolchain.js';
import type { BuildConfig, Program } from '../../model/source.js';
import type { RewrittenFile } from '../5-rewrite/index.js';
import { type CheckPlace, type CompileCheck, type CompileResult, Compiler } from './compile.js';
import { GoCommand } from './go-command.js';
import type { CheckResult, Unverified } from './problem.js';
import { checkRaces } from './race.js';
import { type Build, buildLabel, buildsFor, dependentsOf, type ReachedModule, reachedModules } from './reached.js';
import { scratchCopy, vetHonoursOverlay } from './vet-place.js';
import type { Workspace } from './workspace.js';

export type GoCheck = CompileCheck | 'race';

/** The checks that start go, for one run of verify: what the tree does without the rewrite is asked once. */
export class GoChecks {
  private readonly command: GoCommand;
  private readonly compiler: Compiler;

  constructor(
    private readonly toolchain: Toolchain,
    private readonly workspace: Workspace,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.command = new GoCommand(toolchain, signal);
    this.compiler = new Compiler(this.command);
  }

  /** Runs one check on everything that the changes reach, in every build that an edited file needs. `program` holds the new contents. */
  async run(check: GoCheck, changes: readonly RewrittenFile[], program: Program): Promise<CheckResult> {
    const paths = changes.map((c) => c.path);
    const files = program.files.filter((f) => paths.includes(f.path));
    const host = await this.command.host();
    const { builds, outside } = buildsFor(files, host);
    const reached = reachedModules(program, paths);
    const overlay = this.workspace.overlay(changes);
    const unverified: Unverified[] = outside.map((f) => ({
      why: `no build takes ${f.displayPath} in`,
      packages: program.packages.filter((u) => u.files.includes(f)).map((u) => u.importPath),
    }));
    const results: CompileResult[] = [];
    for (const module of reached) {
      const packages = importPaths(program, module);
      const obstacle = Compiler.obstacle(module.module);
      if (obstacle !== undefined) {
        unverified.push({ why: obstacle, packages });
        continue;
      }
      const place = check === 'vet' ? await this.vetPlace(module, changes) : undefined;
      if (typeof place === 'string') {
        unverified.push({ why: `vet: not run, because ${place}`, packages });
        continue;
      }
      for (const build of raceBuilds(check, builds, host)) {
        const result =
          check === 'race'
            ? await checkRaces(this.command, module, build, overlay)
            : await this.compiler.check(check, module, build, overlay, place);
        results.push(result);
        // the first words are the best: later builds mostly repeat them
        if (result.problems.length > 0) break;
      }
    }
    const known = [...unverified, ...results.flatMap((r) => r.unverified)];
    return {
      problems: results.flatMap((r) => r.problems),
      unverified: known.map((u) => (u.packages === 'all' ? u : { ...u, packages: dependentsOf(program, u.packages) })),
      builds: builds.filter((_, i) => i === 0 || check !== 'race').map(buildLabel),
    };
  }

  /** undefined for vet with an overlay, else where to run it instead, or why it cannot run. */
  private async vetPlace(
    module: ReachedModule,
    changes: readonly RewrittenFile[],
  ): Promise<CheckPlace | string | undefined> {
    if (await vetHonoursOverlay(this.toolchain, this.workspace, this.signal)) return undefined;
    const place = scratchCopy(module.module, changes, this.workspace);
    return typeof place === 'string' ? `${this.toolchain.version} vet does not read overlays and ${place}` : place;
  }
}

function importPaths(program: Program, { dirs }: ReachedModule): string[] {
  return [...new Set(program.packages.filter((u) => dirs.includes(u.dir)).map((u) => u.importPath))];
}

/** Only the host can run tests. */
function raceBuilds(check: GoCheck, builds: readonly Build[], host: BuildConfig): readonly Build[] {
  return check === 'race' ? [{ ...host, tags: [] }] : builds;
}
