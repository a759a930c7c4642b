// @ts-check
/** Signing in: as the page, when nobody is signed in; as a dialog above the page, when a session has ended. */

import { Problem } from '../api.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { failureText } from '../notices.js';
import { session, signIn } from '../session.js';

/** @param {HTMLElement} container @param {() => void} done called when somebody has signed in */
export function mountSignIn(container, done) {
  const form = signInForm('', done);
  container.replaceChildren(h('div', { class: 'sign-in panel' },
    h('img', { src: 'mark.svg', alt: '', width: 48, height: 48 }),
    h('h1', {}, t('signIn.title')), h('p', { class: 'quiet' }, t('signIn.lead')), form,
    h('p', { class: 'quiet' }, t('signIn.forgotten'))));
  form.querySelector('input')?.focus();
}

/** @type {Promise<boolean> | undefined} */
let asking;

/** Ask on top of the page, which stays as it is; requests that are refused meanwhile wait for the same answer. */
export function askAgain() {
  asking ??= ask().finally(() => { asking = undefined; });
  return asking;
}

/** @returns {Promise<boolean>} whether somebody signed in */
function ask() {
  const { accountId, name } = session();
  return new Promise((resolve) => {
    const form = signInForm(name, () => {
      if (session().accountId !== accountId) location.reload(); // somebody else: what the page shows may not be theirs
      resolve(true);
      dialog.close();
    });
    const dialog = h('dialog', { class: 'sign-in', 'aria-labelledby': 'sign-in-again', onclose: () => { dialog.remove(); resolve(false); } },
      h('h2', { id: 'sign-in-again' }, t('signIn.endedTitle')), h('div', {}, t('signIn.ended')), form,
      h('button', { type: 'button', class: 'plain', onclick: () => dialog.close() }, t('decision.cancel')));
    document.body.append(dialog);
    dialog.showModal();
    /** @type {HTMLElement | null} */ (form.querySelector(name ? '#sign-in-password' : '#sign-in-name'))?.focus();
  });
}

/** @param {string} name filled in @param {() => void} done */
function signInForm(name, done) {
  const who = h('input', { id: 'sign-in-name', type: 'text', value: name, autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', maxlength: 40, required: true, dir: 'ltr' });
  const password = h('input', { id: 'sign-in-password', type: 'password', autocomplete: 'current-password', maxlength: 200, required: true, dir: 'ltr' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const button = h('button', { type: 'submit' }, icon('arrow'), t('signIn.button'));
  const form = h('form', { class: 'fields' },
    h('label', { for: 'sign-in-name' }, t('signIn.name')), who,
    h('label', { for: 'sign-in-password' }, t('signIn.password')), password, problem, button);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.textContent = '';
    try {
      await signIn(who.value.trim(), password.value);
      done();
    } catch (error) {
      password.value = '';
      problem.textContent = error instanceof Problem && error.is('sign-in-refused') ? t('signIn.refused') : failureText(error);
      if (error instanceof Problem && error.status === 401) password.focus();
    }
    button.disabled = false;
  });
  return form;
}
