// @ts-check
/** Office records side by side, field by field, their differences marked. */

import { compareNames, markedPieces } from '../differences.js';
import { h } from '../elements.js';
import { moment, t, term } from '../messages.js';
import { gidText, languageAndScript, nameElement, officeCode, placeElement } from '../names.js';
import { filedName, latinName } from './records.js';

/** @typedef {import('../types.js').OfficeRecord} OfficeRecord */
/** @typedef {Node | string | null} Cell */

/**
 * A table with one column a record. Roles are explicit: the narrow layout lays the rows out as a grid.
 * @param {OfficeRecord[]} records one or two
 */
export function comparison(records) {
  const rows = [nameRow(records), latinRow(records), ...plainRows(records), placeRow(records), formsRow(records), identifiersRow(records),
    familiesRow(records), receivedRow(records)].filter((row) => row !== null);
  return h('table', { class: `comparison columns-${records.length}`, role: 'table' },
    h('caption', { class: 'visually-hidden' }, t('compare.title')),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' },
      h('th', { scope: 'col', role: 'columnheader', class: 'corner' }, h('span', { class: 'visually-hidden' }, t('compare.field'))),
      records.map(({ office, localId }) => h('th', { scope: 'col', role: 'columnheader' }, officeCode(office), ' ',
        h('span', { class: 'local-id' }, localId))))),
    h('tbody', { role: 'rowgroup' }, rows));
}

/**
 * @param {string} label @param {Cell[]} cells
 * @param {{same?: boolean, other?: boolean, kind?: string}} [options] same: both sides agree; other: they have nothing in common
 */
function row(label, cells, { same = false, other = false, kind = '' } = {}) {
  if (cells.every((cell) => cell === null)) return null;
  return h('tr', { role: 'row', class: kind || null },
    h('th', { scope: 'row', role: 'rowheader' }, label,
      same && h('span', { class: 'same', title: t('compare.same') }, `= ${t('compare.sameMark')}`),
      other && h('span', { class: 'other' }, t('compare.otherMark'))),
    cells.map((cell) => h('td', { role: 'cell' }, cell ?? h('span', { class: 'quiet' }, t('compare.none')))));
}

/** @param {OfficeRecord[]} records */
function nameRow(records) {
  const names = records.map(filedName);
  const parts = sameScript(names) ? marked(names.map(({ text }) => text)) : [];
  return row(t('compare.name'), names.map(({ text, language, script }, index) => h('div', {},
    h('span', { class: 'filed' }, nameElement(text, language, script, parts[index])),
    h('span', { class: 'written' }, languageAndScript(language, script)))), { kind: 'names', same: agree(names.map(({ text }) => text)), other: sameScript(names) && parts.length === 0 });
}

/** @param {OfficeRecord[]} records */
function latinRow(records) {
  if (records.every((record) => filedName(record).script === 'Latn')) return null; // the row above already says it
  const latin = records.map(latinName);
  const parts = latin.every(Boolean) ? marked(latin) : [];
  return row(t('compare.romanisation'), latin.map((text, index) => (text ? nameElement(text, '', 'Latn', parts[index]) : null)),
    { same: agree(latin), other: latin.every(Boolean) && parts.length === 0, kind: 'romanised' });
}

/** @param {OfficeRecord[]} records */
function plainRows(records) {
  /** @type {[string, string[]][]} */
  const fields = [
    ['legalForm', records.map(({ legalForm }) => legalForm?.text ?? '')],
    ['kind', records.map(({ applicantKind }) => term('applicantKinds', applicantKind))],
    ['gid', records.map(({ gid }) => (gid ? gidText(gid) : ''))],
  ];
  return fields.map(([key, values]) => row(t(`compare.${key}`), values.map((value) => (value ? h('bdi', {}, value) : null)), { same: agree(values) }));
}

/** @param {OfficeRecord[]} records */
function placeRow(records) {
  return row(t('compare.place'), records.map(placeElement), { same: agree(records.map(({ city, country }) => `${city} ${country}`.trim())) });
}

/** @param {OfficeRecord[]} records */
function formsRow(records) {
  return row(t('compare.otherNames'), records.map(({ nameForms }) => list(nameForms.slice(1).map((form) => [
    nameElement(form.text, form.language, form.script), h('small', {}, ` ${term('nameKinds', form.kind)}`)]))));
}

/** @param {OfficeRecord[]} records */
function identifiersRow(records) {
  const written = records.map(({ identifiers }) => identifiers.map(({ scheme, value }) => `${scheme} ${value}`));
  return row(t('compare.identifiers'), records.map(({ identifiers }, index) => list(identifiers.map(({ scheme, value }) => [
    h('span', { class: 'scheme' }, scheme), ' ', h('code', {}, value),
    shared(written, index, `${scheme} ${value}`) && h('span', { class: 'same' }, `= ${t('compare.sameMark')}`)]))));
}

const FAMILIES_SHOWN = 5;

/** @param {OfficeRecord[]} records common families first */
function familiesRow(records) {
  const families = records.map((record) => record.families);
  return row(t('compare.families'), families.map((own, index) => {
    const ordered = [...own].sort((a, b) => Number(shared(families, index, b)) - Number(shared(families, index, a)));
    const items = ordered.slice(0, FAMILIES_SHOWN).map((family) => [h('code', {}, family),
      shared(families, index, family) && h('span', { class: 'same' }, `= ${t('compare.sameMark')}`)]);
    return list(own.length > FAMILIES_SHOWN ? [...items, [t('compare.moreFamilies', { count: own.length })]] : items);
  }));
}

/** @param {OfficeRecord[]} records when the offices sent the versions shown */
function receivedRow(records) {
  return row(t('compare.received'), records.map(({ receivedAt }) => (receivedAt ? h('time', { datetime: receivedAt }, moment(receivedAt)) : null)));
}

/** @param {import('../elements.js').Child[][]} items */
function list(items) {
  return items.length ? h('ul', {}, items.map((item) => h('li', {}, ...item))) : null;
}

/** @param {string[][]} columns @param {number} index @param {string} value: is it in every other column too? */
function shared(columns, index, value) {
  return columns.length > 1 && columns.every((column, other) => other === index || column.includes(value));
}

/** @param {string[]} values */
function agree(values) {
  return values.length > 1 && values[0] !== '' && values.every((value) => value === values[0]);
}

/** @param {{script: string}[]} names */
function sameScript(names) {
  return names.length === 2 && names[0].script === names[1].script;
}

const COMMON_FROM = 0.25; // below this share of common characters every letter would be marked, which says nothing

/** @param {string[]} texts @returns {Node[][]} empty when there is nothing worth marking */
function marked(texts) {
  if (texts.length !== 2) return [];
  const { left, right } = compareNames(texts[0], texts[1]);
  const common = left.filter(({ same }) => same).reduce((sum, { text }) => sum + text.trim().length, 0);
  if (common < COMMON_FROM * Math.min(texts[0].length, texts[1].length)) return [];
  return [markedPieces(left), markedPieces(right)];
}
