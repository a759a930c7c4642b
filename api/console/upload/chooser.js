// @ts-check
/** The first step: which file, and whose records it holds. */

import { pilotOffices } from '../acting.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { session } from '../session.js';

const FORMATS = ['csv', 'mapping-table', 'st96', 'st97', 'st36', 'st26'];
const ENDINGS = '.csv,.tsv,.txt,.xml,.json,.gz';

/** @param {(file: File, office: string) => void} chosen */
export async function chooser(chosen) {
  const { office: own } = session();
  const offices = await pilotOffices();
  const file = h('input', { id: 'upload-file', type: 'file', accept: ENDINGS, required: true, 'aria-describedby': 'upload-formats' });
  const office = h('input', {
    id: 'upload-office', type: 'text', value: own, readonly: Boolean(own), list: 'upload-offices', maxlength: 2, pattern: '[A-Za-z]{2}', autocomplete: 'off', dir: 'ltr', 'aria-describedby': 'upload-office-hint',
  });
  const form = h('form', { class: 'fields' },
    h('label', { for: 'upload-file' }, t('upload.file')), file,
    h('p', { id: 'upload-formats', class: 'quiet' }, t('upload.formats'), ' ', FORMATS.map((name) => t(`upload.format.${name}`)).join(' · ')),
    h('label', { for: 'upload-office' }, t('upload.office')), office,
    h('datalist', { id: 'upload-offices' }, offices.map(({ code, name }) => h('option', { value: code }, name))),
    h('p', { id: 'upload-office-hint', class: 'quiet' }, t(own ? 'upload.officeOwn' : 'upload.officeHint')),
    h('div', { class: 'choice' }, h('button', { type: 'submit' }, icon('upload'), t('upload.check'))));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const [first] = file.files ?? [];
    if (first) chosen(first, office.value.trim().toUpperCase());
  });
  return h('section', { class: 'panel chooser', 'aria-label': t('upload.steps.choose') }, form);
}
