// @ts-check
/** Add a person or a program. The first person closes an open pilot and is signed in at once. */

import { write } from '../api.js';
import { h } from '../elements.js';
import { t } from '../messages.js';
import { signIn } from '../session.js';
import { FormDialog } from './dialogs.js';
import { keyDays, newPassword, officeField, roleChoice, ROLES } from './fields.js';

const NAME = '[a-z][a-z0-9._\\-]{1,39}';

/** @param {'person' | 'program'} kind @param {boolean} first of the pilot: an administrator @param {() => void} added */
export function showNew(kind, first, added) {
  const name = h('input', { id: 'account-name', type: 'text', pattern: NAME, maxlength: 40, required: true, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', dir: 'ltr', 'aria-describedby': 'account-name-hint' });
  const roles = roleChoice(first ? ['administrator'] : kind === 'program' ? ['submitter'] : ['reviewer'], undefined, first ? ['administrator'] : ROLES);
  const office = officeField('');
  const password = newPassword('account-password', t('signIn.password'));
  const days = keyDays('account-days');
  const dialog = new FormDialog(t(first ? 'administration.addFirst' : `administration.add.${kind}`), t('administration.save'), [
    h('label', { for: name.id }, t('administration.account')), name, h('p', { id: 'account-name-hint', class: 'quiet' }, t('administration.nameHint')),
    ...(kind === 'person' ? password.parts : [h('label', { for: days.id }, t('administration.keyDays')), days]),
    roles.element, ...(first ? [] : office.parts),
  ], send);

  async function send() {
    const body = { name: name.value.trim(), kind, roles: roles.value(), office: first ? '' : office.value(),
      ...(kind === 'person' ? { password: password.input.value } : { keyDays: Number(days.value) }) };
    const { body: account } = await write('accounts', body);
    if (first) {
      await signIn(account.name, password.input.value);
      location.reload(); // nothing of the open pilot is true any more
      return;
    }
    if (account.key) dialog.showKey(account.name, account.key);
    else dialog.element.close();
    added();
  }
}
