// @ts-check
/** What taking a file would do, or did, in figures. */

import { h } from '../elements.js';
import { number, t } from '../messages.js';

const CHANGES = /** @type {const} */ (['new', 'changed', 'deleted']);

/** @typedef {import('../types.js').Upload} Upload */

/** @param {{new: number, changed: number, deleted: number}} counts @returns {number} records that get another version */
export function changes(counts) {
  return CHANGES.reduce((sum, name) => sum + counts[name], 0);
}

/** @param {Record<string, number>} counts by name, in the order shown */
export function countTiles(counts) {
  return h('dl', { class: 'tiles' }, Object.entries(counts).map(([name, count]) => h('div', { class: `tile ${name}${count ? '' : ' none'}` },
    h('dt', {}, t(`upload.count.${name}`)), h('dd', {}, number(count)))));
}

/** @param {NonNullable<Upload['findings']>['preview']} preview @returns {HTMLElement | null} a bar and its sentence */
export function previewBar({ compared, linked, doubtful, unlike }) {
  if (compared === 0) return null;
  const parts = /** @type {const} */ ([['linked', linked], ['doubtful', doubtful], ['unlike', unlike]]);
  return h('section', { class: 'preview', 'aria-labelledby': 'preview-title' },
    h('h3', { id: 'preview-title' }, t('upload.previewTitle')),
    h('p', { class: 'quiet' }, t('upload.preview', { count: compared })),
    h('dl', { class: 'tiles' }, parts.map(([name, count]) => h('div', { class: `tile ${name}${count ? '' : ' none'}` }, h('dt', {}, t(`upload.like.${name}`)), h('dd', {}, number(count))))));
}
