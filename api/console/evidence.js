// @ts-check
/** Evidence as sentences with signed bars: right of the line speaks for one applicant, left of it against. */

import { h, svg } from './elements.js';
import { number, t } from './messages.js';
import { apiSentence } from './names.js';

const MINOR = 0.15; // log-odds below which a reason hardly moves the probability
const LEAST_SCALE = 3; // log-odds at the end of a bar; small weights must look small

/** @typedef {import('./types.js').Evidence} Evidence */

/**
 * @param {Evidence[]} evidence strongest first is how it is shown
 * @returns {HTMLElement}
 */
export function evidenceList(evidence) {
  if (evidence.length === 0) return h('p', { class: 'quiet' }, t('evidence.none'));
  const ordered = [...evidence].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const scale = Math.max(LEAST_SCALE, Math.abs(ordered[0].weight));
  const minor = ordered.filter(({ weight }) => Math.abs(weight) < MINOR);
  return h('div', {}, list(ordered.slice(0, ordered.length - minor.length), scale),
    minor.length > 0 && h('details', {}, h('summary', {}, t('evidence.minor', { count: minor.length })), list(minor, scale)));
}

/** @param {Evidence[]} items @param {number} scale */
function list(items, scale) {
  return h('ul', { class: 'evidence' }, items.map((item) => evidenceItem(item, scale)));
}

/** @param {Evidence} item @param {number} scale */
function evidenceItem(item, scale) {
  const side = Math.abs(item.weight) < 0.05 ? 'neutral' : item.weight < 0 ? 'against' : 'for';
  return h('li', { class: side },
    h('p', { class: 'sentence' }, apiSentence(item.sentence)),
    comparedForms(item),
    h('div', { class: 'weight' },
      signedBar(item.weight, scale),
      h('span', { class: 'sign' }, signed(item.weight), h('span', { class: 'side' }, t(`evidence.${side}`)))));
}

/** @param {Evidence} item */
function comparedForms({ left, right }) {
  if (!left && !right) return null;
  return h('p', { class: 'forms' }, h('bdi', { dir: 'auto' }, left || '—'),
    h('span', { class: 'versus', 'aria-label': t('evidence.versus') }, ' ↔ '), h('bdi', { dir: 'auto' }, right || '—'));
}

/** @param {number} weight @returns {string} with a real minus */
function signed(weight) {
  return number(weight, { signDisplay: 'exceptZero', minimumFractionDigits: 1, maximumFractionDigits: 1 }).replace('-', '−');
}

/** @param {number} weight log-odds @param {number} scale log-odds at the end of the bar */
function signedBar(weight, scale) {
  const length = Math.min(1, Math.abs(weight) / scale) * 50;
  return svg('svg', { class: 'signed', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'track', width: 100, height: 10 }),
    svg('rect', { class: 'level', x: weight < 0 ? 50 - length : 50, width: length, height: 10 }),
    svg('rect', { class: 'axis', x: 49.6, width: 0.8, height: 10 }));
}
