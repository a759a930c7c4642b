// @ts-check
/** Who uses the console and what they may do; asked at the start, after signing in and after signing out. */

import { read, remove, write } from './api.js';
import { t } from './messages.js';

/**
 * @typedef {{open: boolean, signedIn: boolean, accountId: string, name: string, roles: string[], office: string,
 *   operations: string[], expiresAt: string | null}} Session
 */

/** @type {Session} */
const NOBODY = { open: false, signedIn: false, accountId: '', name: '', roles: [], office: '', operations: [], expiresAt: null };

let known = NOBODY;

/** @returns {Session} as it was last told */
export function session() {
  return known;
}

/** @throws {import('./api.js').Problem} when the service does not answer */
export async function loadSession() {
  known = (await read('session')).body;
  return known;
}

/**
 * @param {string} name @param {string} password
 * @throws {import('./api.js').Problem} 401 when they do not fit, 429 after too many attempts
 */
export async function signIn(name, password) {
  known = (await write('session', { name, password })).body;
}

export async function signOut() {
  await remove('session');
  known = NOBODY;
}

/** @param {...string} operations @returns {boolean} whether one of them is allowed */
export function may(...operations) {
  return operations.some((operation) => known.operations.includes(operation));
}

/** The name a judgement is made under; undefined when the account's own is kept, whatever is stated. */
export function statedName() {
  return known.open ? t('shell.reviewer') : undefined;
}
