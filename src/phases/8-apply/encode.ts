import { createHash } from 'node:crypto';
import type { FileChange } from '../../model/result.js';

const BOM = '\uFEFF';

/** The bytes that a change puts on the disk: UTF-8, with a byte-order mark where the original had one. Line ends are those of the text. */
export function encode({ after, original }: FileChange): Buffer {
  return Buffer.from(original?.bom === true ? BOM + after : after, 'utf8');
}

/** SHA-256, hexadecimal: the form of SourceFile.hash. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
