// @ts-check
/** The pilot in figures, for somebody who has one minute. */

import { read } from '../api.js';
import { h, icon } from '../elements.js';
import { displayName, moment, number, t, term } from '../messages.js';
import { officeCode } from '../names.js';
import { funnel } from '../pictures/funnel.js';
import { officeMap } from '../pictures/office_map.js';
import { shareTable } from '../pictures/share_table.js';
import { sharedMatrix } from '../pictures/shared_matrix.js';

export const title = () => t('nav.dashboard');

/** @param {HTMLElement} container */
export async function mount(container) {
  const { body: summary } = await read('summary');
  if (summary.records === 0) {
    container.replaceChildren(h('h1', {}, t('nav.dashboard')),
      h('section', { class: 'notice' }, h('p', {}, t('dashboard.empty')), h('p', { class: 'quiet' }, t('dashboard.emptyHint'))));
    return;
  }
  container.replaceChildren(opening(summary), figures(summary), funnelPanel(summary),
    h('div', { class: 'pair' }, sharedPanel(summary), scriptPanel(summary)),
    h('div', { class: 'pair' }, statePanel(summary), ledgerPanel(summary)));
}

/** @param {any} summary */
function opening(summary) {
  return h('header', { class: 'opening' },
    h('h1', {}, t('dashboard.title', { count: summary.offices.length })),
    h('p', { class: 'lead' }, t('dashboard.lead', { scripts: summary.scripts.length })),
    h('aside', { class: 'legal', 'aria-label': t('legal.short') }, icon('seal'),
      h('p', {}, h('strong', {}, t('legal.short')), ' ', t('legal.sentence'))));
}

/** @param {any} summary */
function figures(summary) {
  const waiting = summary.proposals.proposed + summary.proposals.deferred;
  /** @type {[string, number | null, string?][]} */
  const shown = [
    ['offices', summary.offices.length], ['records', summary.records], ['scripts', summary.scripts.length],
    ['clusters', summary.clusters], ['crossOffice', summary.crossOfficeLinks], ['identifiers', summary.identifiers],
    ['waiting', waiting, '#/review'], ['batches', summary.batches], ['gas', summary.gasPerIdentifier],
  ];
  return h('section', { 'aria-labelledby': 'figures' },
    h('h2', { id: 'figures', class: 'visually-hidden' }, t('dashboard.figures')),
    h('dl', { class: 'figures' }, shown.map(([key, value, href]) => h('div', { class: key },
      h('dt', {}, href ? h('a', { href }, t(`dashboard.${key}`), icon('arrow')) : t(`dashboard.${key}`)),
      h('dd', {}, value === null || value === undefined ? t('dashboard.notMeasured') : number(Math.round(value)))))));
}

/** @param {any} summary */
function funnelPanel({ records, clusters, identifiers }) {
  const steps = [
    { label: t('dashboard.funnelRecords'), value: records },
    { label: t('dashboard.funnelClusters'), value: clusters },
    { label: t('dashboard.funnelIdentifiers'), value: identifiers },
  ];
  return panel('funnelTitle', funnel(steps, t('dashboard.funnelText', { records, clusters, identifiers })));
}

/** @param {any} summary */
function sharedPanel({ offices, sharedApplicants }) {
  const some = sharedApplicants.some((/** @type {any} */ pair) => pair.applicants > 0);
  if (!some) return panel('sharedTitle', h('p', { class: 'quiet' }, t('dashboard.sharedNone')));
  return panel('sharedTitle', officeMap(offices, sharedApplicants),
    h('p', { class: 'quiet' }, t('dashboard.sharedText')), sharedMatrix(offices, sharedApplicants));
}

/** @param {any} summary */
function scriptPanel({ scripts, offices }) {
  const byScript = [...scripts].sort((a, b) => b.records - a.records)
    .map(({ script, records }) => ({ label: displayName('script', script), value: records }));
  const byOffice = offices.map((/** @type {any} */ { code, name, records }) => ({
    label: h('span', { class: 'office-name' }, officeCode(code), ` ${name}`), value: records,
  }));
  return panel('scriptTitle',
    shareTable({ caption: t('dashboard.scriptTable'), heading: t('dashboard.script'), rows: byScript }),
    h('h3', {}, t('dashboard.officeTable')),
    shareTable({ caption: t('dashboard.officeTable'), heading: t('dashboard.office'), rows: byOffice }));
}

/** @param {any} summary */
function statePanel({ proposals }) {
  const rows = Object.entries(proposals).filter(([, count]) => count > 0)
    .map(([state, count]) => ({ label: h('a', { href: `#/review?state=${state}` }, term('states', state)), value: count }));
  return panel('stateTitle', shareTable({ caption: t('dashboard.stateTitle'), heading: t('review.state'), rows, counted: t('dashboard.proposals') }));
}

/** @param {any} summary */
function ledgerPanel({ chain, generatedAt }) {
  /** @type {[string, string | number][] | null} */
  const facts = chain && [['chain', chain.chainId], ['registry', chain.registry], ['block', chain.blockNumber], ['head', chain.head]];
  return panel('ledger',
    facts ? h('dl', { class: 'facts' }, facts.map(([key, value]) => h('div', {},
      h('dt', {}, t(`dashboard.${key}`)), h('dd', {}, h('code', {}, String(value ?? '—'))))))
      : h('p', { class: 'quiet' }, t('dashboard.notMeasured')),
    generatedAt && h('p', { class: 'quiet' }, t('dashboard.asOf', { moment: moment(generatedAt) })));
}

/** @param {string} key @param {...(Node | string | null)} children */
function panel(key, ...children) {
  return h('section', { class: `panel ${key}`, 'aria-labelledby': key }, h('h2', { id: key }, t(`dashboard.${key}`)), ...children);
}
