const byteOrderMark = [0xef, 0xbb, 0xbf];

/**
 * Converts offsets of go/token (bytes from the start of the file, BOM included) to offsets of mapguard (UTF-16 units
 * of the text without BOM).
 *
 * @param {Buffer} bytes  the file
 * @returns {(byteOffset: number) => number}
 */
export function utf16Offsets(bytes) {
  const start = byteOrderMark.every((byte, index) => bytes[index] === byte) ? byteOrderMark.length : 0;
  if (isAscii(bytes, start)) return (offset) => offset - start;

  const units = new Uint32Array(bytes.length + 1);
  let unit = 0;
  for (let index = start; index < bytes.length; index++) {
    units[index] = unit;
    const byte = /** @type {number} */ (bytes[index]);
    // The first byte of a character tells its length; four bytes are a surrogate pair.
    if ((byte & 0xc0) !== 0x80) unit += byte >= 0xf0 ? 2 : 1;
  }
  units[bytes.length] = unit;
  return (offset) => /** @type {number} */ (units[offset]);
}

/**
 * @param {Buffer} bytes
 * @param {number} start
 */
function isAscii(bytes, start) {
  for (let index = start; index < bytes.length; index++) {
    if (/** @type {number} */ (bytes[index]) >= 0x80) return false;
  }
  return true;
}
