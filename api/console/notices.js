// @ts-check
/** What a page says while it waits, when something failed, and to a reader who cannot see that it changed. */

import { Problem } from './api.js';
import { h, icon } from './elements.js';
import { t } from './messages.js';

const SETTLE_MS = 60; // a live region is read only when its text changes after it was emptied

export function waitingNotice() {
  return h('p', { class: 'loading', 'aria-busy': 'true' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }),
    t('shell.loading'));
}

/**
 * @param {unknown} error
 * @param {() => void} [retry]
 */
export function failureNotice(error, retry) {
  return h('section', { class: 'notice failure', role: 'alert' },
    h('h2', {}, icon('warning'), t('failure.title')),
    h('p', {}, h('bdi', { lang: error instanceof Problem && error.status !== 0 ? 'en' : null }, failureText(error))),
    retry && h('button', { type: 'button', onclick: retry }, t('failure.retry')));
}

/** @param {unknown} error @returns {string} one sentence for the reader */
export function failureText(error) {
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : String(error);
  if (error.status === 0) return t('failure.away');
  return error.details.detail || error.details.title || t('failure.unknown', { status: error.status });
}

/** @param {string} text read out politely by a screen reader */
export function announce(text) {
  const region = /** @type {HTMLElement} */ (document.getElementById('announcer'));
  region.textContent = '';
  window.setTimeout(() => { region.textContent = text; }, SETTLE_MS);
}
