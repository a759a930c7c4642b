// @ts-check
/** Rows of the file: the first ones as they were understood, and those that are refused. */

import { readFile } from '../api.js';
import { saveFile } from '../download.js';
import { h, icon } from '../elements.js';
import { t, term } from '../messages.js';
import { nameElement, officeCode, placeElement } from '../names.js';
import { failureText } from '../notices.js';
import { stackingTable } from '../tables.js';

/** @typedef {import('../types.js').Upload} Upload */
/** @typedef {import('../types.js').UploadedRecord} UploadedRecord */

/** @param {UploadedRecord[]} sample @returns {HTMLElement | null} */
export function sampleTable(sample) {
  if (sample.length === 0) return null;
  const columns = ['record', 'name', 'kind', 'place', 'numbers'].map((name) => t(`upload.sampleColumn.${name}`));
  return h('section', { class: 'panel', 'aria-labelledby': 'sample-title' }, h('h2', { id: 'sample-title' }, t('upload.sample')),
    h('p', { class: 'quiet' }, t('upload.sampleLead')),
    stackingTable(t('upload.sample'), columns, sample.map((record) => [
      [officeCode(record.office), ' ', h('bdi', {}, record.localId), record.operation && h('span', { class: 'kind' }, term('upload.operation', record.operation))],
      [nameElement(record.name, record.nameLanguage), record.nameLatin && h('div', { class: 'quiet' }, h('bdi', { dir: 'ltr' }, record.nameLatin)),
        ...record.otherNames.map(({ text, language }) => h('div', { class: 'quiet' }, nameElement(text, language)))],
      kindName(record.applicantType) || '–', placeElement(record) ?? '–',
      record.identifiers.length === 0 ? '–' : record.identifiers.map(({ scheme, value }) => h('div', {}, h('small', {}, scheme), ' ', h('code', {}, value))),
    ])));
}

/** @param {string} kind @returns {string} as the file has it, in words where we have them */
function kindName(kind) {
  return term('applicantKinds', { legal: 'legalPerson', natural: 'naturalPerson' }[kind] ?? kind);
}

/** @param {Upload} upload @returns {HTMLElement | null} */
export function refusedRows({ id, report }) {
  if (!report || report.refusedCount === 0) return null;
  const problem = h('p', { class: 'problem', role: 'alert' });
  const save = () => readFile(`uploads/${id}`, { accept: 'text/csv' })
    .then((blob) => saveFile(blob, `refused-${id.slice(0, 8)}.csv`), (error) => { problem.textContent = failureText(error); });
  return h('section', { class: 'panel refusals', 'aria-labelledby': 'refused-title' },
    h('h2', { id: 'refused-title' }, icon('warning'), t('upload.refused', { count: report.refusedCount })),
    h('p', { class: 'quiet' }, t('upload.refusedLead')),
    stackingTable(t('upload.count.refused'), [t('upload.row'), t('upload.why')], report.refused.map(({ row, detail }) => [t('upload.rowNumber', { count: row }), h('bdi', { lang: 'en' }, detail)])),
    report.refusedCount > report.refused.length && h('p', { class: 'quiet' }, t('upload.refusedMore', { count: report.refusedCount - report.refused.length })),
    h('div', { class: 'choice' }, h('button', { type: 'button', class: 'plain', onclick: () => void save() }, icon('download'), t('upload.errorFile'))), problem);
}
