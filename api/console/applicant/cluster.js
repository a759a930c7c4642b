// @ts-check
/** How the records of one applicant hang together: a picture, and the same as a table. */

import { h } from '../elements.js';
import { t } from '../messages.js';
import { percent } from '../names.js';
import { clusterGraph } from '../pictures/cluster_graph.js';

/** @param {import('../types.js').Applicant} applicant */
export function clusterPanel({ records, links = [] }) {
  return h('section', { class: 'panel graph', 'aria-labelledby': 'panel-graph' }, h('h2', { id: 'panel-graph' }, t('applicant.graph')), ...content(records, links));
}

/**
 * @param {import('../types.js').OfficeRecord[]} records @param {import('../types.js').Link[]} links
 * @returns {Node[]}
 */
function content(records, links) {
  if (records.length < 2) return [h('p', { class: 'quiet' }, t('applicant.single'))];
  const { element, shown } = clusterGraph(records, links);
  const text = links.length ? t('applicant.graphText') : t('applicant.noLinks');
  return [element, h('p', { class: 'quiet' }, text, shown < records.length && ` ${t('applicant.truncated', { count: shown, total: records.length })}`),
    links.length ? linkTable(links, new Map(records.map(({ recordId, office, localId }) => [recordId, `${office} ${localId}`]))) : ''].filter((node) => node instanceof Node);
}

/** @param {import('../types.js').Link[]} links @param {Map<string, string>} labels */
function linkTable(links, labels) {
  const ordered = [...links].sort((a, b) => b.probability - a.probability);
  return h('details', {}, h('summary', {}, t('applicant.links')), h('table', {},
    h('caption', { class: 'visually-hidden' }, t('applicant.graph')),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('applicant.from')), h('th', { scope: 'col' }, t('applicant.to')), h('th', { scope: 'col', class: 'number' }, t('applicant.probability')))),
    h('tbody', {}, ordered.map(({ left, right, probability }) => h('tr', {}, h('td', {}, labels.get(left) ?? left), h('td', {}, labels.get(right) ?? right), h('td', { class: 'number' }, percent(probability)))))));
}
