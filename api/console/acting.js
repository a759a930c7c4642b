// @ts-check
/** For which office this reader judges: chosen once, remembered by the browser, sent with every judgement. */

import { read } from './api.js';
import { h } from './elements.js';
import { t } from './messages.js';
import { session } from './session.js';

const REMEMBERED = 'gid-acting-office';

/** @returns {string} WIPO ST.3 code: the account's own, else the one chosen, '' when none was */
export function actingOffice() {
  return session().office || (localStorage.getItem(REMEMBERED) ?? '');
}

/** @type {Promise<{code: string, name: string}[]> | undefined} */
let known;

/** The offices of the pilot, asked for once; none when the service does not answer. */
export function pilotOffices() {
  known ??= read('offices').then(({ body }) => body.items, () => []);
  return known;
}

export async function mountActing() {
  const place = document.getElementById('acting');
  if (!place) return;
  const { office: own } = session();
  if (own) { place.replaceChildren(h('span', {}, t('shell.actingFor'), ' ', h('strong', {}, own))); return; }
  const offices = await pilotOffices();
  if (offices.length === 0) return;
  if (!offices.some(({ code }) => code === actingOffice())) localStorage.setItem(REMEMBERED, offices[0].code);
  const choice = h('select', {
    id: 'acting-office', dir: 'ltr', onchange: () => localStorage.setItem(REMEMBERED, choice.value),
  }, offices.map(({ code, name }) => h('option', { value: code, selected: code === actingOffice() }, name ? `${code} – ${name}` : code)));
  place.replaceChildren(h('label', { for: 'acting-office' }, t('shell.actingFor')), choice);
}
