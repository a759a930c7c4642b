// @ts-check
/** Handing a file to the reader. */

import { h } from './elements.js';

const KEPT_MS = 60_000; // by then the browser has taken it

/** @param {Blob} blob @param {string} name */
export function saveFile(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h('a', { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
