// @ts-check
/** Offices by offices: how many applicants each pair shares, as a table tinted by size. */

import { h } from '../elements.js';
import { number, t } from '../messages.js';
import { officeCode } from '../names.js';

const TINTS = 5;

/**
 * @param {import('../types.js').OfficeFigure[]} offices
 * @param {{left: string, right: string, applicants: number}[]} shared each pair once
 */
export function sharedMatrix(offices, shared) {
  const counts = new Map(shared.flatMap(({ left, right, applicants }) => [
    [`${left} ${right}`, applicants], [`${right} ${left}`, applicants]]));
  const most = Math.max(1, ...shared.map(({ applicants }) => applicants));
  return h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('dashboard.sharedTable') }, h('table', { class: 'matrix' },
    h('caption', {}, t('dashboard.sharedTable')),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('dashboard.office')),
      offices.map(({ code, name }) => h('th', { scope: 'col' }, officeCode(code, name))))),
    h('tbody', {}, offices.map((row) => h('tr', {},
      h('th', { scope: 'row' }, officeCode(row.code, row.name)),
      offices.map((column) => cell(row.code === column.code ? null : counts.get(`${row.code} ${column.code}`) ?? 0, most)))))));
}

/** @param {number | null} count null on the diagonal @param {number} most */
function cell(count, most) {
  if (count === null) return h('td', { class: 'own' }, '—');
  return h('td', { class: `tint-${Math.ceil((count / most) * TINTS)}` }, number(count));
}
