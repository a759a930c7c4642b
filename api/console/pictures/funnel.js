// @ts-check
/** Bars that shrink from one step to the next, joined by the slope between them. */

import { svg } from '../elements.js';
import { number, t } from '../messages.js';
import { picture } from './responsive.js';

const LEAST_SHARE = 0.02; // a step with few left must still be seen
const LABEL = 240; // CSS pixels a figure and its words need beside or inside a bar
const NARROW = 480; // CSS pixels below which the words stand above the bars
const WIDE_SHAPE = { label: 0, bar: 46, slope: 30 }; // heights in CSS pixels
const NARROW_SHAPE = { label: 30, bar: 20, slope: 12 };

/** @typedef {{label: string, value: number}} Step */
/** @typedef {typeof WIDE_SHAPE} Shape */

/**
 * @param {Step[]} steps first the widest
 * @param {string} description
 */
export function funnel(steps, description) {
  return picture(description, (width) => {
    const shape = width < NARROW ? NARROW_SHAPE : WIDE_SHAPE;
    const most = Math.max(1, ...steps.map(({ value }) => value));
    const widths = steps.map(({ value }) => Math.max(value / most, LEAST_SHARE) * width);
    const mirrored = document.documentElement.dir === 'rtl';
    const drawn = steps.flatMap((step, index) => {
      const y = index * (shape.label + shape.bar + shape.slope) + shape.label;
      return [
        index > 0 && shape === WIDE_SHAPE && slope([widths[index - 1], widths[index]], y, shape),
        svg('rect', { class: `step step-${index}`, x: 0, y, width: widths[index], height: shape.bar, rx: 3 }),
      ];
    }).filter((node) => node instanceof Node);
    return {
      height: steps.length * (shape.label + shape.bar) + (steps.length - 1) * shape.slope,
      // only the bars are mirrored for a right-to-left reader: mirrored text could not be read
      shapes: [svg('g', mirrored ? { transform: `translate(${width} 0) scale(-1 1)` } : {}, drawn),
        ...steps.flatMap((step, index) => words(step, { index, shape, width, barWidth: widths[index], before: steps[index - 1]?.value }))],
    };
  });
}

/** @param {number[]} widths above and below @param {number} y of the bar below @param {Shape} shape */
function slope([above, below], y, shape) {
  return svg('path', { class: 'slope', d: `M0 ${y - shape.slope}H${above}L${below} ${y}H0Z` });
}

/**
 * @param {Step} step
 * @param {{index: number, shape: Shape, width: number, barWidth: number, before?: number}} place
 */
function words({ label, value }, { index, shape, width, barWidth, before }) {
  const start = (/** @type {number} */ x) => (document.documentElement.dir === 'rtl' ? width - x : x);
  const top = index * (shape.label + shape.bar + shape.slope);
  const above = shape.label > 0;
  const inside = !above && barWidth > LABEL;
  const figure = svg('text', {
    class: inside ? `on-step-${index}` : 'off-step', x: start(above ? 0 : inside ? 16 : barWidth + 12), y: top + (above ? 20 : 29),
  }, svg('tspan', { class: 'big' }, number(value)), ` ${label}`);
  if (!before || barWidth < 2 * LABEL) return [figure];
  const share = t('dashboard.funnelShare', { share: number(value / before, { style: 'percent', maximumFractionDigits: 1 }) });
  return [figure, svg('text', { class: `on-step-${index}`, x: start(barWidth - 14), y: top + 28, 'text-anchor': 'end' }, share)];
}
