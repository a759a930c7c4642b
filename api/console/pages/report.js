// @ts-check
/** The report for the committee, as the API computes it: the same figures that its other forms show. */

import { address, read } from '../api.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { reportBlock } from '../report/blocks.js';

export const title = () => t('nav.report');

/** @param {HTMLElement} container */
export async function mount(container) {
  const { body: report } = await read('report');
  const sections = report.sections.filter((/** @type {Section} */ { id }) => id !== 'figures'); // each figure tells its source itself
  /** @type {Map<string, import('../report/blocks.js').Figure>} */
  const figures = new Map(report.figures.map((/** @type {any} */ figure) => [figure.id, figure]));
  container.lang = report.language;
  container.dir = report.direction;
  container.replaceChildren(opening(report), contents(sections),
    ...sections.map((/** @type {Section} */ section) => sectionPanel(section, figures)));
}

/** @typedef {{id: string, number: string, title: string, blocks: import('../report/blocks.js').Block[]}} Section */

/** @param {any} report */
function opening({ title: heading, subtitle, notice, facts }) {
  return h('header', { class: 'report-opening' },
    h('h1', {}, heading),
    h('p', { class: 'lead' }, subtitle),
    h('p', { class: 'notice' }, icon('seal'), h('span', {}, notice)),
    h('dl', { class: 'facts' }, facts.map((/** @type {any} */ { label, value }) => h('div', {}, h('dt', {}, label), h('dd', {}, value)))),
    h('p', { class: 'quiet' }, t('report.files'), ' ', h('code', {}, 'gid report --out DIR')),
    h('p', {}, h('a', { class: 'button', href: address('report'), target: '_blank', rel: 'noopener' }, t('report.asPage')), ' ',
      h('a', { class: 'button', href: '#/issues' }, t('report.issues'))));
}

/** @param {Section[]} sections */
function contents(sections) {
  const jump = (/** @type {string} */ id) => (/** @type {Event} */ event) => {
    event.preventDefault(); // the address names the page, so a plain link would leave it
    const target = document.getElementById(`report-${id}`);
    target?.scrollIntoView();
    target?.focus();
  };
  return h('nav', { class: 'panel report-contents', 'aria-label': t('report.contents') },
    h('ol', {}, sections.map(({ id, number, title: heading }) => h('li', {},
      h('a', { href: '#/report', onclick: jump(id) }, `${number} ${heading}`.trim())))));
}

/** @param {Section} section @param {Map<string, import('../report/blocks.js').Figure>} figures */
function sectionPanel({ id, number, title: heading, blocks }, figures) {
  return h('section', { class: 'panel report-section', 'aria-labelledby': `report-${id}` },
    h('h2', { id: `report-${id}`, tabindex: -1 }, `${number} ${heading}`.trim()),
    blocks.map((block) => reportBlock(block, figures)));
}
