// @ts-check
/** What was approved waits here until somebody sends it to the chain. */

import { read, write } from '../api.js';
import { h, icon } from '../elements.js';
import { number, t } from '../messages.js';
import { failureText } from '../notices.js';
import { may } from '../session.js';

/** @param {Record<string, string | number>} query @returns {Promise<{total: number, items: import('../types.js').Proposal[]}>} */
function approved(query) {
  return read('proposals', { query: { state: 'approved', ...query } }).then(({ body }) => body, () => ({ total: 0, items: [] }));
}

/** A notice that shows how many approved proposals wait, and anchors them. */
export class Anchoring {
  /** @param {() => void} done called after the chain took them */
  constructor(done) {
    this.done = done;
    this.element = h('div', { class: 'anchoring', role: 'status' });
  }

  async refresh() {
    const [count, waiting] = await Promise.all([approved({ limit: 1 }).then(({ total }) => total), approved({ kind: 'merge,split', limit: 200 })
      .then(({ items }) => items.filter(({ missingConsents = [] }) => missingConsents.length > 0).length)]);
    if (count === 0) { this.element.replaceChildren(); return; }
    const waits = waiting > 0 ? t('anchoring.waiting', { count: waiting }) : '';
    if (count === waiting) { this.show(waits); return; }
    this.show(`${t('anchoring.ready', { count: count - waiting })} ${waits}`,
      ...(may('anchor_approved') ? [h('button', { type: 'button', class: 'plain', onclick: () => void this.send() }, icon('seal'), t('anchoring.send'))] : []));
  }

  async send() {
    this.show(t('anchoring.sending'), h('span', { class: 'spinner', 'aria-hidden': 'true' }));
    try {
      const { body } = await write('batches', {});
      this.show(t('anchoring.done', { registered: body.registered, linked: body.linked, transactions: body.transactions })
        + (body.failed ? ` ${t('anchoring.failed', { count: body.failed })}` : '')
        + Object.entries(body.waitingForKeys).map(([office, count]) => ` ${t('anchoring.keyMissing', { count, office })}`).join(''));
      this.done();
    } catch (error) {
      this.show(failureText(error), h('button', { type: 'button', class: 'plain', onclick: () => void this.send() }, t('failure.retry')));
    }
  }

  /** @param {string} text @param {...Node} more */
  show(text, ...more) {
    this.element.replaceChildren(h('p', {}, text), ...more);
  }
}
