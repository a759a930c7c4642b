// @ts-check
/** Look-up: one field for a name in any script, a GID or an office number. */

import { Problem, read } from '../api.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { announce, failureNotice, waitingNotice } from '../notices.js';
import { batchPanel } from '../applicant/batch.js';
import { resultList } from '../applicant/results.js';

const PAUSE_MS = 220; // after the last key, before the question is sent
const MOST_RESULTS = 10;

export const title = () => t('nav.lookup');

/** @param {HTMLElement} container @param {import('../main.js').Route} route */
export async function mount(container, route) {
  const page = new LookupPage(container);
  const asked = route.query.get('q') ?? '';
  page.field.value = asked;
  if (asked) await page.ask(asked);
  page.field.focus();
  return () => page.end();
}

class LookupPage {
  /** @param {HTMLElement} container */
  constructor(container) {
    this.timer = 0;
    /** @type {AbortController | null} */
    this.running = null;
    this.results = h('div', { class: 'results' });
    this.field = h('input', {
      id: 'question', type: 'search', dir: 'auto', autocomplete: 'off', spellcheck: 'false', maxlength: 512, 'aria-describedby': 'question-hint',
      oninput: () => this.later(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.toResults(event),
    });
    this.form = h('form', { class: 'question', role: 'search' },
      h('label', { for: 'question' }, t('lookup.label')),
      h('div', { class: 'field-and-button' }, this.field, h('button', { type: 'submit' }, icon('search'), t('lookup.button'))),
      h('p', { id: 'question-hint', class: 'quiet' }, t('lookup.hint')));
    this.form.addEventListener('submit', (event) => { event.preventDefault(); void this.ask(this.field.value); });
    this.results.addEventListener('keydown', (event) => this.amongResults(event));
    container.replaceChildren(h('h1', {}, t('lookup.title')), this.form, this.results, batchPanel());
  }

  end() {
    window.clearTimeout(this.timer);
    this.running?.abort();
  }

  later() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(this.field.value), PAUSE_MS);
  }

  /** @param {string} question */
  async ask(question) {
    window.clearTimeout(this.timer);
    this.running?.abort();
    const text = question.trim();
    history.replaceState(null, '', text ? `#/lookup?${new URLSearchParams({ q: text })}` : '#/lookup');
    if (!text) { this.results.replaceChildren(); return; }
    const control = (this.running = new AbortController());
    if (!this.results.hasChildNodes()) this.results.replaceChildren(waitingNotice());
    this.results.setAttribute('aria-busy', 'true');
    try {
      const { body } = await read('applicants', { query: { q: text, limit: MOST_RESULTS }, signal: control.signal });
      this.show(body);
    } catch (error) {
      if (control.signal.aborted) return; // a newer question is already under way
      this.results.replaceChildren(this.refusal(error));
    }
    this.results.removeAttribute('aria-busy');
  }

  /** @param {{items: import('../types.js').Applicant[], total: number}} answer */
  show({ items, total }) {
    announce(items.length ? t('lookup.found', { count: total }) : t('lookup.none'));
    if (items.length === 0) {
      this.results.replaceChildren(h('section', { class: 'notice' }, h('p', {}, t('lookup.none')), h('p', { class: 'quiet' }, t('lookup.noneHint'))));
      return;
    }
    this.results.replaceChildren(h('p', { class: 'quiet' }, t('lookup.found', { count: total }),
      total > items.length && ` ${t('lookup.top', { count: items.length })}`), resultList(items));
  }

  /** @param {unknown} error */
  refusal(error) {
    if (error instanceof Problem && error.is('gid-check')) {
      return h('section', { class: 'notice failure', role: 'alert' }, icon('warning'), h('p', {}, t('lookup.gidCheck')));
    }
    return failureNotice(error, () => void this.ask(this.field.value));
  }

  /** @param {KeyboardEvent} event from the field down into the list */
  toResults(event) {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    this.links()[0]?.focus();
  }

  /** @param {KeyboardEvent} event up and down the list, and back into the field */
  amongResults(event) {
    const links = this.links();
    const at = links.indexOf(/** @type {HTMLElement} */ (event.target));
    if (at < 0 || !['ArrowDown', 'ArrowUp'].includes(event.key)) return;
    event.preventDefault();
    const next = at + (event.key === 'ArrowDown' ? 1 : -1);
    if (next < 0) this.field.focus();
    else links[next]?.focus();
  }

  /** @returns {HTMLElement[]} */
  links() {
    return [...this.results.querySelectorAll('a')];
  }
}
