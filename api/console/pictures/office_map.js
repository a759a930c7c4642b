// @ts-check
/** Offices on a ring, joined by the applicants they share. */

import { svg } from '../elements.js';
import { number, t } from '../messages.js';
import { picture } from './responsive.js';
import { ringPoints } from './ring.js';

const LINES_LABELLED = 15; // more figures than this cannot be told apart
const WIDEST_LINE = 16; // CSS pixels
const [LEAST_RADIUS, MOST_RADIUS] = [24, 40];

/** @typedef {import('../types.js').OfficeFigure} OfficeFigure */
/** @typedef {{left: string, right: string, applicants: number}} Shared */

/**
 * @param {OfficeFigure[]} offices
 * @param {Shared[]} shared each pair of offices once
 */
export function officeMap(offices, shared) {
  return picture(t('dashboard.sharedText'), (width) => {
    const height = Math.min(Math.max(width * 0.8, 300), 430);
    const points = ringPoints(offices.length, { width, height, margin: MOST_RADIUS + 6 });
    const at = new Map(offices.map(({ code }, index) => [code, points[index]]));
    const most = Math.max(1, ...shared.map(({ applicants }) => applicants));
    const known = shared.filter(({ left, right, applicants }) => at.has(left) && at.has(right) && applicants > 0)
      .sort((a, b) => b.applicants - a.applicants);
    const ends = (/** @type {Shared} */ { left, right }) => [at.get(left), at.get(right)].map((p) => p ?? { x: 0, y: 0 });
    return {
      height,
      shapes: [
        ...known.map((pair) => line(pair, ends(pair), most)),
        ...known.slice(0, LINES_LABELLED).map((pair) => figure(pair, ends(pair))),
        ...offices.map((office, index) => circle(office, points[index], offices)),
      ],
    };
  });
}

/** @typedef {{x: number, y: number}} Point */

/** @param {Shared} pair @param {Point[]} ends @param {number} most */
function line(pair, [from, to], most) {
  return svg('line', {
    class: 'shared', x1: from.x, y1: from.y, x2: to.x, y2: to.y,
    'stroke-width': Math.max(1.2, Math.sqrt(pair.applicants / most) * WIDEST_LINE),
  }, svg('title', {}, t('dashboard.sharedLine', { left: pair.left, right: pair.right, count: pair.applicants })));
}

/** @param {Shared} pair @param {Point[]} ends */
function figure(pair, [from, to]) {
  const text = number(pair.applicants);
  const [x, y, half] = [(from.x + to.x) / 2, (from.y + to.y) / 2, text.length * 4.2 + 7];
  return svg('g', { class: 'label' },
    svg('rect', { x: x - half, y: y - 11, width: 2 * half, height: 22, rx: 11 }),
    svg('text', { x, y: y + 4.5, 'text-anchor': 'middle' }, text));
}

/** @param {OfficeFigure} office @param {Point} point @param {OfficeFigure[]} offices */
function circle({ code, name, records }, { x, y }, offices) {
  const most = Math.max(1, ...offices.map((office) => office.records));
  const radius = LEAST_RADIUS + Math.sqrt(records / most) * (MOST_RADIUS - LEAST_RADIUS);
  return svg('g', { class: 'node' },
    svg('title', {}, `${name || code}: ${number(records)}`),
    svg('circle', { cx: x, cy: y, r: radius }),
    svg('text', { class: 'code', x, y: y - 1, 'text-anchor': 'middle' }, code),
    svg('text', { class: 'size', x, y: y + 14, 'text-anchor': 'middle' }, number(records)));
}
