// @ts-check
/** What happened to an applicant, and the facts anybody can check on the chain. */

import { h } from '../elements.js';
import { enumeration, moment, t, term } from '../messages.js';
import { gidElement } from '../names.js';

const ON_CHAIN = ['registered', 'amended', 'linked', 'unlinked', 'merged', 'split', 'revoked', 'force-unlinked'];

/** @typedef {import('../types.js').Applicant} Applicant */

/** @param {Applicant} applicant */
export function historyPanel({ history }) {
  return panel('history', history.length === 0 ? h('p', { class: 'quiet' }, t('applicant.noHistory'))
    : h('ol', { class: 'timeline' }, history.map((entry) => h('li', { class: ON_CHAIN.includes(entry.event) ? 'on-chain' : null },
      h('strong', {}, term('events', entry.event)), entry.otherGid && h('span', {}, ' ', t('applicant.withOther'), ' ', gidElement(entry.otherGid)),
      by(entry),
      entry.at && h('time', { datetime: entry.at }, moment(entry.at)),
      place(entry) && h('p', { class: 'quiet' }, place(entry)),
      entry.detail && h('p', {}, h('bdi', {}, entry.detail)),
      entry.proposal && entry.event === 'proposed' && h('p', {}, h('a', { href: `#/review/${encodeURIComponent(entry.proposal)}` }, t('review.thatProposal')))))));
}

/** @param {import('../types.js').HistoryEntry} entry @returns {string} " by Kim, KR"; of a merge the chain names no single office */
function by({ by: person, office }) {
  const who = enumeration([person, office].filter((part) => typeof part === 'string' && part !== ''));
  return who ? ` ${t('applicant.eventBy', { who })}` : '';
}

/** @param {import('../types.js').HistoryEntry} entry @returns {string} "batch 3, block 812" */
function place({ batch, block }) {
  return enumeration([isNumber(batch) && t('applicant.batchShort', { batch: String(batch) }), isNumber(block) && t('applicant.blockShort', { block: String(block) })].filter((part) => part !== false));
}

/** @param {unknown} value batch 0 is a batch */
const isNumber = (value) => typeof value === 'number';

/** @param {Applicant} applicant */
export function chainPanel({ chain }) {
  if (!chain) return panel('chain', h('p', { class: 'quiet' }, t('applicant.notAnchored')));
  /** @type {[string, string | number | null | undefined][]} */
  const facts = [['office', chain.office], ['batch', chain.batch], ['position', chain.position], ['block', chain.block], ['root', chain.root],
    ['transaction', chain.transaction], ['commitment', chain.commitment], ['registry', chain.registry], ['chainId', chain.chainId]];
  return panel('chain',
    h('dl', { class: 'facts' }, facts.filter(([, value]) => value !== undefined && value !== null && value !== '').map(([key, value]) => h('div', {},
      h('dt', {}, t(`applicant.${key}`)), h('dd', {}, h('code', {}, String(value)))))),
    h('p', { class: 'quiet' }, t('applicant.noData')));
}

/** @param {string} key @param {...Node} children */
function panel(key, ...children) {
  return h('section', { class: `panel ${key}`, 'aria-labelledby': `panel-${key}` }, h('h2', { id: `panel-${key}` }, t(`applicant.${key}`)), ...children);
}
