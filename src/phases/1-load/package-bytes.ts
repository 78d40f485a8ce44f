import { closeSync, openSync, readSync } from 'node:fs';

/** Where a file's bytes lie in the block, without BOM. */
export interface FileBytes {
  readonly start: number;
  readonly end: number;
  readonly bom: boolean;
}

/** Blocks larger than this are given back when their package has been read. */
const KEPT_SIZE = 4 * 1024 * 1024;

/** One block of memory that the files of a package are read into, one behind the other; used again from package to package. */
export class PackageBytes {
  bytes = Buffer.allocUnsafeSlow(1 << 20);
  length = 0;

  clear(): void {
    this.length = 0;
    if (this.bytes.length > KEPT_SIZE) this.bytes = Buffer.allocUnsafeSlow(1 << 20);
  }

  /** Reads a file; undefined where it cannot be read. */
  read(path: string): FileBytes | undefined {
    const start = this.length;
    try {
      const file = openSync(path, 'r');
      try {
        for (;;) {
          if (this.length === this.bytes.length) this.grow();
          const room = this.bytes.length - this.length;
          const count = readSync(file, this.bytes, this.length, room, null);
          this.length += count;
          if (count < room) break;
        }
      } finally {
        closeSync(file);
      }
    } catch {
      this.length = start;
      return undefined;
    }
    const { bytes, length: end } = this;
    const bom = end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
    return { start: bom ? start + 3 : start, end, bom };
  }

  /** Decodes a piece of a file. */
  readonly text = (start: number, end: number): string => {
    const { bytes } = this;
    for (let i = start; i < end; i++) if (bytes[i]! >= 0x80) return bytes.toString('utf8', start, end);
    return bytes.toString('latin1', start, end);
  };

  private grow(): void {
    const larger = Buffer.allocUnsafeSlow(this.bytes.length * 2);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
