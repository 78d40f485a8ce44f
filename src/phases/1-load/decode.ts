import { isAscii, isUtf8 } from 'node:buffer';

/** A file's bytes as text. */
export interface Decoded {
  /** without BOM; where the bytes are invalid, with replacement characters */
  readonly text: string;
  readonly bom: boolean;
  /** UTF-16 offset into `text` of the first invalid sequence or NUL */
  readonly problem: { readonly code: 'invalid-utf8' | 'nul-byte'; readonly offset: number } | undefined;
}

/** Decodes strictly, keeping line ends as they are. ASCII stays at one byte a character in V8. */
export function decode(bytes: Buffer): Decoded {
  const bom = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = bom ? bytes.subarray(3) : bytes;
  const nul = body.indexOf(0);
  if (isAscii(body)) {
    return { text: body.toString('latin1'), bom, problem: nul < 0 ? undefined : { code: 'nul-byte', offset: nul } };
  }
  const text = body.toString('utf8');
  if (!isUtf8(body)) {
    const valid = body.subarray(0, firstInvalid(body)).toString('utf8');
    return { text, bom, problem: { code: 'invalid-utf8', offset: valid.length } };
  }
  const problem =
    nul < 0 ? undefined : ({ code: 'nul-byte', offset: body.subarray(0, nul).toString('utf8').length } as const);
  return { text, bom, problem };
}

/** Byte offset of the first sequence that is not UTF-8 (Unicode, table 3-7: no overlong forms, no surrogates). */
function firstInvalid(body: Buffer): number {
  for (let i = 0; i < body.length; ) {
    const length = sequenceLength(body, i);
    if (length === 0) return i;
    i += length;
  }
  return body.length;
}

/** Bytes of the character that starts at `i`; 0 if there is none. */
function sequenceLength(body: Buffer, i: number): number {
  const lead = body[i]!;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const second = body[i + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let k = 2; k < length; k++) if (((body[i + k] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
