// @ts-check
/** Bars that shrink from one step to the next, joined by the slope between them. */

import { svg } from '../elements.js';
import { number, t } from '../messages.js';
import { picture } from './responsive.js';

const BAR = 46; // CSS pixels
const SLOPE = 30;
const LABEL = 240; // the room a figure and its words need
const LEAST_SHARE = 0.02; // a step with few left must still be seen

/** @typedef {{label: string, value: number}} Step */

/**
 * @param {Step[]} steps first the widest
 * @param {string} description
 */
export function funnel(steps, description) {
  return picture(description, (width) => {
    const most = Math.max(1, ...steps.map(({ value }) => value));
    const widths = steps.map(({ value }) => Math.max(value / most, LEAST_SHARE) * width);
    const shapes = steps.flatMap((step, index) => [
      ...slope(widths, index, width),
      ...bar(step, { index, barWidth: widths[index], width, before: steps[index - 1]?.value }),
    ]);
    return { height: steps.length * BAR + (steps.length - 1) * SLOPE, shapes };
  });
}

/** @param {number} index */
const top = (index) => index * (BAR + SLOPE);

/** @param {number[]} widths @param {number} index @param {number} width */
function slope(widths, index, width) {
  if (index === 0) return [];
  const [above, below, y] = [widths[index - 1], widths[index], top(index) - SLOPE];
  const start = document.documentElement.dir === 'rtl' ? (/** @type {number} */ x) => width - x : (/** @type {number} */ x) => x;
  return [svg('path', {
    class: 'slope', d: `M${start(0)} ${y}H${start(above)}L${start(below)} ${y + SLOPE}H${start(0)}Z`,
  })];
}

/**
 * @param {Step} step
 * @param {{index: number, barWidth: number, width: number, before?: number}} place
 */
function bar({ label, value }, { index, barWidth, width, before }) {
  const mirrored = document.documentElement.dir === 'rtl';
  const inside = barWidth > Math.max(width * 0.5, LABEL);
  const textAt = inside ? 16 : barWidth + 12;
  const share = before ? t('dashboard.funnelShare', { share: number(value / before, { style: 'percent', maximumFractionDigits: 1 }) }) : '';
  const x = mirrored ? width - textAt : textAt;
  return [
    svg('rect', { class: `step step-${index}`, x: mirrored ? width - barWidth : 0, y: top(index), width: barWidth, height: BAR, rx: 3 }),
    svg('text', { class: inside ? `on-step-${index}` : 'off-step', x, y: top(index) + 29 },
      svg('tspan', { class: 'big' }, number(value)), ` ${label}`),
    share && barWidth > 2 * LABEL && svg('text', { class: `on-step-${index}`, x: mirrored ? width - barWidth + 14 : barWidth - 14, y: top(index) + 28, 'text-anchor': 'end' }, share),
  ].filter((shape) => shape instanceof Node);
}
