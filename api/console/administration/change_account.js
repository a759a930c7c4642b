// @ts-check
/** Change an account: roles, office, password; issue and revoke keys; disable it. */

import { change } from '../api.js';
import { h, icon } from '../elements.js';
import { moment, t, term } from '../messages.js';
import { session } from '../session.js';
import { lives } from './accounts.js';
import { FormDialog } from './dialogs.js';
import { keyDays, newPassword, officeField, roleChoice } from './fields.js';

/** @typedef {import('../types.js').Account} Account */

/** @param {Account} account @param {() => void} changed */
export function showChange(account, changed) {
  const { id, name, kind, disabledAt } = account;
  const roles = roleChoice(account.roles);
  const office = officeField(account.office);
  const password = newPassword('account-password', t('administration.newPassword'), false);
  const own = id === session().accountId; // their own password is changed with the present one, on the account page
  const act = (/** @type {object} */ wanted) => change(`accounts/${id}`, wanted).then(({ body }) => { changed(); return body; });
  const dialog = new FormDialog(t('administration.changeOf', { name }), t('administration.save'), [
    roles.element, ...office.parts,
    ...(kind === 'person' && !own ? password.parts : []),
    kind === 'program' && keyPart(account, act, (key) => dialog.showKey(name, key), (work) => void dialog.run(work)),
    !own && h('p', { class: 'disabling' }, h('button', { type: 'button', class: 'plain', 'data-disable': true,
      onclick: () => void dialog.run(async () => { await act({ disabled: !disabledAt }); dialog.element.close(); }) }, icon(disabledAt ? 'check' : 'cross'), t(disabledAt ? 'administration.enable' : 'administration.disable'))),
  ], async () => {
    const wanted = { roles: roles.value(), office: office.value(), ...(password.input.value ? { password: password.input.value } : {}) };
    await act(wanted);
    dialog.element.close();
  });
}

/**
 * @param {Account} account @param {(wanted: object) => Promise<Account>} act
 * @param {(key: string) => void} show a new key @param {(work: () => Promise<void>) => void} run
 */
function keyPart({ keys, disabledAt }, act, show, run) {
  const days = keyDays('new-key-days');
  const list = h('ul', { class: 'keys' });
  const draw = (/** @type {import('../types.js').Key[]} */ all) => list.replaceChildren(...all.filter(lives).map((key) => h('li', {},
    h('div', {}, h('code', {}, key.id), h('div', { class: 'quiet' }, key.scopes.map((role) => term('administration.role', role)).join(', '), ' · ', t('administration.keyUntil', { moment: moment(key.expiresAt) })),
      h('div', { class: 'quiet' }, key.lastUsedAt ? t('administration.keyUsed', { moment: moment(key.lastUsedAt) }) : t('administration.keyUnused'))),
    h('button', { type: 'button', class: 'plain', 'data-revoke': key.id, onclick: () => run(async () => draw((await act({ revokeKey: key.id })).keys)) }, icon('cross'), t('administration.revoke')))));
  draw(keys);
  return h('fieldset', { class: 'key-part' }, h('legend', {}, t('administration.keys')), h('p', { class: 'quiet' }, t('administration.rotate')), list,
    !disabledAt && h('div', { class: 'new-key' }, h('label', { for: days.id }, t('administration.keyDays')), days,
      h('button', { type: 'button', class: 'plain', 'data-new-key': true, onclick: () => run(async () => show((await act({ newKeyDays: Number(days.value) })).key ?? '')) }, icon('seal'), t('administration.newKey'))));
}
