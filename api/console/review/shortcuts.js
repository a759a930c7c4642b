// @ts-check
/** Single keys for the review, and the dialog that lists them. They can be switched off (WCAG 2.1.4). */

import { h } from '../elements.js';
import { t } from '../messages.js';

const REMEMBERED = 'gid-single-keys';

/** @typedef {{key: string, label: string, run?: () => void}} Shortcut run is missing where the browser already acts */

/**
 * Listen for single keys until the returned function is called.
 * @param {Shortcut[]} shortcuts
 * @returns {() => void}
 */
export function listenForKeys(shortcuts) {
  const listener = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const found = shortcuts.find(({ key }) => key === event.key);
    if (!found?.run || (!singleKeysOn() && event.key !== '?')) return;
    event.preventDefault();
    found.run();
  };
  document.addEventListener('keydown', listener);
  return () => document.removeEventListener('keydown', listener);
}

/** @param {Shortcut[]} shortcuts open the help; the browser keeps the focus inside and gives it back */
export function showHelp(shortcuts) {
  const choice = h('input', {
    type: 'checkbox', id: 'single-keys', checked: singleKeysOn(),
    onchange: () => localStorage.setItem(REMEMBERED, choice.checked ? 'on' : 'off'),
  });
  const dialog = h('dialog', { class: 'help', 'aria-labelledby': 'help-title', onclose: () => dialog.remove() },
    h('h2', { id: 'help-title' }, t('shortcuts.title')),
    h('table', {},
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('shortcuts.key')), h('th', { scope: 'col' }, t('shortcuts.action')))),
      h('tbody', {}, shortcuts.map(({ key, label }) => h('tr', {}, h('th', { scope: 'row' }, h('kbd', {}, key)), h('td', {}, label))))),
    h('p', {}, choice, h('label', { for: 'single-keys' }, t('shortcuts.enabled'))),
    h('p', { class: 'quiet' }, t('shortcuts.hint')),
    h('form', { method: 'dialog' }, h('button', { type: 'submit', autofocus: true }, t('shortcuts.close'))));
  document.body.append(dialog);
  dialog.showModal();
}

function singleKeysOn() {
  return localStorage.getItem(REMEMBERED) !== 'off';
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && (target.closest('input:not([type=radio]):not([type=checkbox]), textarea, select, dialog') !== null);
}
