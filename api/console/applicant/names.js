// @ts-check
/** What the offices call an applicant: name forms, records, identifiers. */

import { h } from '../elements.js';
import { t, term } from '../messages.js';
import { languageAndScript, nameElement, officeCode, placeElement } from '../names.js';

/** @typedef {import('../types.js').Applicant} Applicant */
/** @typedef {import('../elements.js').Child} Child */

/** @param {Applicant} applicant */
export function nameFormsPanel({ nameForms, records }) {
  return panel('nameForms', table(t('applicant.nameForms'),
    [t('applicant.name'), t('applicant.written'), t('applicant.kind'), t('applicant.offices')],
    nameForms.map((form) => [
      nameElement(form.text, form.language, form.script),
      languageAndScript(form.language, form.script),
      term('nameKinds', form.kind),
      officesOf(form, records).map((code) => [officeCode(code), ' ']).flat(),
    ])));
}

/** @param {Applicant} applicant */
export function recordsPanel({ records }) {
  return panel('records', table(t('applicant.records'), [t('applicant.localId'), t('applicant.name'), t('applicant.place')],
    records.map((record) => [
      [officeCode(record.office), ' ', h('code', {}, record.localId)],
      nameElement(record.name, record.nameForms[0]?.language, record.nameForms[0]?.script),
      placeElement(record),
    ])));
}

/** @param {Applicant} applicant */
export function identifiersPanel({ records }) {
  const unique = new Map(records.flatMap(({ identifiers }) => identifiers).map((one) => [`${one.scheme}:${one.value}`, one]));
  if (unique.size === 0) return panel('identifiers', h('p', { class: 'quiet' }, t('applicant.noIdentifiers')));
  return panel('identifiers', table(t('applicant.identifiers'), [t('applicant.scheme'), t('applicant.value')],
    [...unique.values()].map(({ scheme, value }) => [scheme, h('code', {}, value)])));
}

/** @param {import('../types.js').NameForm} form @param {import('../types.js').OfficeRecord[]} records @returns {string[]} */
function officesOf(form, records) {
  if (form.offices) return form.offices;
  const holding = records.filter(({ nameForms }) => nameForms.some(({ text }) => text === form.text));
  return [...new Set(holding.map(({ office }) => office))];
}

/**
 * A table whose first column heads its rows.
 * @param {string} caption @param {string[]} columns @param {(Child | Child[])[][]} rows
 */
function table(caption, columns, rows) {
  return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, h('table', {},
    h('caption', { class: 'visually-hidden' }, caption),
    h('thead', {}, h('tr', {}, columns.map((column) => h('th', { scope: 'col' }, column)))),
    h('tbody', {}, rows.map(([first, ...rest]) => h('tr', {}, h('th', { scope: 'row' }, first), rest.map((cell) => h('td', {}, cell)))))));
}

/** @param {string} key @param {...Node} children */
function panel(key, ...children) {
  return h('section', { class: `panel ${key}`, 'aria-labelledby': `panel-${key}` }, h('h2', { id: `panel-${key}` }, t(`applicant.${key}`)), ...children);
}
