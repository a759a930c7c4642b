// @ts-check
/** Which proposals the list shows. */

import { h } from '../elements.js';
import { t, term } from '../messages.js';

const STATES = ['proposed', 'deferred', 'approved', 'submitted', 'anchored', 'rejected', 'failed', 'superseded'];
const KINDS = ['register', 'link', 'merge', 'amend', 'split', 'unlink', 'revoke'];

/**
 * @param {{state: string, kind: string, office: string}} filters changed in place
 * @param {{code: string, name: string}[]} offices
 * @param {() => void} changed
 */
export function filterForm(filters, offices, changed) {
  return h('form', { class: 'filters', 'aria-label': t('review.filters'), onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    choice('state', t('review.state'), STATES.map((value) => [value, term('states', value)])),
    choice('kind', t('review.kind'), [['', t('review.all')], ...KINDS.map((value) => [value, term('kinds', value)])]),
    choice('office', t('lookup.office'), [['', t('review.all')], ...offices.map(({ code }) => [code, code])]));

  /** @param {'state' | 'kind' | 'office'} name @param {string} label @param {string[][]} options */
  function choice(name, label, options) {
    const select = h('select', {
      id: `filter-${name}`, onchange: () => { filters[name] = select.value; changed(); },
    }, options.map(([value, text]) => h('option', { value, selected: filters[name] === value }, text)));
    return h('div', { class: 'field' }, h('label', { for: `filter-${name}` }, label), select);
  }
}
