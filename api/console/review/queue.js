// @ts-check
/** The left list: what waits, highest impact and doubt first. */

import { read } from '../api.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { waitingNotice } from '../notices.js';
import { queueItem } from './queue_item.js';

/** @typedef {import('../types.js').Proposal} Proposal */
/** @typedef {{state: string, kind: string, office: string}} Filters */

const PAGE_SIZE = 30;

/** The list of proposals, a page at a time, and which of them is on show. */
export class Queue {
  /**
   * @param {Filters} filters read again whenever the list is loaded
   * @param {(id: string) => void} choose called when the reader picks an item
   */
  constructor(filters, choose) {
    this.filters = filters;
    this.choose = choose;
    /** @type {Proposal[]} */
    this.items = [];
    this.total = 0;
    this.cursor = '';
    this.selected = '';
    this.element = h('section', { class: 'queue', 'aria-label': t('review.queue') }, waitingNotice());
    this.counter = h('p', { class: 'quiet', role: 'status' });
  }

  /** Load the list from its start. */
  async reload() {
    [this.items, this.cursor] = [[], ''];
    await this.loadMore();
  }

  async loadMore() {
    const { body } = await read('proposals', { query: { ...this.filters, limit: PAGE_SIZE, cursor: this.cursor } });
    this.items.push(...body.items);
    [this.total, this.cursor] = [body.total, body.nextCursor ?? ''];
    this.draw();
  }

  /** @param {string} id mark one item as the current one and keep it in sight */
  select(id) {
    this.selected = id;
    for (const link of this.element.querySelectorAll('[data-proposal]')) {
      const current = link.getAttribute('data-proposal') === id;
      if (current) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      if (current) this.keepInSight(link);
    }
  }

  /**
   * Take a decided proposal out.
   * @param {string} id
   * @returns {string} the one that took its place, or the last, or ''
   */
  remove(id) {
    const at = this.items.findIndex((item) => item.id === id);
    if (at >= 0) {
      this.items.splice(at, 1);
      this.total -= 1;
    }
    this.draw();
    return this.items[Math.min(Math.max(at, 0), this.items.length - 1)]?.id ?? '';
  }

  /** @param {number} step 1 for the next, -1 for the one before @returns {{id: string, position: number} | null} */
  neighbour(step) {
    const at = this.items.findIndex(({ id }) => id === this.selected) + step;
    return this.items[at] ? { id: this.items[at].id, position: at + 1 } : null;
  }

  draw() {
    this.counter.textContent = `${t('review.queueCount', { count: this.total })}${t('shell.stop')} ${t('review.order')}${t('shell.stop')}`;
    if (this.items.length === 0) {
      this.element.replaceChildren(h('div', { class: 'empty' }, icon('check'), h('p', {}, h('strong', {}, t('review.empty'))),
        h('p', { class: 'quiet' }, t('review.emptyHint'))));
      return;
    }
    const more = h('button', { type: 'button', class: 'more', onclick: () => void this.loadMore() }, t('review.more'));
    this.element.replaceChildren(
      h('ol', { class: 'items' }, this.items.map((item) => h('li', {}, queueItem(item, item.id === this.selected, this.choose)))),
      this.cursor ? more : '');
  }

  /** @param {Element} item scrolls the list only: the proposal beside it must not move */
  keepInSight(item) {
    const [list, box] = [this.element.getBoundingClientRect(), item.getBoundingClientRect()];
    if (box.top < list.top) this.element.scrollTop -= list.top - box.top;
    else if (box.bottom > list.bottom) this.element.scrollTop += box.bottom - list.bottom;
  }
}
