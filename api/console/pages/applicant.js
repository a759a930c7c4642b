// @ts-check
/** One applicant: who it is, what each office calls it, what happened, and what the chain says. */

import { address, Problem, read } from '../api.js';
import { clusterPanel } from '../applicant/cluster.js';
import { chainPanel, historyPanel } from '../applicant/ledger.js';
import { identifiersPanel, nameFormsPanel, recordsPanel } from '../applicant/names.js';
import { h, icon } from '../elements.js';
import { displayName, t, term } from '../messages.js';
import { gidText, languageAndScript, nameElement, officeCode } from '../names.js';
import { announce } from '../notices.js';

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
      h('div', { class: 'wide' }, nameFormsPanel(applicant), clusterPanel(applicant), recordsPanel(applicant)),
      h('div', { class: 'narrow' }, chainPanel(applicant), identifiersPanel(applicant), historyPanel(applicant))),
  ].filter((node) => node instanceof Node);
}

/** @param {Applicant} applicant */
function heading({ gid, standardName, status, offices, kind, country }) {
  const { text, language, script, latin, method, version } = standardName;
  const file = `gid-${gid}-proof.json`;
  return h('header', { class: 'applicant-heading' },
    h('h1', {}, nameElement(text, language, script)),
    latin && latin !== text && h('p', { class: 'latin' }, latin),
    h('p', { class: 'summary' }, h('span', { class: `state state-${status}` }, term('states', status)),
      [term('applicantKinds', kind ?? ''), country && displayName('region', country), languageAndScript(language, script)].filter(Boolean).join(' · '),
      ' ', offices.map((code) => [officeCode(code), ' ']).flat()),
    h('div', { class: 'gid-line' },
      h('div', {}, h('p', { class: 'gid-large' }, gidText(gid)), h('p', { class: 'quiet' }, t('applicant.legal'))),
      h('button', { type: 'button', class: 'plain', onclick: () => void copy(gidText(gid)) }, icon('copy'), t('applicant.copy')),
      h('a', { class: 'button', href: address(`applicants/${gid}/proof`), download: file }, icon('download'), t('applicant.proof')),
      h('a', { class: 'contest', href: `#/issues?gid=${gid}` }, t('applicant.contest'))),
    h('p', { class: 'quiet' }, t('applicant.proofHint', { file })),
    h('p', { class: 'quiet' }, t('applicant.method', { method, version })));
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard?.writeText(text).catch(() => {}); // refused without https: the text can still be selected
  announce(t('applicant.copied'));
}
