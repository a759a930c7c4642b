// @ts-check
/** What the offices call an applicant: name forms, records, identifiers. */

import { h } from '../elements.js';
import { moment, t, term } from '../messages.js';
import { languageAndScript, nameElement, officeCode, placeElement } from '../names.js';
import { stackingTable } from '../tables.js';

/** @typedef {import('../types.js').Applicant} Applicant */

/** @param {Applicant} applicant */
export function nameFormsPanel({ nameForms, records }) {
  return panel('nameForms', stackingTable(t('applicant.nameForms'),
    [t('applicant.name'), t('applicant.written'), t('applicant.kind'), t('applicant.offices'), t('applicant.since')],
    nameForms.map((form) => [
      nameElement(form.text, form.language, form.script),
      languageAndScript(form.language, form.script),
      term('nameKinds', form.kind),
      officesOf(form, records).map((code) => [officeCode(code), ' ']).flat(),
      since(form, records),
    ])));
}

/** @param {Applicant} applicant */
export function recordsPanel({ records }) {
  return panel('records', stackingTable(t('applicant.records'), [t('applicant.localId'), t('applicant.name'), t('applicant.place'), t('applicant.since')],
    records.map((record) => [
      h('span', { class: 'unbroken' }, officeCode(record.office), ' ', h('code', {}, record.localId)),
      nameElement(record.name, record.nameForms[0]?.language, record.nameForms[0]?.script),
      placeElement(record),
      record.receivedAt ? h('time', { datetime: record.receivedAt }, moment(record.receivedAt)) : '',
    ])));
}

/** @param {Applicant} applicant */
export function identifiersPanel({ records }) {
  const unique = new Map(records.flatMap(({ identifiers }) => identifiers).map((one) => [`${one.scheme}:${one.value}`, one]));
  if (unique.size === 0) return panel('identifiers', h('p', { class: 'quiet' }, t('applicant.noIdentifiers')));
  return panel('identifiers', stackingTable(t('applicant.identifiers'), [t('applicant.scheme'), t('applicant.value')],
    [...unique.values()].map(({ scheme, value }) => [scheme, h('code', {}, value)])));
}

/** @param {import('../types.js').NameForm} form @param {import('../types.js').OfficeRecord[]} records @returns {string[]} */
function officesOf(form, records) {
  if (form.offices) return form.offices;
  const holding = records.filter(({ nameForms }) => nameForms.some(({ text }) => text === form.text));
  return [...new Set(holding.map(({ office }) => office))];
}

/** @param {import('../types.js').NameForm} form @param {import('../types.js').OfficeRecord[]} records when the first record that has it came in */
function since(form, records) {
  const dates = records.filter(({ nameForms }) => nameForms.some(({ text, kind }) => text === form.text && kind === form.kind)).map(({ receivedAt }) => receivedAt ?? '').filter(Boolean).sort();
  return dates.length ? h('time', { datetime: dates[0] }, moment(dates[0])) : '';
}

/** @param {string} key @param {...Node} children */
function panel(key, ...children) {
  return h('section', { class: `panel ${key}`, 'aria-labelledby': `panel-${key}` }, h('h2', { id: `panel-${key}` }, t(`applicant.${key}`)), ...children);
}
