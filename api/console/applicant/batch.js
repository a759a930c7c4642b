// @ts-check
/** Look many up at once: a CSV of names in, a CSV of answers out, one question after the other. */

import { write } from '../api.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { failureText } from '../notices.js';
import { readCsv, writeCsv } from '../csv.js';

const MOST_ROWS = 10_000; // a browser's job; larger files are for `gid search --queries`
const AT_ONCE = 4;
const NAME_COLUMNS = ['name', 'applicant', 'applicant_name', 'query', 'nom', 'nombre'];
/** @type {[string, string][]} column of the file, field of a record */
const OTHER_COLUMNS = [['country', 'country'], ['city', 'city'], ['language', 'nameLanguage'], ['name_language', 'nameLanguage']];
const IDENTIFIERS = ['lei', 'business_number'];
const ANSWER_COLUMNS = ['gid', 'standard_name', 'probability', 'settled', 'offices', 'evidence', 'problem'];

export function batchPanel() {
  const progress = h('progress', { max: 1, value: 0, hidden: true, 'aria-label': t('batch.progress') });
  const said = h('p', { role: 'status', class: 'quiet' });
  const result = h('div', {});
  const file = h('input', { id: 'batch-file', type: 'file', accept: '.csv,text/csv', onchange: () => void run() });
  return h('details', { class: 'panel batch' }, h('summary', {}, t('batch.title')), h('p', { class: 'quiet' }, t('batch.lead')),
    h('label', { for: 'batch-file' }, t('batch.file')), file, progress, said, result);

  async function run() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    result.replaceChildren();
    const rows = readCsv(await chosen.text());
    const [header, ...body] = rows;
    const nameAt = header ? columnOf(header, NAME_COLUMNS) : -1;
    if (nameAt < 0 || body.length === 0) { said.textContent = t('batch.noNames'); return; }
    if (body.length > MOST_ROWS) { said.textContent = t('batch.tooMany', { count: MOST_ROWS }); return; }
    progress.hidden = false;
    const answers = await all(body.map((row) => question(header, row, nameAt)), (done) => {
      progress.value = done / body.length;
      said.textContent = t('batch.done', { done, count: body.length });
    });
    progress.hidden = true;
    const table = [[...header, ...ANSWER_COLUMNS], ...body.map((row, index) => [...header.map((_, at) => row[at] ?? ''), ...answers[index]])];
    const url = URL.createObjectURL(new Blob(['\ufeff', writeCsv(table)], { type: 'text/csv' }));
    result.replaceChildren(h('a', { class: 'button', href: url, download: chosen.name.replace(/(\.csv)?$/i, '-answers.csv') }, icon('download'), t('batch.download')));
  }
}

/** @param {string[]} header @param {string[]} wanted @returns {number} */
function columnOf(header, wanted) {
  return header.findIndex((name) => wanted.includes(name.trim().toLowerCase()));
}

/** @param {string[]} header @param {string[]} row @param {number} nameAt a bare name, or a record where more is known */
function question(header, row, nameAt) {
  const name = (row[nameAt] ?? '').trim();
  const cell = (/** @type {string} */ column) => (row[columnOf(header, [column])] ?? '').trim();
  const known = Object.fromEntries(OTHER_COLUMNS.map(([column, field]) => [field, cell(column)]).filter(([, value]) => value));
  const identifiers = IDENTIFIERS.map((scheme) => ({ scheme, value: cell(scheme) })).filter(({ value }) => value);
  if (Object.keys(known).length === 0 && identifiers.length === 0) return { name, top: 1 };
  return { record: { office: 'XX', localId: 'question', name, ...known, identifiers }, top: 1 };
}

/**
 * Ask all questions, a few at once.
 * @param {object[]} questions @param {(done: number) => void} tell
 * @returns {Promise<string[][]>} the cells of ANSWER_COLUMNS, in the order of the questions
 */
async function all(questions, tell) {
  /** @type {string[][]} */
  const answers = new Array(questions.length);
  let [next, done] = [0, 0];
  const work = async () => {
    while (next < questions.length) {
      const at = next;
      next += 1;
      answers[at] = await answer(questions[at]);
      done += 1;
      tell(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

/** @param {object} asked @returns {Promise<string[]>} */
async function answer(asked) {
  try {
    const { body } = await write('match', asked);
    const [best] = body.items;
    if (!best) return ['', '', '', '', '', '', ''];
    const { applicant, score, match } = best;
    const reasons = (applicant.evidence ?? []).map((/** @type {{sentence: string}} */ { sentence }) => sentence).join(' ');
    return [applicant.gid, applicant.standardName.text, score.toFixed(4), match ? 'yes' : 'no', applicant.offices.join(' '), reasons, ''];
  } catch (error) {
    return ['', '', '', '', '', '', failureText(error)];
  }
}
