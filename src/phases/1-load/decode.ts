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

/** Byte offset of the first sequence that is not UTF-8: by bisection over prefixes cut at character starts. */
function firstInvalid(body: Buffer): number {
  let low = 0;
  let high = body.length;
  // Invariant: the prefix [0, low) is valid, [0, high) is not (or ends inside a character).
  while (high - low > 1) {
    const middle = characterStart(body, (low + high) >>> 1);
    if (middle <= low) {
      // One character spans the rest of the interval: look at it byte by byte.
      let end = low + 1;
      while (end < high && !isUtf8(body.subarray(low, end))) end++;
      if (end >= high) return low;
      low = end;
    } else if (isUtf8(body.subarray(low, middle))) low = middle;
    else high = middle;
  }
  return low;
}

function characterStart(body: Buffer, at: number): number {
  let start = at;
  while (start > 0 && at - start < 4 && (body[start]! & 0xc0) === 0x80) start--;
  return start;
}
