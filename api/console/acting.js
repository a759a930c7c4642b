// @ts-check
/** For which office this reader judges: chosen once, remembered by the browser, sent with every judgement. */

import { read } from './api.js';
import { h } from './elements.js';
import { t } from './messages.js';

const REMEMBERED = 'gid-acting-office';

/** @returns {string} WIPO ST.3 code, or '' when none was chosen */
export function actingOffice() {
  return localStorage.getItem(REMEMBERED) ?? '';
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
  const offices = await pilotOffices();
  if (offices.length === 0) return;
  if (!offices.some(({ code }) => code === actingOffice())) localStorage.setItem(REMEMBERED, offices[0].code);
  const choice = h('select', {
    id: 'acting-office', dir: 'ltr', onchange: () => localStorage.setItem(REMEMBERED, choice.value),
  }, offices.map(({ code, name }) => h('option', { value: code, selected: code === actingOffice() }, name ? `${code} – ${name}` : code)));
  place.replaceChildren(h('label', { for: 'acting-office' }, t('shell.actingFor')), choice);
}
