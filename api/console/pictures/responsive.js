// @ts-check
/** A picture drawn for the width it has, so that its text keeps the reader's size on a phone and at 200 % zoom. */

import { h, svg } from '../elements.js';

/**
 * @typedef {object} Drawing
 * @property {number} height CSS pixels
 * @property {Node[]} shapes
 */

/**
 * A frame that draws itself again whenever its width changes.
 * @param {string} description what the picture says, for a reader who cannot see it
 * @param {(width: number) => Drawing} draw gets the width in CSS pixels
 * @returns {HTMLElement}
 */
export function picture(description, draw) {
  const frame = h('div', { class: 'picture' });
  let drawnFor = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width === 0 || width === drawnFor) return;
    drawnFor = width;
    const { height, shapes } = draw(width);
    frame.replaceChildren(svg('svg', {
      role: 'img', 'aria-label': description, width, height, viewBox: `0 0 ${width} ${height}`,
    }, shapes));
  }).observe(frame);
  return frame;
}
