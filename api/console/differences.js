// @ts-check
/** What differs between two written names, by word and, inside similar words, by character. */

import { h } from './elements.js';
import { t } from './messages.js';

/** @typedef {{text: string, same: boolean}} Piece */

const LONGEST = 512; // code points; longer names are shown without marks rather than slowly
const SIMILAR_ENOUGH = 0.7; // share of common characters from which two words are compared by character
const LEAST_RUN = 2; // a lone character that two unspaced names have in common is mostly chance
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const JOINED = /[\p{Script=Arabic}\p{Script=Syriac}]/u; // cutting inside a word would break its letter shapes

/**
 * Compare two names.
 * @param {string} left @param {string} right
 * @returns {{left: Piece[], right: Piece[]}} both cut into pieces that are common or not; joining them gives the names back
 */
export function compareNames(left, right) {
  if ([...left].length > LONGEST || [...right].length > LONGEST) return whole(left, right);
  const spaced = !UNSPACED.test(left + right);
  const [a, b] = spaced ? [words(left), words(right)] : [characters(left), characters(right)];
  const pieces = align(a, b, spaced ? 1 : LEAST_RUN);
  return spaced && !JOINED.test(left + right) ? refine(pieces) : joinRuns(pieces);
}

/**
 * Pieces as text nodes and marks. A mark is bold and underlined besides its tint, and says so to a screen reader.
 * @param {Piece[]} pieces
 * @returns {Node[]}
 */
export function markedPieces(pieces) {
  return pieces.map(({ text, same }) => (same || !text.trim()
    ? document.createTextNode(text)
    : h('mark', { class: 'difference', title: t('compare.differs') }, text)));
}

/** @param {string} text */
const fold = (text) => text.normalize('NFKC').toLocaleLowerCase('en').normalize('NFKD').replace(/\p{M}/gu, '');
/** @param {string} text @returns {string[]} */
const words = (text) => text.match(/\s+|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];
/** @param {string} text @returns {string[]} */
const characters = (text) => [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map((s) => s.segment);
/** @param {string} left @param {string} right */
const whole = (left, right) => ({ left: [{ text: left, same: true }], right: [{ text: right, same: true }] });

/**
 * Longest common subsequence of two lists of parts.
 * @param {string[]} a @param {string[]} b
 * @param {number} [leastRun] shorter runs of common parts count as different
 * @returns {{left: Piece[], right: Piece[]}}
 */
function align(a, b, leastRun = 1) {
  const [x, y] = [a.map(fold), b.map(fold)];
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      length[i][j] = x[i] === y[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const left = a.map((text) => ({ text, same: false }));
  const right = b.map((text) => ({ text, same: false }));
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    let run = 0;
    while (i + run < a.length && x[i + run] === y[j + run]) run += 1;
    for (let k = 0; k < run; k += 1) left[i + k].same = right[j + k].same = run >= leastRun;
    if (run > 0) [i, j] = [i + run, j + run];
    else if (length[i + 1][j] >= length[i][j + 1]) i += 1;
    else j += 1;
  }
  return { left, right };
}

/**
 * Compare by character each differing word with the differing word that faces it.
 * @param {{left: Piece[], right: Piece[]}} pieces
 */
function refine(pieces) {
  const [left, right] = [changedWords(pieces.left), changedWords(pieces.right)];
  /** @type {Map<Piece, Piece[]>} */
  const finer = new Map();
  for (const piece of left) {
    const facing = right.find((other) => !finer.has(other) && similarity(piece.text, other.text) >= SIMILAR_ENOUGH);
    if (!facing) continue;
    const cut = align(characters(piece.text), characters(facing.text));
    finer.set(piece, cut.left).set(facing, cut.right);
  }
  const apply = (/** @type {Piece[]} */ list) => list.flatMap((piece) => finer.get(piece) ?? [piece]);
  return joinRuns({ left: apply(pieces.left), right: apply(pieces.right) });
}

/** @param {Piece[]} list */
const changedWords = (list) => list.filter(({ text, same }) => !same && /[\p{L}\p{N}]/u.test(text));

/** @param {string} a @param {string} b @returns {number} share of common characters in order, 0 to 1 */
function similarity(a, b) {
  const common = align(characters(a), characters(b)).left.filter((piece) => piece.same).length;
  return (2 * common) / (a.length + b.length);
}

/** @param {{left: Piece[], right: Piece[]}} pieces neighbours alike become one piece */
function joinRuns(pieces) {
  const join = (/** @type {Piece[]} */ list) => list.reduce((/** @type {Piece[]} */ runs, piece) => {
    const last = runs.at(-1);
    if (last && last.same === piece.same) last.text += piece.text;
    else runs.push({ ...piece });
    return runs;
  }, []);
  return { left: join(pieces.left), right: join(pieces.right) };
}
