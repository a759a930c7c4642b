// @ts-check
/** A table that becomes a stack of small cards where the page is narrow. */

import { h } from './elements.js';

/** @typedef {import('./elements.js').Child} Child */

/**
 * A table whose first column heads its rows. Roles are explicit because the narrow layout gives up the table display.
 * @param {string} caption for screen readers; the heading above the table says it to the others
 * @param {string[]} columns
 * @param {(Child | Child[])[][]} rows one entry a column
 */
export function stackingTable(caption, columns, rows) {
  return h('table', { class: 'stacking', role: 'table' },
    h('caption', { class: 'visually-hidden' }, caption),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map((column) => h('th', { scope: 'col', role: 'columnheader' }, column)))),
    h('tbody', { role: 'rowgroup' }, rows.map(([first, ...rest]) => h('tr', { role: 'row' },
      h('th', { scope: 'row', role: 'rowheader' }, first),
      rest.map((cell, index) => h('td', { role: 'cell', 'data-column': columns[index + 1] }, h('div', {}, cell)))))));
}
