// @ts-check
/** Applicants related to this one, and the numbers that lead here. */

import { h } from '../elements.js';
import { moment, t } from '../messages.js';
import { gidElement, nameElement } from '../names.js';

/** @typedef {import('../types.js').Applicant} Applicant */

/** @param {Applicant} applicant @returns {HTMLElement | null} null where there is nothing to say */
export function relationsPanel({ relations = [], merged = [] }) {
  if (relations.length + merged.length === 0) return null;
  return h('section', { class: 'panel relations', 'aria-labelledby': 'panel-relations' }, h('h2', { id: 'panel-relations' }, t('applicant.relations')),
    relations.length > 0 && h('ul', { class: 'related' }, relations.map((relation) => h('li', {}, related(relation)))),
    merged.length > 0 && h('p', {}, t('applicant.mergedHere'), ' ', merged.map((gid) => [gidElement(gid), ' ']).flat()));
}

/** @param {import('../types.js').Relation} relation */
function related({ gid, standardName, by, office, reason, at }) {
  const name = nameElement(standardName.text, standardName.language, standardName.script);
  return h('div', {}, h('p', {}, t('applicant.relatedTo'), ' ', gid ? h('a', { href: `#/applicants/${gid}` }, name) : name, ' ', gid ? gidElement(gid) : h('small', {}, t('applicant.notRegistered'))),
    h('p', { class: 'quiet' }, t('review.judgement', { by, office }), ' ', h('time', { datetime: at }, moment(at)), reason && h('bdi', {}, ` ${reason}`)));
}
