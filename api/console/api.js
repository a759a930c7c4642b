// @ts-check
/** The public API, seen from the console: every call goes through here. */

const API = new URL('../v1/', document.baseURI);

/** An answer that is not a success, as RFC 9457 problem details; status 0 means nobody answered. */
export class Problem extends Error {
  /** @param {number} status @param {Record<string, any>} details */
  constructor(status, details) {
    super(details.detail || details.title || `HTTP ${status}`);
    this.status = status;
    this.type = String(details.type ?? 'about:blank');
    this.details = details;
  }

  /** @param {string} name the last part of the problem type, such as "gid-check" */
  is(name) {
    return this.type.split(/[/#:]/).pop() === name;
  }
}

/**
 * @param {string} path below /v1/
 * @param {Record<string, string | number | undefined>} [query] empty values are left out
 * @returns {string} the address
 */
export function address(path, query = {}) {
  const url = new URL(path, API);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  return url.href;
}

/**
 * Read a resource.
 * @param {string} path
 * @param {{query?: Record<string, string | number | undefined>, signal?: AbortSignal}} [options]
 * @returns {Promise<{body: any, etag: string, url: string}>}
 * @throws {Problem}
 */
export function read(path, { query, signal } = {}) {
  return send(address(path, query), { signal });
}

/**
 * Write to a resource.
 * @param {string} path
 * @param {unknown} body
 * @param {{etag?: string, office?: string}} [options] etag: the version the writer saw
 * @returns {Promise<{body: any, etag: string, url: string}>}
 * @throws {Problem} 412 when somebody else was faster
 */
export function write(path, body, { etag } = {}) {
  return sendBody('POST', path, body, etag);
}

/**
 * Begin a resource whose bytes follow.
 * @param {string} path
 * @param {{query: Record<string, string | number | undefined>, headers: Record<string, string>}} how
 * @returns {Promise<{body: any, etag: string, url: string}>}
 * @throws {Problem}
 */
export function begin(path, { query, headers }) {
  return send(address(path, query), { method: 'POST', headers });
}

/**
 * Change a resource.
 * @param {string} path
 * @param {unknown} body only what changes
 * @param {{etag?: string}} [options] etag: the version the writer saw
 * @returns {Promise<{body: any, etag: string, url: string}>}
 * @throws {Problem} 412 when somebody else was faster
 */
export function change(path, body, { etag } = {}) {
  return sendBody('PATCH', path, body, etag);
}

/** @param {string} method @param {string} path @param {unknown} body @param {string} [etag] */
function sendBody(method, path, body, etag) {
  /** @type {Record<string, string>} */
  const headers = { 'Content-Type': 'application/json' };
  if (etag) headers['If-Match'] = etag;
  return send(address(path), { method, headers, body: JSON.stringify(body) });
}

/**
 * End a resource.
 * @param {string} path
 * @throws {Problem}
 */
export async function remove(path) {
  await answer(address(path), { method: 'DELETE' });
}

/**
 * Read a resource in a form of its own, to be kept as a file.
 * @param {string} path
 * @param {{query?: Record<string, string | number | undefined>, accept: string}} how
 * @returns {Promise<Blob>}
 * @throws {Problem}
 */
export async function readFile(path, { query, accept }) {
  return (await answer(address(path, query), { headers: { Accept: accept } })).blob();
}

/** @type {() => Promise<boolean>} */
let signInAgain = () => Promise.resolve(false);

/** @param {() => Promise<boolean>} ask called when the session has ended; true: somebody signed in, the request is sent again */
export function whenSessionEnds(ask) {
  signInAgain = ask;
}

/** @param {string} url @param {RequestInit} request */
async function send(url, request) {
  const response = await answer(url, request);
  const body = await response.json().catch(() => ({}));
  return { body, etag: response.headers.get('ETag') ?? '', url: response.url };
}

/** @param {string} url @param {RequestInit} request @returns {Promise<Response>} a success */
async function answer(url, request) {
  const response = await fetch(url, request).catch((error) => {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0, { title: error.message });
  });
  if (response.ok) return response;
  const problem = new Problem(response.status, await response.json().catch(() => ({})));
  if (problem.is('sign-in-needed') && await signInAgain()) return answer(url, request);
  throw problem;
}
