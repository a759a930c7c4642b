// @ts-check
/** Propose a change to a registered applicant: choose, see what it would do, then put it into the queue. */

import { actingOffice } from '../acting.js';
import { write } from '../api.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { gidText } from '../names.js';
import { failureText } from '../notices.js';
import { statedName } from '../session.js';
import { consequencesList } from '../review/consequences.js';

/** @typedef {import('../types.js').Applicant} Applicant */
/** @typedef {{name: string, fits: (applicant: Applicant) => boolean}} Choice */

/** @type {Choice[]} what can be proposed, and for whom it makes sense */
const CHOICES = [
  { name: 'merge', fits: () => true },
  { name: 'split', fits: ({ merged = [] }) => merged.length > 0 },
  { name: 'cut', fits: ({ records }) => records.length > 1 },
  { name: 'unlink', fits: ({ records }) => records.length > 1 },
  { name: 'revoke', fits: ({ offices, merged = [] }) => offices.length < 2 && merged.length === 0 },
];

/** @param {Applicant} applicant */
export function changePanel(applicant) {
  return new ChangeForm(applicant).element;
}

class ChangeForm {
  /** @param {Applicant} applicant */
  constructor(applicant) {
    this.applicant = applicant;
    const choices = CHOICES.filter(({ fits }) => fits(applicant));
    this.kind = h('select', { id: 'change-kind', onchange: () => this.ask() }, choices.map(({ name }) => h('option', { value: name }, t(`change.kinds.${name}`))));
    this.fields = h('div', { class: 'change-fields' });
    this.reason = h('input', { id: 'change-reason', type: 'text', maxlength: 500, dir: 'auto', autocomplete: 'off', required: true });
    this.answer = h('div', { class: 'change-answer', role: 'status' });
    const form = h('form', { class: 'change-form', onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); void this.preview(); } },
      h('label', { for: 'change-kind' }, t('change.what')), this.kind, this.fields,
      h('label', { for: 'change-reason' }, t('decision.reason')), this.reason,
      h('div', { class: 'choice' }, h('button', { type: 'submit', class: 'plain' }, t('change.preview'))), this.answer);
    this.element = h('details', { class: 'panel change' }, h('summary', {}, t('change.title')), h('p', { class: 'quiet' }, t('change.lead')), form);
    this.ask();
  }

  ask() {
    const { records, merged = [] } = this.applicant;
    this.answer.replaceChildren();
    this.value = h('input', { id: 'change-gid', type: 'text', inputmode: 'numeric', dir: 'ltr', maxlength: 24, autocomplete: 'off', required: true, placeholder: 'GID 0000 0000 0000 00' });
    this.picked = h('select', { id: 'change-picked' }, this.kind.value === 'split'
      ? merged.map((gid) => h('option', { value: gid }, gidText(gid)))
      : records.map(({ recordId, office, localId, name }) => h('option', { value: recordId }, `${office} ${localId} · ${name}`)));
    const parts = {
      merge: () => [h('label', { for: 'change-gid' }, t('change.otherGid')), this.value],
      split: () => [h('label', { for: 'change-picked' }, t('change.whichGid')), this.picked],
      revoke: () => [],
    };
    const shown = parts[/** @type {keyof typeof parts} */ (this.kind.value)] ?? (() => [h('label', { for: 'change-picked' }, t('change.whichRecord')), this.picked]);
    this.fields.replaceChildren(...shown().filter((part) => part instanceof Node));
  }

  wanted() {
    const kind = this.kind.value;
    const record = [this.picked?.value ?? ''];
    const what = {
      merge: { kind, gid: this.applicant.gid, otherGid: this.value?.value.trim() ?? '' },
      split: { kind, gid: this.picked?.value ?? '' },
      cut: { kind: 'unlink', recordIds: record, apart: true },
      unlink: { kind, recordIds: record },
      revoke: { kind, gid: this.applicant.gid },
    };
    return { ...what[/** @type {keyof typeof what} */ (kind)], reason: this.reason.value.trim(), office: actingOffice(), by: statedName() };
  }

  async preview() {
    try {
      const { body } = await write('proposals?dryRun=true', this.wanted());
      this.answer.replaceChildren(h('h3', {}, t('consequences.title')), ...consequencesList(body.consequences),
        h('div', { class: 'choice' }, h('button', { type: 'button', 'data-propose': true, onclick: () => void this.propose() }, icon('arrow'), t('change.propose'))));
    } catch (error) {
      this.answer.replaceChildren(h('p', { class: 'problem', role: 'alert' }, failureText(error)));
    }
  }

  async propose() {
    try {
      const { body } = await write('proposals', this.wanted());
      location.hash = `#/review/${encodeURIComponent(body.id)}`;
    } catch (error) {
      this.answer.prepend(h('p', { class: 'problem', role: 'alert' }, failureText(error)));
    }
  }
}
