// @ts-check
/** An applicant, or anybody for it, says what is wrong: it becomes an entry of the pilot's issue log. */

import { actingOffice } from '../acting.js';
import { Problem, read, write } from '../api.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { failureText } from '../notices.js';

const TEXT_MAX = 1000;
const SEVERITIES = ['low', 'medium', 'high'];

/** @param {import('../types.js').Applicant} applicant @returns {HTMLElement} empty while, and where, nobody takes contests */
export function contestPanel({ gid, offices }) {
  const place = h('div', { class: 'contest' });
  read('issues', { query: { limit: 1 } }).then(() => true, (error) => !(error instanceof Problem && [404, 405, 0].includes(error.status)))
    .then((taken) => { if (taken) place.replaceChildren(panel(gid, offices)); });
  return place;
}

/** @param {string} gid @param {string[]} offices */
function panel(gid, offices) {
  const text = h('textarea', { id: 'contest-text', rows: 4, maxlength: TEXT_MAX, dir: 'auto', required: true });
  const severity = h('select', { id: 'contest-severity' }, SEVERITIES.map((value) => h('option', { value, selected: value === 'medium' }, t(`contest.severity.${value}`))));
  const answer = h('p', { role: 'status' });
  const form = h('form', { class: 'contest-form' },
    h('label', { for: 'contest-text' }, t('contest.text')), text,
    h('label', { for: 'contest-severity' }, t('contest.weight')), severity,
    h('div', { class: 'choice' }, h('button', { type: 'submit' }, icon('warning'), t('contest.send'))), answer);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const office = actingOffice() || offices[0] || '';
    try {
      await write('issues', { category: 'stakeholder', severity: severity.value, summary: text.value.trim(), gid, office });
      form.replaceChildren(h('p', { role: 'status' }, icon('check'), ' ', t('contest.done')));
    } catch (error) {
      answer.textContent = failureText(error);
    }
  });
  return h('details', { class: 'panel' }, h('summary', {}, t('contest.title')), h('p', { class: 'quiet' }, t('contest.lead')), form);
}
