// @ts-check
/** Approve, reject, relate or defer, with a reason: the bar at the foot of a proposal. */

import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { failureNotice } from '../notices.js';

export const DECISIONS = /** @type {const} */ (['approve', 'reject', 'relate', 'defer']);
const ICONS = { approve: 'check', reject: 'cross', relate: 'relation', defer: 'clock' };
export const DECISION_KEYS = { approve: 'a', reject: 'r', relate: 'l', defer: 'd' };
const REASON_MAX = 500; // characters; the API refuses longer ones

/** @typedef {typeof DECISIONS[number]} Decision */

/** The decision bar. It asks for a reason first and reports the decision through `submit`. */
export class DecisionBar {
  /**
   * @param {(decision: Decision | 'reopen', reason: string) => Promise<void>} submit
   * @param {readonly string[]} allowed decisions that are possible in the proposal's state
   * @param {string} kind of the proposal; what approving means depends on it
   */
  constructor(submit, allowed, kind) {
    this.submit = submit;
    this.kind = kind;
    this.allowed = allowed;
    this.keptReason = '';
    this.element = h('section', { class: 'decision', 'aria-label': t('decision.title') });
    this.showChoice();
  }

  showChoice() {
    this.element.replaceChildren(h('div', { class: 'choice' }, DECISIONS.filter((name) => this.allowed.includes(name)).map((name) => h('button', {
      type: 'button', class: name, 'data-decision': name, 'aria-keyshortcuts': DECISION_KEYS[name], onclick: () => this.ask(name),
    }, icon(ICONS[name]), t(`decision.${name}`), h('kbd', { 'aria-hidden': 'true' }, DECISION_KEYS[name]))),
    this.allowed.includes('reopen') && h('button', { type: 'button', class: 'plain', 'data-decision': 'reopen', onclick: () => void this.submit('reopen', t('decision.undoReason')) },
      icon('undo'), t('decision.reopen'))));
  }

  /** @param {Decision} decision ask for the reason; Enter confirms, Escape goes back */
  ask(decision) {
    if (!this.allowed.includes(decision)) return;
    const optional = decision === 'approve';
    const presets = UNDOING.includes(this.kind) && decision === 'approve' ? [] : /** @type {string[]} */ ([0, 1, 2].map((index) => t(`decision.presets.${decision}.${index}`)));
    const reason = h('input', {
      id: 'reason', type: 'text', maxlength: REASON_MAX, autocomplete: 'off', dir: 'auto', list: 'reason-presets', value: this.keptReason || (optional ? presets[0] ?? '' : ''),
      'aria-describedby': 'reason-problem',
    });
    const problem = h('p', { id: 'reason-problem', class: 'problem', role: 'alert' });
    const form = h('form', { class: `reason ${decision}`, 'data-asking': decision },
      h('p', { class: 'effect' }, effect(decision, this.kind)),
      h('label', { for: 'reason' }, `${t('decision.reason')} (${t(optional ? 'decision.optional' : 'decision.required')})`),
      h('div', { class: 'presets' }, presets.map((text) => h('button', {
        type: 'button', class: 'preset', onclick: () => { reason.value = text; reason.focus(); },
      }, text))),
      reason, problem,
      h('div', { class: 'choice' },
        h('button', { type: 'submit', class: decision }, icon(ICONS[decision]), t(`decision.confirm${decision[0].toUpperCase()}${decision.slice(1)}`), h('kbd', { 'aria-hidden': 'true' }, '⏎')),
        h('button', { type: 'button', class: 'plain', onclick: () => this.cancel() }, t('decision.cancel'), h('kbd', { 'aria-hidden': 'true' }, 'Esc'))));
    form.addEventListener('submit', (event) => { event.preventDefault(); void this.confirm(decision, reason, problem); });
    form.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.cancel(); });
    this.element.replaceChildren(form);
    reason.focus();
    reason.select();
  }

  /** @param {unknown} error the decision was not taken: say why and offer the choice again */
  showRefusal(error) {
    this.showChoice();
    this.element.prepend(failureNotice(error));
  }

  cancel() {
    this.showChoice();
    /** @type {HTMLElement | null} */ (this.element.querySelector('button'))?.focus();
  }

  /**
   * @param {Decision} decision @param {HTMLInputElement} field @param {HTMLElement} problem
   */
  async confirm(decision, field, problem) {
    const reason = field.value.trim();
    if (decision !== 'approve' && !reason) {
      problem.textContent = t('decision.reasonMissing');
      field.setAttribute('aria-invalid', 'true');
      field.focus();
      return;
    }
    this.keptReason = reason;
    this.element.replaceChildren(h('p', { class: 'loading', role: 'status' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), t('decision.sending')));
    await this.submit(decision, reason);
  }
}

const UNDOING = ['split', 'unlink', 'revoke'];

/** @param {Decision} decision @param {string} kind */
function effect(decision, kind) {
  if (decision === 'approve' && [...UNDOING, 'amend'].includes(kind)) return t('decision.effect.approveChange');
  if (decision === 'reject' && UNDOING.includes(kind)) return t('decision.effect.rejectChange');
  return t(`decision.effect.${decision}`);
}
