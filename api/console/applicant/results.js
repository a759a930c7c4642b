// @ts-check
/** Found applicants, best first, each with the reasons it was found. */

import { h } from '../elements.js';
import { evidenceList } from '../evidence.js';
import { t, term } from '../messages.js';
import { nowCalled } from './former.js';
import { gidText, nameElement, officeCode, probabilityBar } from '../names.js';

const NAMES_SHOWN = 4;

/** @typedef {import('../types.js').Applicant} Applicant */

/** @param {Applicant[]} items */
export function resultList(items) {
  return h('ol', { class: 'found' }, items.map((applicant) => h('li', {}, result(applicant))));
}

/** @param {Applicant} applicant */
function result({ gid, standardName, nameForms, offices, status, probability, evidence, formerName }) {
  const byText = new Map(nameForms.filter(({ text }) => text !== standardName.text).map((form) => [form.text, form]));
  const others = [...byText.values()].slice(0, NAMES_SHOWN);
  return h('article', {},
    h('div', { class: 'line' },
      h('h2', {}, h('a', { href: `#/applicants/${gid}` }, nameElement(standardName.text, standardName.language, standardName.script))),
      probability === undefined || probability === null ? null : probabilityBar(probability)),
    formerName && nowCalled(formerName, standardName),
    others.length > 0 && h('p', { class: 'others' }, others.map(({ text, language, script, kind }) => h('span', {}, nameElement(text, language, script),
      kind === 'former' && h('small', {}, ` ${term('nameKinds', kind)}`)))),
    h('p', { class: 'summary' }, h('span', { class: 'gid' }, gidText(gid)), ' ', offices.map((code) => [officeCode(code), ' ']).flat(),
      status !== 'active' && h('span', { class: `state state-${status}` }, term('states', status))),
    evidence && evidence.length > 0 && h('details', {}, h('summary', {}, t('lookup.why')), evidenceList(evidence)));
}
