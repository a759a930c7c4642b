// @ts-check
/** Erasure of a natural person: look who it is, confirm by typing the GID, receive the certificate. */

import { read, write } from '../api.js';
import { saveFile } from '../download.js';
import { h, icon } from '../elements.js';
import { moment, number, t, term } from '../messages.js';
import { gidText, nameElement, officeCode } from '../names.js';
import { announce, failureText } from '../notices.js';

const RECORD = /^[A-Z]{2}:./; // office code and the office's own number
const GROUNDS = ['request', 'objection', 'unlawful', 'retention'];

/** @typedef {import('../types.js').Applicant} Applicant */
/** @typedef {import('../types.js').ErasureCertificate} ErasureCertificate */

/** @param {HTMLElement} place */
export function mountErasure(place) {
  const gid = h('input', { id: 'erase-gid', type: 'text', maxlength: 170, required: true, autocomplete: 'off', placeholder: 'GID 0000 0000 0000 00', dir: 'ltr' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const answer = h('div', { class: 'erasure-answer' });
  const form = h('form', { class: 'fields' }, h('label', { for: gid.id }, t('administration.erase.gid')),
    h('div', { class: 'field-and-button' }, gid, h('button', { type: 'submit', class: 'plain' }, icon('search'), t('administration.erase.look'))), problem);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.textContent = '';
    answer.replaceChildren();
    const erased = (/** @type {ErasureCertificate} */ certificate) => { form.reset(); answer.replaceChildren(certificateView(certificate)); answer.querySelector('h2')?.focus(); };
    const asked = gid.value.trim();
    if (RECORD.test(asked)) {
      answer.replaceChildren(recordConfirmation(asked, erased));
      announce(asked);
      answer.querySelector('input')?.focus();
      return;
    }
    try {
      const { body } = await read(`applicants/${encodeURIComponent(asked)}`);
      answer.replaceChildren(confirmation(body, erased));
      announce(body.standardName.text);
      answer.querySelector('input')?.focus();
    } catch (error) {
      problem.textContent = failureText(error);
    }
  });
  place.replaceChildren(h('section', { class: 'panel erasing', 'aria-labelledby': 'erase-title' }, h('h2', { id: 'erase-title' }, t('administration.erase.title')),
    h('p', { class: 'quiet' }, t('administration.erase.lead')), form), answer);
}

/** @param {Applicant} applicant @param {(certificate: ErasureCertificate) => void} erased */
function confirmation({ gid, standardName, records, offices, kind }, erased) {
  const legal = kind === 'legalPerson';
  return h('section', { class: 'panel danger-zone', 'aria-labelledby': 'erase-who' },
    h('h2', { id: 'erase-who' }, nameElement(standardName.text, standardName.language, standardName.script)),
    h('p', {}, h('span', { class: 'gid' }, gidText(gid)), ' · ', term('applicantKinds', kind ?? 'unknown'), ' · ', t('review.records', { count: records.length }), ' ', offices.map((code) => [officeCode(code), ' ']).flat()),
    legal ? h('div', { class: 'notice', role: 'status' }, icon('warning'), h('p', {}, t('administration.erase.legalPerson')))
      : [h('div', { class: 'notice' }, icon('warning'), h('p', {}, t('administration.erase.warning'))),
        typing(gidText(gid), (text) => text.replace(/\D/g, '') === gid, { gid }, erased)]);
}

/** A record that was given no GID has no page to look at, only its office and number. @param {string} recordId @param {(certificate: ErasureCertificate) => void} erased */
function recordConfirmation(recordId, erased) {
  return h('section', { class: 'panel danger-zone', 'aria-labelledby': 'erase-who' },
    h('h2', { id: 'erase-who' }, t('administration.erase.record', { id: recordId })),
    h('div', { class: 'notice' }, icon('warning'), h('p', {}, t('administration.erase.recordWarning'), ' ', t('administration.erase.warning'))),
    typing(recordId, (text) => text.trim() === recordId, { recordId }, erased));
}

/**
 * The ground, and what has to be typed before the button does anything.
 * @param {string} shown @param {(text: string) => boolean} fits @param {{gid?: string, recordId?: string}} which @param {(certificate: ErasureCertificate) => void} erased
 */
function typing(shown, fits, which, erased) {
  const typed = h('input', { id: 'erase-typed', type: 'text', maxlength: 170, required: true, autocomplete: 'off', dir: 'ltr', 'aria-describedby': 'erase-problem' });
  const ground = h('select', { id: 'erase-ground' }, GROUNDS.map((value) => h('option', { value }, t(`administration.erase.ground.${value}`))));
  const problem = h('p', { id: 'erase-problem', class: 'problem', role: 'alert' });
  const button = h('button', { type: 'submit', class: 'danger' }, icon('cross'), t('administration.erase.now'));
  const form = h('form', { class: 'fields' },
    h('label', { for: ground.id }, t('administration.erase.why')), ground,
    h('label', { for: typed.id }, t('administration.erase.type', { gid: shown })), typed, problem, h('div', { class: 'choice' }, button));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.textContent = '';
    typed.removeAttribute('aria-invalid');
    if (!fits(typed.value)) {
      problem.textContent = t('administration.erase.differs');
      typed.setAttribute('aria-invalid', 'true');
      typed.focus();
      return;
    }
    button.disabled = true;
    try {
      erased((await write('erasures', { ...which, ground: ground.value })).body);
    } catch (error) {
      problem.textContent = failureText(error);
      button.disabled = false;
    }
  });
  return form;
}

/** @param {ErasureCertificate} certificate */
function certificateView(certificate) {
  const { id, at, by, ground, gids, deleted, leftAfterwards, commitments, statement, limits } = certificate;
  const fact = (/** @type {string} */ name, /** @type {import('../elements.js').Child | import('../elements.js').Child[]} */ value) => h('div', {}, h('dt', {}, t(`administration.certificate.${name}`)), h('dd', {}, value));
  const counts = (/** @type {Record<string, number>} */ rows) => Object.entries(rows).filter(([, count]) => count > 0).map(([what, count]) => `${term('administration.erased', what)}: ${number(count)}`).join(' · ') || t('administration.certificate.nothing');
  const save = () => saveFile(new Blob([JSON.stringify(certificate, null, 2), '\n'], { type: 'application/json' }), `erasure-${id}.json`);
  return h('section', { class: 'panel erasure-certificate', 'aria-labelledby': 'certificate-title' },
    h('h2', { id: 'certificate-title', tabindex: -1 }, icon('seal'), ' ', t('administration.certificate.title')),
    h('dl', { class: 'facts' },
      fact('number', h('code', {}, id)), fact('at', moment(at)), fact('by', h('bdi', {}, by)), fact('ground', t(`administration.erase.ground.${ground}`)),
      fact('gids', gids.map((each) => h('div', {}, h('span', { class: 'gid' }, each)))), fact('deleted', counts(deleted)), fact('left', counts(leftAfterwards)),
      fact('commitments', commitments.length ? commitments.map(({ commitment }) => h('div', {}, h('code', {}, commitment), h('small', {}, t('administration.certificate.opensNot')))) : '–')),
    h('p', { lang: 'en', dir: 'ltr' }, statement), h('p', { class: 'quiet', lang: 'en', dir: 'ltr' }, limits),
    h('div', { class: 'choice' }, h('button', { type: 'button', onclick: save }, icon('download'), t('administration.certificate.download'))));
}
