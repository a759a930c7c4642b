// @ts-check
/** The left list: what waits, highest impact and doubt first. */

import { h } from '../elements.js';
import { t, term } from '../messages.js';
import { nameElement, officeCode, probabilityBar } from '../names.js';

/** @typedef {import('../types.js').Proposal} Proposal */

/**
 * @param {Proposal[]} items
 * @param {{selected: string, choose: (id: string) => void, more: (() => void) | null}} view
 */
export function queueList(items, { selected, choose, more }) {
  return [
    h('ol', { class: 'items' }, items.map((proposal) => h('li', {}, queueItem(proposal, selected, choose)))),
    more && h('button', { type: 'button', class: 'more', onclick: more }, t('review.more')),
  ].filter((node) => node instanceof Node);
}

/** @param {Proposal} proposal @param {string} selected @param {(id: string) => void} choose */
function queueItem(proposal, selected, choose) {
  const { id, kind, state, standardName, probability, offices = [], recordCount = 0 } = proposal;
  return h('a', {
    href: `#/review/${encodeURIComponent(id)}`, 'data-proposal': id, 'aria-current': id === selected ? 'true' : null,
    onclick: (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab is the reader's business
      event.preventDefault();
      choose(id);
    },
  },
  h('span', { class: 'tags' }, h('span', { class: `kind kind-${kind}` }, term('kinds', kind)),
    state !== 'proposed' && h('span', { class: `state state-${state}` }, term('states', state))),
  h('span', { class: 'title' }, nameElement(standardName.text, standardName.language, standardName.script)),
  h('span', { class: 'summary' }, [...new Set(offices)].map((code) => [officeCode(code), ' ']).flat(),
    h('span', {}, t('review.records', { count: recordCount }))),
  probabilityBar(probability));
}

/** @param {HTMLElement} queue @param {string} id mark one item as the current one and keep it in sight */
export function markSelected(queue, id) {
  for (const link of queue.querySelectorAll('[data-proposal]')) {
    const current = link.getAttribute('data-proposal') === id;
    if (current) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
    if (current) keepInSight(queue, link);
  }
}

/** @param {HTMLElement} queue @param {Element} item scrolls the list only: the proposal beside it must not move */
function keepInSight(queue, item) {
  const [list, box] = [queue.getBoundingClientRect(), item.getBoundingClientRect()];
  if (box.top < list.top) queue.scrollTop -= list.top - box.top;
  else if (box.bottom > list.bottom) queue.scrollTop += box.bottom - list.bottom;
}
