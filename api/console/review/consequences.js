// @ts-check
/** What approving would do: each identifier before and after, the records that move, and what would undo it. */

import { h, icon } from '../elements.js';
import { enumeration, t, term } from '../messages.js';
import { gidElement, officeCode } from '../names.js';

/** @typedef {import('../types.js').Consequences} Consequences */
/** @typedef {import('../types.js').GidChange} GidChange */

const MOVES_SHOWN = 8;

/**
 * @param {Consequences} consequences
 * @returns {HTMLElement[]}
 */
export function consequencesList({ gids, moves, signing, sending, undo }) {
  return [
    h('ul', { class: 'fates' }, gids.map((change) => h('li', {}, fate(change)))),
    moves.length > 0 ? h('ul', { class: 'moves' }, moves.slice(0, MOVES_SHOWN).map((move) => h('li', {}, movement(move))),
      moves.length > MOVES_SHOWN && h('li', { class: 'quiet' }, t('consequences.more', { count: moves.length - MOVES_SHOWN }))) : h('span', {}),
    h('p', { class: 'undoing' }, icon('undo'), h('span', {}, t('consequences.stays'), ' ', t(`consequences.undo.${undo}`),
      signing.length > 0 && ` ${t('consequences.signing', { offices: enumeration(signing) })}`,
      sending.length > 1 && ` ${t('consequences.sending', { offices: enumeration(sending) })}`)),
  ];
}

/** @param {GidChange} change */
function fate({ gid, before, after, recordsBefore, recordsAfter, officesBefore, officesAfter }) {
  return h('div', { class: 'fate' },
    h('span', { class: 'which' }, gid ? gidElement(gid) : t('consequences.newGid')),
    before ? stage(before, recordsBefore, officesBefore) : h('span', { class: 'quiet' }, t('consequences.none')),
    h('span', { class: 'becomes', role: 'img', 'aria-label': t('consequences.becomes') }, icon('arrow')),
    stage(after, recordsAfter, officesAfter));
}

/** @param {string} status @param {number} count @param {string[]} offices */
function stage(status, count, offices) {
  return h('span', { class: 'stage' }, h('span', { class: `state state-${status}` }, term('states', status)), ' ',
    t('review.records', { count }), ' ', offices.map((code) => [officeCode(code), ' ']).flat());
}

/** @param {import('../types.js').Move} move */
function movement({ recordId, source, target, new: fresh }) {
  return h('span', {}, h('code', {}, recordId.replace(':', ' ')), ': ',
    source ? gidElement(source) : t('consequences.noGid'), ' ', icon('arrow'), ' ',
    target ? gidElement(target) : t(fresh ? 'consequences.newGid' : 'consequences.noGid'));
}
