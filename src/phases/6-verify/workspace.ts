import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { onTermination } from '../../go/toolchain.js';
import type { FileChange } from '../../model/result.js';

const BYTE_ORDER_MARK = '\uFEFF';

/** Bytes of a changed file as they will stand on disk. */
export function contentOf(change: FileChange): string {
  return (change.original?.bom === true ? BYTE_ORDER_MARK : '') + change.after;
}

/** The new contents in a temporary directory, with the JSON that go takes for `-overlay`. Nothing is written to the tree. */
export interface Overlay {
  readonly file: string;
  /** The tree's path for one that go printed: relative to `cwd`, and perhaps naming the temporary file. */
  originalOf(printed: string, cwd: string): string;
}

/** A temporary directory of this run; `dispose` takes it away, and so does a signal that ends the process. */
export class Workspace {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'mapguard-verify-')));
  private count = 0;
  private readonly stopListening = onTermination(() => this.remove());

  overlay(changes: readonly FileChange[]): Overlay {
    const dir = this.subdirectory('overlay');
    const replace: Record<string, string> = {};
    const originals = new Map<string, string>();
    changes.forEach((change, i) => {
      mkdirSync(join(dir, String(i)));
      const temporary = join(dir, String(i), basename(change.path));
      writeFileSync(temporary, contentOf(change));
      replace[change.path] = temporary;
      originals.set(temporary, change.path);
    });
    const file = join(dir, 'overlay.json');
    writeFileSync(file, JSON.stringify({ Replace: replace }));
    return {
      file,
      originalOf(printed, cwd) {
        const path = isAbsolute(printed) ? printed : resolve(cwd, printed);
        return originals.get(path) ?? path;
      },
    };
  }

  subdirectory(name: string): string {
    const dir = join(this.dir, `${name}${this.count++}`);
    mkdirSync(dir);
    return dir;
  }

  dispose(): void {
    this.stopListening();
    this.remove();
  }

  private remove(): void {
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 3 });
  }
}
