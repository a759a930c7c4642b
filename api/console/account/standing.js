// @ts-check
/** What the frame says about the reader: who is signed in, that the pilot is open, and only the pages they may use. */

import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { may, session, signOut } from '../session.js';

/** @param {() => void} signedOut */
export function showStanding(signedOut) {
  const { open, signedIn, name } = session();
  for (const link of document.querySelectorAll('[data-operation]')) {
    const needed = (link.getAttribute('data-operation') ?? '').split(' ');
    /** @type {HTMLElement} */ (link).hidden = !may(...needed);
  }
  const nav = document.getElementById('pages');
  if (nav) nav.hidden = !signedIn;
  document.getElementById('account')?.replaceChildren(...(signedIn && !open ? [
    h('a', { href: '#/account', class: 'account-name' }, icon('person'), h('span', { class: 'visually-hidden' }, t('signIn.account'), ' '), h('bdi', {}, name)),
    h('button', { type: 'button', class: 'plain', onclick: () => void signOut().then(signedOut) }, t('signIn.out')),
  ] : []));
  const standing = document.getElementById('standing');
  if (!standing) return;
  standing.hidden = !open;
  standing.replaceChildren(...(open ? [icon('warning'), h('p', {}, h('strong', {}, t('signIn.openTitle')), ' ', t('signIn.open'), ' ',
    h('a', { href: '#/administration/accounts' }, t('signIn.close')))] : []));
}
