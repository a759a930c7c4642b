// @ts-check
/** Accept every proposal above a stated confidence: counted first, and only what was counted. */

import { actingOffice } from '../acting.js';
import { Problem, write } from '../api.js';
import { h, icon } from '../elements.js';
import { number, t, term } from '../messages.js';
import { officeCode, percent } from '../names.js';
import { failureText } from '../notices.js';
import { statedName } from '../session.js';

const LEAST = 0.5; // the API takes none below
const FIRST_OFFERED = 0.95;

/** @param {{kind: string, office: string}} filters those of the list @param {() => void} done called after something was accepted */
export function showBulk(filters, done) {
  const least = h('input', { id: 'bulk-least', type: 'number', min: LEAST * 100, max: 100, step: 0.1, value: FIRST_OFFERED * 100, required: true, inputmode: 'decimal' });
  const reason = h('input', { id: 'bulk-reason', type: 'text', maxlength: 500, dir: 'auto', autocomplete: 'off' });
  const answer = h('div', { class: 'bulk-answer', role: 'status' });
  const dialog = h('dialog', { class: 'bulk', 'aria-labelledby': 'bulk-title', onclose: () => dialog.remove() },
    h('h2', { id: 'bulk-title' }, t('bulk.title')),
    h('div', { class: 'explained' }, t('bulk.lead')),
    h('form', { class: 'bulk-form', onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); void count(); } },
      h('label', { for: 'bulk-least' }, t('bulk.least')), h('div', { class: 'field-and-button' }, least, h('button', { type: 'submit', class: 'plain' }, t('bulk.count'))),
      h('label', { for: 'bulk-reason' }, `${t('decision.reason')} (${t('decision.optional')})`), reason),
    answer,
    h('div', { class: 'choice' }, h('button', { type: 'button', class: 'plain', onclick: () => dialog.close() }, t('decision.cancel'))));
  least.addEventListener('input', () => answer.replaceChildren());
  document.body.append(dialog);
  dialog.showModal();

  const wanted = () => ({
    least: Number(least.value) / 100, kind: ['register', 'link', 'amend'].includes(filters.kind) ? filters.kind : '', concerning: filters.office,
    reason: reason.value.trim(), office: actingOffice(), by: statedName(),
  });

  async function count() {
    try {
      const { body, etag } = await write('proposals/judgement?dryRun=true', wanted());
      const accept = h('button', { type: 'button', class: 'approve', onclick: () => void take(etag) }, icon('check'), t('bulk.accept', { count: body.proposals }));
      answer.replaceChildren(counted(body), body.proposals > 0 ? accept : '');
    } catch (error) {
      answer.replaceChildren(h('p', { class: 'problem' }, failureText(error)));
    }
  }

  /** @param {string} etag of the count that was read */
  async function take(etag) {
    try {
      await write('proposals/judgement', wanted(), { etag });
      dialog.close();
      done();
    } catch (error) {
      if (error instanceof Problem && error.status === 412) await count();
      answer.prepend(h('p', { class: 'problem', role: 'alert' }, failureText(error)));
    }
  }
}

/** @param {{proposals: number, records: number, kinds: Record<string, number>, offices: Record<string, number>, lowest: number | null, leftOut: number}} count */
function counted({ proposals, records, kinds, offices, lowest, leftOut }) {
  return h('div', { class: 'counted' },
    h('p', { class: 'big' }, t('bulk.found', { count: proposals, records })),
    h('ul', {}, Object.entries(kinds).map(([kind, count]) => h('li', {}, `${term('kinds', kind)}: ${number(count)}`)),
      lowest !== null && h('li', {}, t('bulk.lowest', { probability: percent(lowest) })),
      proposals > 0 && h('li', {}, Object.entries(offices).map(([office, count]) => [officeCode(office), ` ${number(count)}  `]).flat()),
      leftOut > 0 && h('li', {}, t('bulk.leftOut', { count: leftOut }))));
}
