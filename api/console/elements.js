// @ts-check
/** Builders for HTML and SVG elements. Text is always set as text, so nothing a record says can become markup. */

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, any>} Attributes attribute values; a function under `onclick` and the like is a listener */

/**
 * Build an HTML element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes] null, undefined and false leave an attribute out; true sets it empty
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * Build an SVG element. Geometry goes into attributes and looks into classes: our policy allows no style attribute.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  return fill(/** @type {SVGElement} */ (document.createElementNS(SVG_NAMESPACE, tag)), attributes, children);
}

/**
 * An icon from icons.svg; decoration only, the text beside it carries the meaning.
 * @param {string} id
 */
export function icon(id) {
  return svg('svg', { class: 'icon', 'data-icon': id, 'aria-hidden': 'true', viewBox: '0 0 20 20' },
    svg('use', { href: `icons.svg#${id}` }));
}

/**
 * @template {HTMLElement | SVGElement} E
 * @param {E} element
 * @param {Attributes} attributes
 * @param {(Child | Child[])[]} children
 * @returns {E}
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(typeof child === 'number' ? String(child) : child);
  }
  return element;
}
