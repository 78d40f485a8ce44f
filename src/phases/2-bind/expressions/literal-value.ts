/** Value of an integer literal in any base. */
export function integerValue(text: string): bigint | undefined {
  let digits = text.replaceAll('_', '').toLowerCase();
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  return /^(0x[0-9a-f]+|0b[01]+|0o[0-7]+|[0-9]+)$/.test(digits) ? BigInt(digits) : undefined;
}

/** Value of a rune literal. */
export function runeValue(text: string): bigint | undefined {
  const inner = text.slice(1, -1);
  if (!inner.startsWith('\\')) return inner.length === 0 ? undefined : BigInt(inner.codePointAt(0)!);
  const hex = /^\\[xuU]([0-9a-fA-F]+)$/.exec(inner);
  if (hex !== null) return BigInt(`0x${hex[1]}`);
  const octal = /^\\([0-7]{3})$/.exec(inner);
  if (octal !== null) return BigInt(`0o${octal[1]}`);
  const at = ESCAPED.indexOf(inner[1] ?? ' ');
  return at < 0 ? undefined : BigInt(MEANT.charCodeAt(at));
}

const ESCAPED = 'abfnrtv\\\'"';
const MEANT = '\u0007\b\f\n\r\t\v\\\'"';

/** Length in bytes of a string literal. */
export function stringLiteralLength(text: string): number {
  const raw = text.startsWith('`');
  let bytes = 0;
  for (const part of text.slice(1, -1).match(raw ? /[\s\S]/gu : /\\(?:x..|u.{4}|U.{8}|[0-7]{3}|.)|[\s\S]/gu) ?? []) {
    if (raw && part === '\r') continue;
    if (!raw && part.startsWith('\\'))
      bytes += part[1] === 'u' || part[1] === 'U' ? utf8Length(Number.parseInt(part.slice(2), 16)) : 1;
    else bytes += utf8Length(part.codePointAt(0)!);
  }
  return bytes;
}

function utf8Length(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}
