// @ts-check
/** One block of the report as elements; texts are set as text, pictures are parsed as SVG and stripped of what is not drawing. */

import { h } from '../elements.js';
import { nameElement } from '../names.js';

/**
 * @typedef {{id: string, text: string, source: string, value: number | string}} Figure
 * @typedef {string | {figure: string} | {name: string, language: string} | {code: string}} Part
 * @typedef {{kind: string, [member: string]: any}} Block
 * @typedef {Map<string, Figure>} Figures
 */

const DRAWN = new Set(['svg', 'g', 'rect', 'circle', 'line', 'path', 'text', 'title']);

/** @param {Block} block @param {Figures} figures @returns {HTMLElement} */
export function reportBlock(block, figures) {
  switch (block.kind) {
    case 'paragraph': return h('p', { class: block.quiet ? 'quiet' : null }, parts(block.parts, figures));
    case 'table': return table(block, figures);
    case 'picture': return h('figure', {}, drawing(block.svg), h('figcaption', {}, block.caption));
    case 'case': return hardCase(block, figures);
    case 'tiles': return h('dl', { class: 'report-tiles' }, block.tiles.map((/** @type {any} */ { label, figure }) => h('div', {},
      h('dt', {}, label), h('dd', {}, part({ figure }, figures)))));
    default: return h('p', {}, block.kind);
  }
}

/** @param {Part[]} list @param {Figures} figures */
function parts(list, figures) {
  return list.map((each) => part(each, figures));
}

/** @param {Part} each @param {Figures} figures */
function part(each, figures) {
  if (typeof each === 'string') return each;
  if ('code' in each) return h('code', {}, each.code);
  if ('name' in each) return nameElement(each.name, each.language);
  const figure = figures.get(each.figure);
  return h('data', { value: figure?.value, title: `${each.figure}: ${figure?.source}` }, figure?.text ?? each.figure);
}

/** @param {Block} block @param {Figures} figures */
function table({ caption, header, rows, words }, figures) {
  const isAmount = (/** @type {number} */ place) => place >= words && rows.every((/** @type {Part[]} */ row) => {
    const cell = row[place];
    return typeof cell === 'string' ? cell.length < 2 : 'figure' in cell;
  });
  const style = (/** @type {number} */ place) => (isAmount(place) ? 'number' : null);
  return h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': caption }, h('table', {},
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, header.map((/** @type {string} */ cell, /** @type {number} */ place) => h('th', { scope: 'col', class: style(place) }, cell)))),
    h('tbody', {}, rows.map((/** @type {Part[]} */ [first, ...rest]) => h('tr', {},
      h('th', { scope: 'row', class: style(0) }, part(first, figures)),
      rest.map((cell, place) => h('td', { class: style(place + 1) }, part(cell, figures))))))));
}

/** @param {Block} block @param {Figures} figures */
function hardCase({ names, facts, reasons }, figures) {
  return h('div', { class: 'report-case' },
    h('p', { class: 'names' }, names.map((/** @type {Part} */ name) => h('span', {}, part(name, figures)))),
    h('p', { class: 'quiet' }, parts(facts, figures)),
    h('ul', {}, reasons.map((/** @type {string} */ reason) => h('li', {}, h('bdi', {}, reason)))));
}

/** @param {string} source an SVG of our own API; its colours come from report.css, since our policy allows no style inside */
function drawing(source) {
  const root = new DOMParser().parseFromString(source, 'image/svg+xml').documentElement;
  for (const element of [...root.querySelectorAll('*')]) if (!DRAWN.has(element.localName)) element.remove();
  return document.importNode(root, true);
}
