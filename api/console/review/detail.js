// @ts-check
/** The right side: one proposal, its records side by side, the evidence and what was decided so far. */

import { h } from '../elements.js';
import { evidenceList } from '../evidence.js';
import { enumeration, moment, t, term } from '../messages.js';
import { apiSentence, gidText, likelihood, nameElement, officeCode, probabilityBar } from '../names.js';
import { comparison } from './comparison.js';
import { consentList } from './consents.js';
import { consequencesList } from './consequences.js';
import { filedName, pairsToCompare } from './records.js';
import { steps } from './steps.js';

/** @typedef {import('../types.js').Proposal} Proposal */

const DECIDED_ELSEWHERE = ['approved', 'submitted', 'anchored', 'rejected', 'failed', 'deferred', 'superseded'];
const WAITING = ['proposed', 'deferred'];
const CONSENTED = ['merge', 'split'];
const AFTER_APPROVAL = ['approved', 'submitted', 'anchored', 'failed'];
const TOLD = ['merge', 'split', 'link', 'unlink', 'revoke']; // what a registration or amendment does is said by its question

/**
 * @param {Proposal} proposal
 * @param {{decision: Node, sides: import('./sides.js').Sides, pair: number, choosePair: (index: number) => void,
 *   again: () => void}} view again: read the proposal anew
 * @returns {Node[]}
 */
export function proposalDetail(proposal, { decision, sides, pair, choosePair, again }) {
  const pairs = pairsToCompare(proposal);
  const chosen = pairs[pair];
  return [
    heading(proposal),
    steps(proposal),
    progress(proposal),
    CONSENTED.includes(proposal.kind) && AFTER_APPROVAL.includes(proposal.state) ? section('consents-part', t('consents.title'), ...consentList(proposal, again)) : null,
    reasons(proposal),
    proposal.consequences && TOLD.includes(proposal.kind) ? section('consequences', t('consequences.title'), ...consequencesList(proposal.consequences)) : null,
    pairs.length > 1 ? pairChoice(pairs, pair, choosePair) : null,
    compared(proposal, chosen),
    chosen && section('evidence', t('evidence.title'), evidenceList(chosen.link?.evidence ?? []),
      h('p', { class: 'quiet' }, `${t('evidence.hint')} ${t('review.caution')}`)),
    proposal.records.length > 2 ? section('members', t('review.members'), sides.table()) : null,
    section('judgements', t('review.judgements'), judgements(proposal)),
    proposal.earlier?.length ? section('earlier', t('review.earlier'), earlier(proposal.earlier)) : null,
    decision,
  ].filter((node) => node instanceof Node);
}

/** @param {Proposal} proposal */
function heading({ kind, standardName, probability, gid, otherGid, records, groups = [], raisedBy, apart }) {
  const { text, language, script, latin } = standardName;
  const settled = groups.length < 2; // between doubtful sides the Latin form may be that of another applicant
  const key = kind === 'register' && records.length === 1 ? 'registerOne' : kind === 'unlink' && apart ? 'unlinkApart' : kind;
  const question = term('review.question', key) === key ? t('review.question.other')
    : t(`review.question.${key}`, { gid: gid ? gidText(gid) : '', other: otherGid ? gidText(otherGid) : '' });
  return h('header', { class: 'proposal-heading' },
    h('p', {}, h('span', { class: `kind kind-${kind}` }, term('kinds', kind)), raisedBy && h('span', { class: 'quiet' }, ' ', t('review.raisedBy', { by: raisedBy }))),
    h('h2', { id: 'proposal-name', tabindex: -1 }, nameElement(text, language, script)),
    settled && latin && latin !== text && h('p', { class: 'latin' }, latin),
    h('p', { class: 'question' }, question),
    records.length > 1 && h('div', { class: 'opinion' }, probabilityBar(probability),
      h('span', {}, t('review.opinion', { words: likelihood(probability) }))));
}

