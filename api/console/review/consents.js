// @ts-check
/** Whose consent a merge or split needs, who has given it, and the means to give it. */

import { write } from '../api.js';
import { h, icon } from '../elements.js';
import { enumeration, moment, phrase, t } from '../messages.js';
import { apiSentence, officeCode } from '../names.js';
import { failureText } from '../notices.js';
import { may, statedName } from '../session.js';

/** @typedef {import('../types.js').Consents} Consents */
/** @typedef {import('../types.js').Asked} Asked */

/**
 * @param {import('../types.js').Proposal} proposal
 * @param {() => void} given called after an office has consented
 * @returns {HTMLElement[]}
 */
export function consentList({ id, state, consents }, given) {
  if (!consents) return [h('p', { class: 'quiet' }, t('consents.notCalled'))];
  const open = state === 'approved';
  return [
    h('p', { class: 'quiet' }, consents.missing.length && open
      ? t('consents.missing', { offices: enumeration(consents.missing), until: moment(new Date(consents.deadline * 1000).toISOString()) })
      : t('consents.complete')),
    h('ul', { class: 'consents' }, consents.offices.map((part) => h('li', { class: stateOf(part) }, officePart(id, part, open, given)))),
  ];
}

/** @param {Asked} part */
function stateOf({ sends, given }) {
  return sends ? 'sends' : given ? 'given' : 'missing';
}

/** @param {string} id @param {Asked} part @param {boolean} open @param {() => void} given */
function officePart(id, part, open, given) {
  const state = stateOf(part);
  return h('div', { class: 'consent' },
    h('div', { class: 'line' }, officeCode(part.office), ' ', h('strong', {}, icon(state === 'missing' ? 'clock' : 'check'), ' ', t(state === 'missing' ? 'consents.notYet' : `consents.${state}`)),
      part.at && h('time', { datetime: part.at, class: 'quiet' }, ` ${moment(part.at)}`), part.by && h('bdi', { class: 'quiet' }, part.by)),
    h('p', { class: 'sentence' }, apiSentence(part.sentence)),
    part.typedData && h('details', {}, h('summary', {}, t('consents.typedData')), h('pre', { tabindex: 0, 'aria-label': t('consents.typedData') }, JSON.stringify(part.typedData, null, 2))),
    open && state === 'missing' && may('consent_to_proposal') && signing(id, part, given));
}

/** @param {string} id @param {Asked} part @param {() => void} given */
function signing(id, { office, keyHere }, given) {
  const problem = h('p', { class: 'problem', role: 'alert' });
  const field = h('input', { id: `signature-${office}`, type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder: '0x…', dir: 'ltr', maxlength: 132 });
  const send = async (/** @type {string | undefined} */ signature) => {
    try {
      await write(`proposals/${encodeURIComponent(id)}/consents`, { office, signature, by: statedName() });
      given();
    } catch (error) {
      problem.textContent = failureText(error);
    }
  };
  if (keyHere) {
    return h('div', { class: 'signing' }, h('button', { type: 'button', 'data-consent': office, onclick: () => void send(undefined) },
      icon('seal'), t('consents.sign', { office })), problem);
  }
  const form = h('form', { class: 'signing' }, h('label', { for: field.id }, t('consents.paste', { office })), field,
    h('button', { type: 'submit' }, t('consents.send')), problem, h('p', { class: 'quiet' }, phrase('consents.elsewhere', { command: h('code', {}, `gid consent ${id} --office ${office}`) })));
  form.addEventListener('submit', (event) => { event.preventDefault(); void send(field.value.trim()); });
  return form;
}
