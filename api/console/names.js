// @ts-check
/** How a name, an office, a probability or a GID is written on every page. */

import { h, svg } from './elements.js';
import { displayName, enumeration, number, t } from './messages.js';

const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm']);
const HIGHEST_SHOWN = 0.999; // above it a percentage would claim more than a calibrated model knows

/**
 * A name as its office wrote it, isolated from the text around it.
 * @param {string} text @param {string} [language] BCP 47 @param {string} [script] ISO 15924
 * @param {Node[]} [parts] the text already split, when differences are marked
 */
export function nameElement(text, language = '', script = '', parts) {
  const direction = RIGHT_TO_LEFT.has(script) ? 'rtl' : 'auto';
  return h('bdi', { class: 'name', lang: languageTag(language, script), dir: direction }, parts ?? text);
}

/**
 * The language to mark a name with: its own, or the one its script points at, so that a font and a voice fit.
 * @param {string} language @param {string} script
 * @returns {string} '' (unknown) rather than a guess
 */
export function languageTag(language, script) {
  /** @type {Record<string, string>} */
  const byScript = { Arab: 'ar', Hang: 'ko', Kore: 'ko', Hira: 'ja', Kana: 'ja', Jpan: 'ja', Hani: 'zh', Hans: 'zh-Hans',
    Hant: 'zh-Hant', Hebr: 'he', Thai: 'th', Grek: 'el' };
  return language || byScript[script] || '';
}

/** @param {string} language @param {string} script @returns {string} "Japanese, Han" */
export function languageAndScript(language, script) {
  const names = [language && displayName('language', language), script && displayName('script', script)].filter(Boolean);
  return enumeration([...new Set(names)]); // "Arabic", not "Arabic, Arabic"
}

/** @param {string} code WIPO ST.3 @param {string} [title] */
export function officeCode(code, title) {
  return h('abbr', { class: 'office', title: title || null }, code);
}

/** @param {string} gid 14 digits, or already spaced @returns {string} "GID 0000 0012 3456 78" */
export function gidText(gid) {
  const digits = gid.replace(/\D/g, '');
  if (digits.length !== 14) return gid;
  return `GID ${digits.slice(0, 4)} ${digits.slice(4, 8)} ${digits.slice(8, 12)} ${digits.slice(12)}`;
}

/** @param {number} probability 0 to 1 @returns {string} */
export function percent(probability) {
  const options = /** @type {const} */ ({ style: 'percent', maximumFractionDigits: 1 });
  if (probability > HIGHEST_SHOWN) return t('probability.above', { limit: number(HIGHEST_SHOWN, options) });
  if (probability < 1 - HIGHEST_SHOWN) return t('probability.below', { limit: number(1 - HIGHEST_SHOWN, options) });
  return number(probability, options);
}

/** @param {number} probability @returns {string} the same in words */
export function likelihood(probability) {
  const steps = /** @type {const} */ ([[0.99, 'almostCertain'], [0.9, 'veryLikely'], [0.7, 'likely'], [0.4, 'open'],
    [0.1, 'unlikely'], [-1, 'veryUnlikely']]);
  return t(`probability.${steps.find(([from]) => probability >= from)?.[1]}`);
}

/** @param {string} text a sentence as the API writes it: English, whatever the language of the page */
export function apiSentence(text) {
  return h('bdi', { lang: 'en' }, text);
}

/** @param {string} gid 14 digits @returns {HTMLElement} as printed, never broken over two lines */
export function gidElement(gid) {
  return h('span', { class: 'gid' }, gidText(gid));
}

/** @param {number} probability 0 to 1: a bar with its figure; the figure carries the meaning */
export function probabilityBar(probability) {
  return h('span', { class: 'probability' },
    svg('svg', { class: 'meter', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('rect', { class: 'track', width: 100, height: 8 }),
      svg('rect', { class: 'level', width: Math.round(probability * 1000) / 10, height: 8 })),
    h('span', { class: 'figure' }, percent(probability)));
}

/**
 * City and country, each isolated: a city in Arabic must not pull the comma to its other side.
 * @param {{city: string, country: string}} place country: ISO 3166
 * @returns {HTMLElement | null}
 */
export function placeElement({ city, country }) {
  const parts = [city, country && displayName('region', country)].filter(Boolean);
  return parts.length ? h('span', {}, parts.flatMap((part, index) => [index > 0 && t('shell.comma'), h('bdi', {}, part)])) : null;
}
