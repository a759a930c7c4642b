// @ts-check
/** The way of a proposal from the queue to the chain, as steps with what is known of each. */

import { address } from '../api.js';
import { h, icon } from '../elements.js';
import { enumeration, moment, t } from '../messages.js';
import { gidElement } from '../names.js';

/** @typedef {import('../types.js').Proposal} Proposal */
/** @typedef {{key: string, done: boolean, detail: (Node | string)[]}} Step */

const ENDED = ['rejected', 'superseded']; // ends that never reach the chain
const CONSENTED = ['merge', 'split'];

/** @param {Proposal} proposal @returns {HTMLElement | null} null while it simply waits for a person */
export function steps(proposal) {
  if (['proposed', 'deferred', ...ENDED].includes(proposal.state)) return null;
  const all = stepsOf(proposal);
  const present = all.findIndex(({ done }) => !done);
  return h('ol', { class: 'steps', 'aria-label': t('steps.title') }, all.map(({ key, done, detail }, index) => h('li', {
    class: done ? 'done' : index === present ? 'present' : 'ahead', 'aria-current': index === present ? 'step' : null,
  }, h('span', { class: 'mark', 'aria-hidden': 'true' }, done ? icon('check') : String(index + 1)),
  h('span', { class: 'what' }, h('strong', {}, t(`steps.${key}`)), h('span', { class: 'visually-hidden' }, ` (${t(done ? 'steps.done' : 'steps.open')})`),
    detail.length > 0 && h('span', { class: 'quiet' }, ...detail)))));
}

/** @param {Proposal} proposal @returns {Step[]} */
function stepsOf({ kind, state, createdAt, judgements, consents, operation, gid }) {
  const approved = judgements.filter(({ decision }) => decision === 'approve').at(-1);
  const anchored = state === 'anchored';
  const sent = anchored || state === 'submitted';
  const missing = consents?.missing ?? [];
  /** @type {(Step | false)[]} */
  const all = [
    { key: 'proposed', done: true, detail: [moment(createdAt)] },
    { key: 'approved', done: true, detail: approved ? [moment(approved.at)] : [] },
    CONSENTED.includes(kind) && { key: 'consents', done: sent || (Boolean(consents) && missing.length === 0), detail: missing.length && !sent ? [t('steps.waitsFor', { offices: enumeration(missing) })] : [] },
    { key: 'sent', done: sent, detail: operation?.transaction ? [h('code', { class: 'hash', title: operation.transaction }, short(operation.transaction))] : [] },
    { key: 'anchored', done: anchored, detail: anchored ? place(operation, gid) : [] },
  ];
  return all.filter((step) => step !== false);
}

/** @param {import('../types.js').Operation | null | undefined} operation @param {string | null | undefined} gid */
function place(operation, gid) {
  const at = [typeof operation?.batch === 'number' && t('applicant.batchShort', { batch: String(operation.batch) }),
    typeof operation?.block === 'number' && t('applicant.blockShort', { block: String(operation.block) })].filter((part) => part !== false);
  return [enumeration(at), ' ', gid ? h('a', { href: `#/applicants/${gid}` }, gidElement(gid)) : '', ' ',
    gid ? h('a', { href: address(`applicants/${gid}/proof`), download: `gid-${gid}-proof.json` }, t('steps.proof')) : ''];
}

/** @param {string} hash @returns {string} its ends; the whole is in the title */
function short(hash) {
  return `${hash.slice(0, 10)}…${hash.slice(-6)}`;
}
