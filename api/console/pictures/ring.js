// @ts-check

/**
 * Places on an ellipse, the first at the top, clockwise.
 * @param {number} count
 * @param {{width: number, height: number, margin: number}} frame CSS pixels; margin is kept free on each side
 * @returns {{x: number, y: number}[]}
 */
export function ringPoints(count, { width, height, margin }) {
  const [rx, ry] = [Math.min(width / 2 - margin, (height / 2 - margin) * 1.35), height / 2 - margin];
  if (count === 1) return [{ x: width / 2, y: height / 2 }];
  if (count === 2) return [{ x: width / 2 - rx, y: height / 2 }, { x: width / 2 + rx, y: height / 2 }];
  return Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * 2 * Math.PI - Math.PI / 2;
    return { x: width / 2 + rx * Math.cos(angle), y: height / 2 + ry * Math.sin(angle) };
  });
}
