// @ts-check
/** People and programs: the list of accounts, and the ways into adding and changing them. */

import { read } from '../api.js';
import { h, icon } from '../elements.js';
import { moment, t, term } from '../messages.js';
import { officeCode } from '../names.js';
import { may, session } from '../session.js';
import { stackingTable } from '../tables.js';
import { showChange } from './change_account.js';
import { showNew } from './new_account.js';

/** @typedef {import('../types.js').Account} Account */

/** @param {HTMLElement} place */
export async function mountAccounts(place) {
  const draw = async () => {
    const { body } = await read('accounts');
    place.replaceChildren(...view(body.items, () => void draw()));
  };
  await draw();
}

/** @param {Account[]} accounts @param {() => void} changed */
function view(accounts, changed) {
  const first = session().open;
  const add = (/** @type {'person' | 'program'} */ kind) => h('button', { type: 'button', class: kind === 'program' ? 'plain' : null, 'data-add': kind, onclick: () => showNew(kind, first, changed) },
    icon(kind), t(first ? 'administration.addFirst' : `administration.add.${kind}`));
  return [
    first && h('section', { class: 'notice' }, icon('warning'), h('p', {}, h('strong', {}, t('signIn.openTitle')), ' ', t('administration.openHint'))),
    may('add_account') && h('div', { class: 'choice' }, add('person'), !first && add('program')),
    accounts.length > 0 && h('section', { class: 'panel', 'aria-labelledby': 'accounts-title' }, h('h2', { id: 'accounts-title' }, t('administration.count', { count: accounts.length })), table(accounts, changed)),
  ].filter((part) => part instanceof Node);
}

/** @param {Account[]} accounts @param {() => void} changed */
function table(accounts, changed) {
  const columns = ['account', 'roles', 'office', 'state', 'keys'].map((name) => t(`administration.${name}`));
  const changes = may('add_account');
  return stackingTable(t('administration.accounts'), [...columns, ...(changes ? [t('administration.change')] : [])], accounts.map((account) => [
    h('span', { class: 'who' }, icon(account.kind), h('span', {}, h('bdi', {}, account.name), h('small', {}, t(`administration.kind.${account.kind}`)))),
    account.roles.map((role) => term('administration.role', role)).join(', '),
    account.office ? officeCode(account.office) : t('administration.everyOffice'),
    h('span', { class: `state state-${account.disabledAt ? 'revoked' : 'active'}` }, t(account.disabledAt ? 'administration.disabled' : 'administration.enabled')),
    account.kind === 'program' && !account.disabledAt ? keys(account) : '–',
    ...(changes ? [h('button', { type: 'button', class: 'plain', 'data-change': account.name, 'aria-label': `${t('administration.change')}: ${account.name}`, onclick: () => showChange(account, changed) }, t('administration.change'))] : []),
  ]));
}

/** @param {Account} account */
function keys({ keys: all }) {
  const living = all.filter(lives);
  if (living.length === 0) return t('administration.noKey');
  return living.map(({ id, expiresAt }) => h('div', {}, h('code', {}, id), h('small', {}, ' ', t('administration.keyUntil', { moment: moment(expiresAt) }))));
}

/** @param {import('../types.js').Key} key */
export function lives({ revokedAt, expiresAt }) {
  return !revokedAt && new Date(expiresAt) > new Date();
}