/** @param {Proposal} proposal what happens to it now, unless it simply waits for a person */
function progress({ state, failure, missingKeys = [], consents }) {
  if (!DECIDED_ELSEWHERE.includes(state)) return null;
  const missing = state === 'approved' ? consents?.missing ?? [] : [];
  const text = missing.length > 0 ? t('review.waiting.consents', { offices: enumeration(missing) }) : missingKeys.length > 0 ? t('review.keyMissing', { offices: enumeration(missingKeys) }) : term('review.waiting', state);
  return h('p', { class: `notice progress state-${state}`, role: 'status' },
    state === 'submitted' && h('span', { class: 'spinner', 'aria-hidden': 'true' }), text, failure && h('span', { class: 'quiet' }, apiSentence(failure)));
}

/** @param {Proposal} proposal */
function reasons({ state, reasons: texts = [] }) {
  if (texts.length === 0 || !WAITING.includes(state)) return null;
  return h('div', { class: 'reasons' }, h('h3', {}, t('review.whyWaiting')), h('ul', {}, texts.map((text) => h('li', {}, apiSentence(text)))));
}

/**
 * @param {import('./records.js').Pair[]} pairs @param {number} chosen @param {(index: number) => void} choose
 */
function pairChoice(pairs, chosen, choose) {
  return h('fieldset', { class: 'pairs' }, h('legend', {}, t('review.pairs')), pairs.map((pair, index) => h('label', {},
    h('input', { type: 'radio', name: 'pair', value: index, checked: index === chosen, onchange: () => choose(index) }),
    h('span', {}, recordLabel(pair.left), ' ↔ ', recordLabel(pair.right)), pair.link && probabilityBar(pair.link.probability))));
}

/** @param {import('../types.js').OfficeRecord} record */
function recordLabel(record) {
  const { text, language, script } = filedName(record);
  return h('span', {}, officeCode(record.office), ' ', nameElement(text, language, script));
}

/** @param {Proposal} proposal @param {import('./records.js').Pair | undefined} pair */
function compared({ records }, pair) {
  const table = comparison(pair ? [pair.left, pair.right] : records.slice(0, 1));
  const legend = !pair ? 'review.noPair' : filedName(pair.left).script !== filedName(pair.right).script ? 'compare.scripts' : 'compare.legend';
  const needed = legend !== 'compare.legend' || table.querySelector('mark');
  return section('compare', t('compare.title'), table, needed ? h('p', { class: 'quiet' }, t(legend)) : document.createTextNode(''));
}

/** @param {Proposal} proposal */
function judgements({ judgements: list }) {
  if (list.length === 0) return h('p', { class: 'quiet' }, t('review.noJudgement'));
  return h('ol', { class: 'timeline' }, list.map(({ by, office, decision, reason, at }) => h('li', {},
    h('strong', {}, term('decision', decision)), ` ${t('review.judgement', { by, office })}`,
    h('time', { datetime: at }, moment(at)), reason && h('p', {}, h('bdi', {}, reason)))));
}

/** @param {import('../types.js').EarlierJudgement[]} list */
function earlier(list) {
  return h('ol', { class: 'timeline' }, list.map(({ by, office, decision, reason, at, kind, proposalId }) => h('li', {},
    h('strong', {}, `${term('decision', decision)}: ${term('kinds', kind)}`), ` ${t('review.judgement', { by, office })} `,
    h('a', { href: `#/review/${encodeURIComponent(proposalId)}` }, t('review.thatProposal')),
    h('time', { datetime: at }, moment(at)), reason && h('p', {}, h('bdi', {}, reason)))));
}

/** @param {string} id @param {string} title @param {...Node} children */
function section(id, title, ...children) {
  return h('section', { class: `part ${id}`, 'aria-labelledby': `part-${id}` }, h('h3', { id: `part-${id}` }, title), ...children);
}
