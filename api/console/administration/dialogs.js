// @ts-check
/** Dialogs of administration: a form, what went wrong with it, and a key that is shown this once. */

import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { announce, failureText } from '../notices.js';

/** A dialog that asks. `send` may reject; the dialog then stays and says why. */
export class FormDialog {
  /** @param {string} title @param {string} button @param {import('../elements.js').Child[]} parts @param {() => Promise<void>} send */
  constructor(title, button, parts, send) {
    this.problem = h('p', { class: 'problem', role: 'alert' });
    const form = h('form', { class: 'fields' }, parts, this.problem,
      h('div', { class: 'choice' }, h('button', { type: 'submit' }, button), h('button', { type: 'button', class: 'plain', onclick: () => this.element.close() }, t('decision.cancel'))));
    form.addEventListener('submit', (event) => { event.preventDefault(); void this.run(send); });
    this.content = h('div', { class: 'dialog-content' }, h('h2', { id: 'form-title' }, title), form);
    this.element = h('dialog', { class: 'form-dialog', 'aria-labelledby': 'form-title', onclose: () => this.element.remove() }, this.content);
    document.body.append(this.element);
    this.element.showModal();
  }

  /** @param {() => Promise<void>} act */
  async run(act) {
    this.problem.textContent = '';
    try {
      await act();
    } catch (error) {
      this.problem.textContent = failureText(error);
    }
  }

  /** @param {string} name of the account @param {string} key shown now and never again */
  showKey(name, key) {
    const text = h('code', { class: 'secret', tabindex: 0 }, key);
    this.content.replaceChildren(h('h2', { id: 'form-title', tabindex: -1 }, t('administration.keyTitle', { name })),
      h('section', { class: 'notice' }, icon('warning'), h('p', {}, t('administration.keyOnce'))), text,
      h('div', { class: 'choice' }, h('button', { type: 'button', class: 'plain', onclick: () => void copy(key, text) }, icon('copy'), t('administration.copyKey')),
        h('button', { type: 'button', 'data-kept': true, onclick: () => this.element.close() }, icon('check'), t('administration.keyKept'))),
      h('p', { class: 'quiet' }, t('administration.keyUse')));
    this.content.querySelector('h2')?.focus();
  }
}

/** @param {string} key @param {HTMLElement} shown selected where the clipboard is out of reach, as without https */
async function copy(key, shown) {
  const copied = await navigator.clipboard?.writeText(key).then(() => true, () => false);
  if (!copied) window.getSelection()?.selectAllChildren(shown);
  announce(t(copied ? 'applicant.copied' : 'administration.selected'));
}
