// @ts-check
/** Which records of a proposal belong together, as the reader marks it: for a rejection that is not all or nothing. */

import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { nameElement, officeCode } from '../names.js';
import { stackingTable } from '../tables.js';
import { filedName, sideOf } from './records.js';

/** @typedef {import('../types.js').Proposal} Proposal */

/** The sides of one proposal: those matching doubts between, until the reader marks others. */
export class Sides {
  /** @param {Proposal} proposal @param {() => void} [cut] called when the reader has split one record off */
  constructor(proposal, cut) {
    this.cut = cut;
    this.proposal = proposal;
    this.side = new Map(proposal.records.map(({ recordId }) => [recordId, sideOf(proposal, recordId)]));
    this.changed = false;
    this.summary = h('p', { class: 'quiet', role: 'status' });
  }

  /** @returns {string[][] | undefined} record ids by side, when the reader marked other sides than those shown */
  groups() {
    if (!this.changed) return undefined;
    /** @type {Map<number, string[]>} */
    const groups = new Map();
    for (const [record, side] of this.side) groups.set(side, [...(groups.get(side) ?? []), record]);
    return [...groups.values()];
  }

  /** The records as a table; their sides can be marked where a rejection may say which belong together. */
  table() {
    const { records, groups = [], kind, allowed = [] } = this.proposal;
    const open = ['register', 'link'].includes(kind) && allowed.includes('reject');
    const columns = [t('compare.localId'), t('compare.name'), ...(open || groups.length > 1 ? [t('review.side')] : [])];
    const table = stackingTable(t('review.members'), columns, records.map((record) => {
      const { text, language, script } = filedName(record);
      const cells = [h('span', { class: 'unbroken' }, officeCode(record.office), ' ', record.localId), nameElement(text, language, script)];
      if (columns.length > 2) cells.push(open ? h('div', { class: 'cutting' }, this.choice(record), this.cutting(record)) : h('span', {}, letter(this.side.get(record.recordId) ?? 0)));
      return cells;
    }));
    this.describe();
    return open ? h('div', {}, h('p', { class: 'quiet' }, t('review.sidesHint')), table, this.summary) : table;
  }

  /** @param {import('../types.js').OfficeRecord} record */
  choice({ recordId, office, localId }) {
    const own = this.side.get(recordId);
    const select = h('select', {
      'data-record': recordId, 'aria-label': t('review.sideOf', { record: `${office} ${localId}` }),
      onchange: () => {
        this.side.set(recordId, Number(select.value));
        this.changed = true;
        this.describe();
      },
    }, this.proposal.records.map((_, index) => h('option', { value: index, selected: index === own }, letter(index))));
    return select;
  }

  /** @param {import('../types.js').OfficeRecord} record a registered one cannot leave here: unlink takes it out */
  cutting({ recordId, office, localId, gid }) {
    return gid ? null : h('button', { type: 'button', class: 'plain small', 'data-cut': recordId, 'aria-label': t('review.cutRecord', { record: `${office} ${localId}` }),
      onclick: () => this.splitOff(recordId) }, icon('scissors'), t('review.cut'));
  }

  /** @param {string} recordId put one record on a side of its own and all others together */
  splitOff(recordId) {
    for (const record of this.side.keys()) this.side.set(record, record === recordId ? 1 : 0);
    this.changed = true;
    for (const select of document.querySelectorAll('.members select')) {
      if (select instanceof HTMLSelectElement) select.value = String(this.side.get(select.dataset.record ?? '') ?? 0);
    }
    this.describe();
    this.cut?.();
  }

  describe() {
    const count = new Set(this.side.values()).size;
    this.summary.textContent = t(count === 1 ? 'review.oneSide' : 'review.sidesMarked', { count });
  }
}

/**
 * @param {number} index 0 = A; past Z the letters double, as in spreadsheets
 * @returns {string}
 */
function letter(index) {
  return (index >= 26 ? letter(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}
