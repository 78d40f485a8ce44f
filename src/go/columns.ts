import { lineStartsOfFile } from '../model/position.js';
import type { SourceFile } from '../model/source.js';

/** Bytes of the byte-order mark, which go and gofmt count in the columns of line 1. */
const BOM_BYTES = 3;

/**
 * go, gofmt and vet count columns in UTF-8 bytes, trees and edits in UTF-16 units.
 * Both are 1-based. A column behind the end of the line answers the line's end; one inside a character answers its start.
 */
export function columnFromBytes(file: SourceFile, line: number, byteColumn: number): number {
  const text = lineText(file, line);
  let bytes = byteColumn - 1 - (file.bom && line === 1 ? BOM_BYTES : 0);
  let i = 0;
  while (i < text.length && bytes > 0) {
    const code = text.codePointAt(i)!;
    bytes -= utf8Length(code);
    if (bytes < 0) break;
    i += code > 0xffff ? 2 : 1;
  }
  return i + 1;
}

/** The inverse: UTF-16 column to the byte column that go would print. */
export function columnToBytes(file: SourceFile, line: number, column: number): number {
  const text = lineText(file, line);
  const end = Math.min(column - 1, text.length);
  let bytes = file.bom && line === 1 ? BOM_BYTES : 0;
  for (let i = 0; i < end; ) {
    const code = text.codePointAt(i)!;
    bytes += utf8Length(code);
    i += code > 0xffff ? 2 : 1;
  }
  return bytes + 1;
}

/** Text of a 1-based line without its end. */
function lineText(file: SourceFile, line: number): string {
  const starts = lineStartsOfFile(file);
  const start = starts[line - 1];
  if (start === undefined) return '';
  const end = line < starts.length ? starts[line]! - 1 : file.text.length;
  return file.text.slice(start, end);
}

function utf8Length(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
