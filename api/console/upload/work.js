// @ts-check
/** Bars for what takes time: sending, checking, taking. */

import { h } from '../elements.js';
import { number, t } from '../messages.js';

/** @typedef {import('../types.js').Upload} Upload */

/** A bar with a sentence; screen readers are told of the steps elsewhere, not of every per cent. */
export class WorkBar {
  /** @param {string} title @param {...import('../elements.js').Child} actions */
  constructor(title, ...actions) {
    this.bar = h('progress', { max: 1, 'aria-label': title });
    this.text = h('p', { class: 'quiet' });
    this.element = h('section', { class: 'panel work', 'aria-label': title }, h('h2', {}, title), this.bar, this.text,
      actions.length > 0 && h('div', { class: 'choice' }, actions));
  }

  /** @param {number} done @param {number} total 0: not known @param {string} text */
  show(done, total, text) {
    if (total > 0) this.bar.value = Math.min(done / total, 1);
    else this.bar.removeAttribute('value');
    this.text.textContent = text;
  }
}

/** @param {number} bytes @returns {string} "3.4 MB" */
export function size(bytes) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return number(bytes / 1000 ** step, { style: 'unit', unit: units[step], maximumFractionDigits: 1, unitDisplay: step ? 'short' : 'long' });
}

/** @param {WorkBar} bar @param {Upload} upload */
export function showWork(bar, { progress }) {
  const { stage = '', rows = 0, done = 0, total = 0 } = progress ?? {};
  const share = total > 0 ? Math.min(done / total, 1) : 0;
  const percent = number(share, { style: 'percent' });
  if (stage === 'check') bar.show(done, total, t('upload.checkedRows', { rows, percent }));
  else if (stage === 'take') bar.show(done, total, t('upload.takenRows', { rows, percent }));
  else bar.show(0, 0, t(stage === 'compare' ? 'upload.comparing' : 'upload.waiting'));
}
