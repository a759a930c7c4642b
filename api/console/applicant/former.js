// @ts-check
/** A former name is said to be one: the applicant is now called otherwise. */

import { h } from '../elements.js';
import { t } from '../messages.js';
import { nameElement, officeCode } from '../names.js';

/** @typedef {import('../types.js').NameForm} NameForm */

/** @param {import('../types.js').Applicant} applicant @returns {HTMLElement | null} */
export function formerNames({ nameForms, standardName }) {
  const former = nameForms.filter(({ kind, text }) => kind === 'former' && text !== standardName.text);
  if (former.length === 0) return null;
  return h('p', { class: 'former' }, h('strong', {}, t('applicant.formerly')), ' ', former.map((form) => h('span', {}, written(form), ' ',
    (form.offices ?? []).map((code) => [officeCode(code), ' ']).flat())));
}

/** @param {NameForm} former that was asked for @param {import('../types.js').StandardName} name */
export function nowCalled(former, name) {
  return h('p', { class: 'former' }, written(former), ' ', t('lookup.nowCalled'), ' ', h('strong', {}, nameElement(name.text, name.language, name.script)));
}

/** @param {NameForm} form */
function written({ text, language, script }) {
  return nameElement(text, language, script);
}
