// @ts-check
/** Which column of the file is which: guessed by the server, shown, and changed by the reader where it guessed wrong. */

import { h, icon } from '../elements.js';
import { t } from '../messages.js';

const MAIN = ['office', 'local_id', 'name', 'name_language', 'name_latin', 'applicant_type', 'country', 'city', 'operation'];
const MORE = ['other_names', 'name:former', 'name:short', 'name:trading', 'identifiers', 'families', 'application_number', 'sequence_number',
  'identifier:lei', 'identifier:ror', 'identifier:isni', 'identifier:jp-corporate-number', 'identifier:cn-uscc', 'identifier:kr-brn', 'identifier:ru-inn', 'identifier:ru-ogrn', 'identifier:eu-vat'];
const ENCODINGS = ['utf-8', 'utf-16', 'cp932', 'euc_jp', 'gb18030', 'big5', 'cp949', 'cp1250', 'cp1251', 'cp1252', 'cp1253', 'cp1254', 'cp1255', 'cp1256',
  'koi8-r', 'iso8859-1', 'iso8859-2', 'iso8859-5', 'iso8859-6', 'iso8859-7', 'iso8859-8', 'iso8859-9', 'iso8859-15'];

/** @typedef {{mapping?: Record<string, string>, encoding?: string}} Choices */

/**
 * @param {NonNullable<import('../types.js').Upload['findings']>} findings
 * @param {(choices: Choices) => void} again check the file anew, read as chosen
 * @returns {HTMLElement | null} nothing where the format leaves nothing to choose
 */
export function mappingForm({ headings, mapping, encoding, encodingCertain }, again) {
  if (headings.length === 0 && encodingCertain) return null;
  const extra = Object.keys(mapping).filter((target) => !MAIN.includes(target) && !MORE.includes(target));
  const shown = [...MAIN, ...MORE.filter((target) => mapping[target]), ...extra];
  const hidden = MORE.filter((target) => !mapping[target]);
  const unused = headings.filter((heading) => !Object.values(mapping).includes(heading));
  const button = h('button', { type: 'submit', class: 'plain', disabled: true }, icon('undo'), t('upload.again'));
  const form = h('form', { class: 'mapping', onchange: () => { button.disabled = false; } },
    !encodingCertain && encodingChoice(encoding),
    headings.length > 0 && h('div', { class: 'mapping-fields' }, shown.map((target) => columnChoice(target, headings, mapping[target] ?? ''))),
    headings.length > 0 && hidden.length > 0 && h('details', {}, h('summary', {}, t('upload.moreColumns', { count: hidden.length })),
      h('div', { class: 'mapping-fields' }, hidden.map((target) => columnChoice(target, headings, '')))),
    unused.length > 0 && h('p', { class: 'quiet' }, t('upload.unused'), ' ', unused.map((heading, index) => [index > 0 && ' · ', h('bdi', {}, heading)]).flat()),
    h('div', { class: 'choice' }, button));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    again(chosen(form, headings.length > 0));
  });
  return h('section', { class: 'panel', 'aria-labelledby': 'mapping-title' }, h('h2', { id: 'mapping-title' }, t('upload.mapping')),
    h('p', { class: 'quiet' }, t('upload.mappingLead')), form);
}

/** @param {string} target @param {string[]} headings @param {string} heading */
function columnChoice(target, headings, heading) {
  const id = `column-${target.replace(':', '-')}`;
  return h('div', { class: `field${heading ? '' : ' unset'}` }, h('label', { for: id }, columnName(target)),
    h('select', { id, 'data-target': target, dir: 'auto' }, h('option', { value: '' }, t('upload.noColumn')),
      headings.map((each) => h('option', { value: each, selected: each === heading }, each))));
}

/** @param {string} target @returns {string} */
function columnName(target) {
  const [group, scheme] = target.split(':');
  if (group === 'identifier' && scheme) return t('upload.identifierColumn', { scheme: scheme.toUpperCase() });
  const key = target.replace(':', '_');
  const found = t(`upload.column.${key}`);
  return found === `upload.column.${key}` ? target : found;
}

/** @param {string} encoding */
function encodingChoice(encoding) {
  const known = encoding && !ENCODINGS.includes(encoding) ? [encoding, ...ENCODINGS] : ENCODINGS;
  return h('div', { class: 'notice' }, icon('warning'), h('p', {}, t('upload.encodingGuess')),
    h('div', { class: 'field' }, h('label', { for: 'upload-encoding' }, t('upload.encoding')),
      h('select', { id: 'upload-encoding', dir: 'ltr' }, !encoding && h('option', { value: '' }, t('upload.noColumn')),
        known.map((name) => h('option', { value: name, selected: name === encoding }, name)))));
}

/** @param {HTMLFormElement} form @param {boolean} withColumns @returns {Choices} */
function chosen(form, withColumns) {
  const columns = [...form.querySelectorAll('select')].flatMap((select) => (select.dataset.target && select.value ? [[select.dataset.target, select.value]] : []));
  /** @type {HTMLSelectElement | null} */
  const encoding = form.querySelector('#upload-encoding');
  return { ...(withColumns ? { mapping: Object.fromEntries(columns) } : {}), ...(encoding?.value ? { encoding: encoding.value } : {}) };
}
