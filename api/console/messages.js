// @ts-check
/**
 * The console's texts. Each language is one module in messages/; adding one is that file and a line in LANGUAGES.
 * A text holds {places}; a text that counts is an object keyed by CLDR plural category.
 */

/** @typedef {string | {one?: string, two?: string, few?: string, many?: string, zero?: string, other: string}} Message */
/** @typedef {{[key: string]: Message | readonly string[] | Catalogue}} Catalogue */

/**
 * `name` in the language itself; `locale` of numbers and dates where the reader's region is not known.
 * @type {Record<string, {name: string, load: () => Promise<{default: Catalogue}>, direction: 'ltr' | 'rtl', locale?: string}>}
 */
export const LANGUAGES = {
  ar: { name: 'العربية', load: () => import('./messages/ar.js'), direction: 'rtl', locale: 'ar-u-nu-latn' }, // the digits of the identifiers
  zh: { name: '中文', load: () => import('./messages/zh.js'), direction: 'ltr', locale: 'zh-Hans' },
  en: { name: 'English', load: () => import('./messages/en.js'), direction: 'ltr' },
  fr: { name: 'Français', load: () => import('./messages/fr.js'), direction: 'ltr' },
  ru: { name: 'Русский', load: () => import('./messages/ru.js'), direction: 'ltr' },
  es: { name: 'Español', load: () => import('./messages/es.js'), direction: 'ltr' },
};

let language = 'en'; // of the texts
let locale = 'en'; // of numbers and dates: the reader's own region where the language is the same
/** @type {Catalogue} */
let catalogue = {};

/**
 * Load the first language of `wanted` that we have, English otherwise, and mark the document with it.
 * @param {readonly string[]} wanted BCP 47 tags, best first
 */
export async function loadMessages(wanted) {
  language = wanted.map(primary).find((tag) => tag in LANGUAGES) ?? 'en';
  locale = wanted.find((tag) => tag !== language && primary(tag) === language) ?? LANGUAGES[language].locale ?? language;
  catalogue = (await LANGUAGES[language].load()).default;
  document.documentElement.lang = language;
  document.documentElement.dir = LANGUAGES[language].direction;
}

/** @returns {string} the language of the texts */
export function shownLanguage() {
  return language;
}

/**
 * The text for a key, its places filled.
 * @param {string} key dotted, as in the catalogue
 * @param {Record<string, string | number>} [places] `count` also chooses the plural form
 * @returns {string} the key itself when the catalogue lacks it, so a gap is seen and not hidden
 */
export function t(key, places = {}) {
  const found = find(key);
  if (found === undefined) return key;
  const text = typeof found === 'string' ? found : plural(found, Number(places.count));
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in places ? shown(places[name]) : whole));
}

/**
 * The text for a key with elements in its places, for what is not prose: a command to be copied, a name.
 * @param {string} key @param {Record<string, Node>} places
 * @returns {(Node | string)[]}
 */
export function phrase(key, places) {
  return t(key).split(/\{(\w+)\}/).map((part, index) => (index % 2 ? places[part] ?? `{${part}}` : part));
}

/** @param {string[]} items @returns {string} "CN, JP", with the comma of the language */
export function enumeration(items) {
  return items.join(t('shell.comma'));
}

/**
 * The text for a value the API may extend one day: falls back to the value itself.
 * @param {string} group @param {string} value
 */
export function term(group, value) {
  return find(`${group}.${value}`) === undefined ? value : t(`${group}.${value}`);
}

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function number(value, options) {
  return new Intl.NumberFormat(locale, options).format(value);
}

/** @param {string} instant ISO 8601 @returns {string} date and time to the minute, local */
export function moment(instant) {
  const date = new Date(instant);
  if (Number.isNaN(date.valueOf())) return instant;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/**
 * A language, script or country by its name.
 * @param {'language' | 'script' | 'region'} type @param {string} code
 */
export function displayName(type, code) {
  try {
    return new Intl.DisplayNames(language, { type }).of(code) ?? code;
  } catch { // a code the offices use and CLDR does not know
    return code;
  }
}

/** @param {string} key @returns {any} */
function find(key) {
  /** @type {any} */
  let value = catalogue;
  for (const step of key.split('.')) value = value?.[step];
  return value;
}

/** @param {any} forms @param {number} count @returns {string} */
function plural(forms, count) {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
}

/** @param {string | number} value isolated where a name or number of another script would turn the sentence around */
function shown(value) {
  if (typeof value === 'number') return number(value);
  return LANGUAGES[language].direction === 'rtl' ? `\u2068${value}\u2069` : value;
}

/** @param {string} tag @returns {string} "zh" of "zh-Hans-CN" */
function primary(tag) {
  return tag.toLowerCase().split('-')[0];
}
