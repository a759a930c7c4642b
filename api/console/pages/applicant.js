// @ts-check
/** One applicant: who it is, what each office calls it, what happened, and what the chain says. */

import { address, Problem, read } from '../api.js';
import { certificate, qrPicture } from '../applicant/certificate.js';
import { changePanel } from '../applicant/change.js';
import { clusterPanel } from '../applicant/cluster.js';
import { contestPanel } from '../applicant/contest.js';
import { formerNames } from '../applicant/former.js';
import { chainPanel, historyPanel } from '../applicant/ledger.js';
import { identifiersPanel, nameFormsPanel, recordsPanel } from '../applicant/names.js';
import { relationsPanel } from '../applicant/relations.js';
import { h, icon } from '../elements.js';
import { displayName, phrase, t, term } from '../messages.js';
import { gidText, languageAndScript, nameElement, officeCode } from '../names.js';
import { announce } from '../notices.js';
import { may } from '../session.js';

/** @typedef {import('../types.js').Applicant} Applicant */

export const title = () => t('lookup.title');

/** @param {HTMLElement} container @param {import('../main.js').Route} route */
export async function mount(container, route) {
  const asked = route.rest.replace(/\D/g, '');
  const back = h('p', {}, h('a', { class: 'back always', href: '#/lookup' }, t('applicant.back')));
  try {
    const { body } = await read(`applicants/${encodeURIComponent(route.rest)}`);
    document.title = t('shell.title', { page: body.standardName.text });
    container.replaceChildren(back, ...applicantView(body, asked));
  } catch (error) {
    if (!(error instanceof Problem) || ![400, 404, 410].includes(error.status)) throw error;
    container.replaceChildren(back, h('h1', {}, gidText(route.rest)), h('section', { class: 'notice', role: 'alert' }, icon('warning'), h('p', {}, absence(error))));
  }
}

/** @param {Problem} problem */
function absence(problem) {
  if (problem.status === 410) return t('applicant.revoked');
  return problem.status === 404 ? t('applicant.unknown') : t('lookup.gidCheck');
}

/** @param {Applicant} applicant @param {string} asked 14 digits the reader came with @returns {Node[]} */
function applicantView(applicant, asked) {
  const moved = asked && asked !== applicant.gid;
  return [
    moved ? h('p', { class: 'notice', role: 'status' }, t('applicant.merged', { old: gidText(asked) })) : null,
    heading(applicant),
    h('div', { class: 'columns' },
      h('div', { class: 'wide' }, nameFormsPanel(applicant), clusterPanel(applicant), recordsPanel(applicant), may('raise_proposals') ? changePanel(applicant) : '', contestPanel(applicant)),
      h('div', { class: 'narrow' }, relationsPanel(applicant), historyPanel(applicant), identifiersPanel(applicant), chainPanel(applicant))),
    certificate(applicant),
  ].filter((node) => node instanceof Node);
}

/** @param {Applicant} applicant */
function heading(applicant) {
  const { gid, standardName, status, offices, kind, country, chain } = applicant;
  const { text, language, script, latin, method, version } = standardName;
  const file = `gid-${gid}-proof.json`;
  return h('header', { class: 'applicant-heading' },
    h('h1', {}, nameElement(text, language, script)),
    latin && latin !== text && h('p', { class: 'latin' }, latin),
    formerNames(applicant),
    h('p', { class: 'summary' }, h('span', { class: `state state-${status}` }, term('states', status)),
      [term('applicantKinds', kind ?? ''), country && displayName('region', country), languageAndScript(language, script)].filter(Boolean).join(' · '),
      ' ', offices.map((code) => [officeCode(code), ' ']).flat()),
    h('div', { class: 'gid-line' },
      qrPicture(gid),
      h('div', {}, h('p', { class: 'gid-large' }, gidText(gid)), h('p', { class: 'quiet' }, t('applicant.legal'))),
      h('button', { type: 'button', class: 'plain', onclick: () => void copy(gidText(gid)) }, icon('copy'), t('applicant.copy')),
      h('button', { type: 'button', class: 'plain', onclick: () => window.print() }, icon('print'), t('certificate.print')),
      h('a', { class: 'button', href: address(`applicants/${gid}/proof`), download: file }, icon('download'), t('applicant.proof')),
      chain && h('a', { class: 'button plain', href: address(`applicants/${gid}/proof`, { form: 'vc' }), download: `gid-${gid}-certificate.json` }, icon('seal'), t('applicant.credential'))),
    h('p', { class: 'quiet' }, phrase('applicant.proofHint', { command: h('code', {}, `gid verify ${file}`) })),
    h('p', { class: 'quiet' }, t('applicant.method', { method, version }), ' ', term('methods', method)));
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard?.writeText(text).catch(() => {}); // refused without https: the text can still be selected
  announce(t('applicant.copied'));
}
