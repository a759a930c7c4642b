// @ts-check

import { h } from '../elements.js';
import { t, term } from '../messages.js';
import { nameElement, officeCode, probabilityBar } from '../names.js';

/**
 * One proposal in the list.
 * @param {import('../types.js').Proposal} proposal
 * @param {boolean} selected
 * @param {(id: string) => void} choose
 */
export function queueItem({ id, kind, state, standardName, probability, offices = [], recordCount = 0 }, selected, choose) {
  const pick = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab is the reader's business
    event.preventDefault();
    choose(id);
  };
  return h('a', { href: `#/review/${encodeURIComponent(id)}`, 'data-proposal': id, 'aria-current': selected ? 'true' : null, onclick: pick },
    h('span', { class: 'tags' }, h('span', { class: `kind kind-${kind}` }, term('kinds', kind)),
      state !== 'proposed' && h('span', { class: `state state-${state}` }, term('states', state))),
    h('span', { class: 'title' }, nameElement(standardName.text, standardName.language, standardName.script)),
    h('span', { class: 'summary' }, [...new Set(offices)].map((code) => [officeCode(code), ' ']).flat(),
      h('span', {}, t('review.records', { count: recordCount }))),
    probabilityBar(probability));
}
