// @ts-check
/** The language of the console: in the address, so that a link can be shared; else the last choice; else the browser's. */

import { h, icon } from './elements.js';
import { LANGUAGES, shownLanguage, t } from './messages.js';

const REMEMBERED = 'gid-language';

/** @returns {string[]} BCP 47 tags, best first */
export function wantedLanguages() {
  const asked = [new URLSearchParams(location.search).get('lang'), localStorage.getItem(REMEMBERED)];
  return [...asked.filter((tag) => tag !== null), ...navigator.languages];
}

/** Put the switch into the frame. A choice loads the same page anew: every text, number and date changes with it. */
export function mountLanguageSwitch() {
  const choice = h('select', { id: 'language-choice', 'aria-label': t('shell.language'), onchange: () => choose(choice.value) },
    Object.entries(LANGUAGES).map(([code, { name }]) => h('option', { value: code, lang: code, selected: code === shownLanguage() }, name)));
  document.getElementById('language')?.replaceChildren(icon('globe'), choice);
}

/** @param {string} code */
function choose(code) {
  localStorage.setItem(REMEMBERED, code);
  const query = new URLSearchParams(location.search);
  query.set('lang', code);
  location.search = query.toString(); // keeps the page after the #
}
