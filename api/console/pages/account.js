// @ts-check
/** One's own account: what it may do, until when the session lasts, another password. */

import { change } from '../api.js';
import { newPassword } from '../administration/fields.js';
import { h } from '../elements.js';
import { moment, t, term } from '../messages.js';
import { officeCode } from '../names.js';
import { announce, failureText } from '../notices.js';
import { session, signIn } from '../session.js';

export const title = () => t('signIn.account');

/** @param {HTMLElement} container */
export async function mount(container) {
  const { open, name, roles, office, expiresAt } = session();
  container.replaceChildren(h('h1', {}, t('signIn.account')),
    h('section', { class: 'panel desk-narrow', 'aria-label': t('signIn.account') }, h('dl', { class: 'facts' },
      fact(t('signIn.name'), h('bdi', {}, name)),
      fact(t('administration.roles'), roles.map((role) => term('administration.role', role)).join(', ')),
      fact(t('administration.office'), office ? officeCode(office) : t('administration.everyOffice')),
      expiresAt && fact(t('signIn.until'), moment(expiresAt)))),
    open ? h('p', { class: 'quiet' }, t('signIn.openAccount')) : passwordPanel());
}

/** @param {string} name @param {import('../elements.js').Child} value */
function fact(name, value) {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}

function passwordPanel() {
  const present = h('input', { id: 'present-password', type: 'password', autocomplete: 'current-password', maxlength: 200, required: true, dir: 'ltr' });
  const wanted = newPassword('new-password', t('signIn.newPassword'));
  const said = h('p', { role: 'status' });
  const form = h('form', { class: 'fields' }, h('label', { for: 'present-password' }, t('signIn.presentPassword')), present,
    ...wanted.parts, h('button', { type: 'submit' }, t('signIn.changePassword')), said);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const { accountId, name } = session();
      await change(`accounts/${accountId}`, { password: wanted.input.value, presentPassword: present.value });
      await signIn(name, wanted.input.value); // a new password ends every session, this one too
      form.reset();
      said.textContent = t('signIn.changed');
      announce(said.textContent);
    } catch (error) {
      said.textContent = failureText(error);
    }
  });
  return h('section', { class: 'panel desk-narrow', 'aria-labelledby': 'password-title' }, h('h2', { id: 'password-title' }, t('signIn.changePassword')), form);
}
