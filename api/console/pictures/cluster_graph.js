// @ts-check
/** The office records of one applicant as nodes, the scored pairs as lines that carry their probability. */

import { svg } from '../elements.js';
import { percent } from '../names.js';
import { t } from '../messages.js';
import { picture } from './responsive.js';
import { ringPoints } from './ring.js';

const RADIUS = 23; // CSS pixels
const MOST_NODES = 16; // beyond this the circles touch on a phone
const LINES_LABELLED = 15;

/** @typedef {import('../types.js').OfficeRecord} OfficeRecord */
/** @typedef {import('../types.js').Link} Link */
/** @typedef {{x: number, y: number}} Point */

/**
 * @param {OfficeRecord[]} records
 * @param {Link[]} links
 * @returns {{element: HTMLElement, shown: number}} shown: how many of the records fitted
 */
export function clusterGraph(records, links) {
  const nodes = records.slice(0, MOST_NODES);
  const element = picture(t('applicant.graphText'), (width) => {
    const height = nodes.length < 3 ? 150 : Math.min(Math.max(width * 0.62, 240), 380);
    const points = ringPoints(nodes.length, { width, height, margin: RADIUS + 22 });
    const at = new Map(nodes.map(({ recordId }, index) => [recordId, points[index]]));
    const drawn = links.filter(({ left, right }) => at.has(left) && at.has(right))
      .sort((a, b) => b.probability - a.probability);
    return {
      height,
      shapes: [
        ...drawn.map((link) => edge(link, endsOf(link, at))),
        ...drawn.slice(0, LINES_LABELLED).map((link) => label(link, endsOf(link, at))),
        ...nodes.map((record, index) => node(record, points[index], height)),
      ],
    };
  });
  return { element, shown: nodes.length };
}

/** @param {Link} link @param {Map<string, Point>} at @returns {Point[]} */
function endsOf({ left, right }, at) {
  return [left, right].map((id) => at.get(id) ?? { x: 0, y: 0 });
}

/** @param {Link} link @param {Point[]} ends */
function edge({ probability }, [from, to]) {
  return svg('line', {
    class: probability < 0.9 ? 'edge doubtful' : 'edge', x1: from.x, y1: from.y, x2: to.x, y2: to.y,
    'stroke-width': 1 + 3 * probability,
  });
}

/** @param {Link} link @param {Point[]} ends */
function label({ probability }, [from, to]) {
  const text = percent(probability);
  const [x, y, half] = [(from.x + to.x) / 2, (from.y + to.y) / 2, text.length * 3.6 + 6];
  return svg('g', { class: 'label' },
    svg('rect', { x: x - half, y: y - 10, width: 2 * half, height: 20, rx: 10 }),
    svg('text', { x, y: y + 4, 'text-anchor': 'middle' }, text));
}

/** @param {OfficeRecord} record @param {Point} point @param {number} height the label stands on the outer side of the circle */
function node({ office, localId, name }, { x, y }, height) {
  const labelY = y < height / 2 - 1 ? y - RADIUS - 7 : y + RADIUS + 15;
  return svg('g', { class: 'node' },
    svg('title', {}, `${office} ${localId}: ${name}`),
    svg('circle', { cx: x, cy: y, r: RADIUS }),
    svg('text', { class: 'code', x, y: y + 5, 'text-anchor': 'middle' }, office),
    svg('text', { class: 'local', x, y: labelY, 'text-anchor': 'middle' }, localId));
}
