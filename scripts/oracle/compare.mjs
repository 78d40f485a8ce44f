import { utf16Offsets } from './utf16-offsets.mjs';

/** @typedef {import('./binder-answers.mjs').BinderAnswer} BinderAnswer */

/**
 * One operand that the two see differently.
 *
 * @typedef {object} Disagreement
 * @property {string} place  file:line:column, the column in UTF-16 units
 * @property {string} kind
 * @property {string} operand  its text
 * @property {string} oracleType
 * @property {string} binderType
 */

/**
 * @typedef {object} Comparison
 * @property {number} files
 * @property {number} operands
 * @property {number} maps  operands that the oracle calls maps
 * @property {number} agreedMap
 * @property {number} agreedNotMap
 * @property {number} unknownMap  maps among the operands that the binder does not know
 * @property {number} unknownNotMap
 * @property {Disagreement[]} mapCalledNotMap  the binder misses a use: never acceptable
 * @property {Disagreement[]} notMapCalledMap
 * @property {Disagreement[]} otherHead  agreed on map or not, and yet another kind of type: luck, worth a look
 * @property {Map<string, { count: number, maps: number, example: string }>} causes  of the unknown ones
 */

/** @returns {Comparison} */
export function emptyComparison() {
  return {
    files: 0,
    operands: 0,
    maps: 0,
    agreedMap: 0,
    agreedNotMap: 0,
    unknownMap: 0,
    unknownNotMap: 0,
    mapCalledNotMap: [],
    notMapCalledMap: [],
    otherHead: [],
    causes: new Map(),
  };
}

/**
 * Adds one file to a comparison.
 *
 * @param {Comparison} comparison
 * @param {{ file: string, operands: [start: number, end: number, kind: string, isMap: 0 | 1, type: string][] }} oracle  byte offsets
 * @param {readonly BinderAnswer[] | undefined} binder  undefined when the binder did not see the file
 * @param {Buffer} bytes  the file
 */
export function compareFile(comparison, oracle, binder, bytes) {
  const toUtf16 = utf16Offsets(bytes);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const byPlace = new Map((binder ?? []).map((answer) => [placeKey(answer.kind, answer.start, answer.end), answer]));
  comparison.files++;
  for (const [startByte, endByte, kind, isMap, type] of oracle.operands) {
    const start = toUtf16(startByte);
    const end = toUtf16(endByte);
    const found = byPlace.get(placeKey(kind, start, end));
    // A function, because finding the line costs as much as the file is long.
    const place = () => placeText(oracle.file, text, start);
    /** @param {string} binderType @returns {Disagreement} */
    const disagreement = (binderType) => {
      return { place: place(), kind, operand: text.slice(start, end), oracleType: type, binderType };
    };
    comparison.operands++;
    if (isMap === 1) comparison.maps++;
    if (found === undefined && binder !== undefined && isMap === 1) {
      comparison.mapCalledNotMap.push(disagreement('sees no operand there'));
    } else if (found === undefined || found.answer === 'unknown') {
      const cause = binder === undefined ? 'file not read' : (found?.cause ?? 'no operand seen there');
      countUnknown(comparison, isMap === 1, cause, place);
    } else if ((found.answer === 'map') === (isMap === 1)) {
      if (isMap === 1) comparison.agreedMap++;
      else comparison.agreedNotMap++;
      if (differAtHead(type, found.type)) comparison.otherHead.push(disagreement(found.type));
    } else {
      const list = isMap === 1 ? comparison.mapCalledNotMap : comparison.notMapCalledMap;
      list.push(disagreement(found.type));
    }
  }
}

/**
 * Whether two spelt types are of different kinds. `**[]int` for `[]int` is as much "no map" as the right answer, and
 * the same mistake calls a map no map elsewhere. Names are not compared: either side may see through an alias.
 *
 * @param {string} oracleType
 * @param {string} binderType
 */
function differAtHead(oracleType, binderType) {
  const [oracle, binder] = [headOf(oracleType), headOf(binderType)];
  return oracle !== undefined && binder !== undefined && oracle !== binder;
}

/**
 * @param {string} type
 * @returns {string | undefined} undefined for a name
 */
function headOf(type) {
  return /^(\*+|map\[|\[\]|\[|(<-)?chan|func\(|struct)/.exec(type)?.[1];
}

/**
 * @param {Comparison} comparison
 * @param {boolean} isMap
 * @param {string} cause
 * @param {() => string} place
 */
function countUnknown(comparison, isMap, cause, place) {
  if (isMap) comparison.unknownMap++;
  else comparison.unknownNotMap++;
  const entry = comparison.causes.get(cause) ?? { count: 0, maps: 0, example: place() };
  entry.count++;
  if (isMap) {
    // A map that is not recognised is the example worth looking at.
    if (entry.maps === 0) entry.example = place();
    entry.maps++;
  }
  comparison.causes.set(cause, entry);
}

/**
 * @param {string} kind
 * @param {number} start
 * @param {number} end
 */
function placeKey(kind, start, end) {
  return `${kind} ${start} ${end}`;
}

/**
 * @param {string} file
 * @param {string} text
 * @param {number} offset
 */
function placeText(file, text, offset) {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++;
  return `${file}:${line}:${offset - lineStart + 1}`;
}
