import { relative } from 'node:path';
import type { DiscoveredModule } from './discover-modules.js';
import { toSlash } from './find-up.js';
import type { Selector } from './packages.js';
import { nothingMatched, type Target } from './patterns.js';

/** Remembers which patterns chose a package, so that one that chose none is a mistake of the user's. */
export class Selection {
  private readonly matched = new Set<Target>();

  constructor(private readonly targets: readonly Target[]) {}

  selectorOf(module: DiscoveredModule): Selector {
    return (dir, importPath, files) => {
      let selected = false;
      for (const target of this.targets) {
        const wide = target.kind === 'tree' || target.kind === 'import';
        if (wide && target.pattern.includes('...') && isIgnored(module, dir)) continue;
        const chosen =
          target.file === undefined ? target.matches(dir, importPath) : files.some((f) => f.path === target.file);
        if (!chosen) continue;
        this.matched.add(target);
        selected = true;
      }
      return selected;
    };
  }

  /** Throws for the first pattern that chose nothing. */
  check(cwd: string): void {
    const idle = this.targets.find((t) => !this.matched.has(t));
    if (idle !== undefined) throw nothingMatched(idle, cwd);
  }
}

/** Whether an `ignore` line of the module's go.mod (Go 1.25) takes the directory out of `...`. */
function isIgnored({ module, goMod }: DiscoveredModule, dir: string): boolean {
  if (goMod === undefined || goMod.ignores.length === 0) return false;
  const below = `/${toSlash(relative(module.dir, dir))}/`;
  return goMod.ignores.some((entry) => {
    const name = entry.replace(/^\.\//, '').replace(/\/+$/, '');
    return entry.startsWith('./') ? below.startsWith(`/${name}/`) : below.includes(`/${name}/`);
  });
}
