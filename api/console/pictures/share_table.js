// @ts-check
/** A table whose rows carry a bar: the picture and its figures in one. */

import { h, svg } from '../elements.js';
import { number, t } from '../messages.js';

/**
 * @param {{caption: string, heading: string, rows: {label: Node | string, value: number}[], counted?: string}} content rows as
 *   shown; counted: what the values count, office records when left out
 * @returns {HTMLElement}
 */
export function shareTable({ caption, heading, rows, counted = t('dashboard.record') }) {
  const total = rows.reduce((sum, { value }) => sum + value, 0) || 1;
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return h('table', { class: 'shares' },
    h('caption', { class: 'visually-hidden' }, caption),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, heading), h('th', { scope: 'col', class: 'number' }, counted),
      h('th', { scope: 'col', class: 'bar-column' }, t('dashboard.share')))),
    h('tbody', {}, rows.map(({ label, value }) => h('tr', {},
      h('th', { scope: 'row' }, label),
      h('td', { class: 'number' }, number(value)),
      h('td', { class: 'bar-column' }, bar(value / most), h('span', { class: 'percent' },
        number(value / total, { style: 'percent', maximumFractionDigits: 1 })))))));
}

/** @param {number} share 0 to 1 */
function bar(share) {
  return svg('svg', { class: 'meter', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'track', width: 100, height: 10 }),
    svg('rect', { class: 'level', width: Math.max(share * 100, 0.6), height: 10 }));
}
