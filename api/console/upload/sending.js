// @ts-check
/** A file on its way to the server: in parts, from the byte the server has, again and again until it is all there. */

import { address, begin, Problem, read } from '../api.js';

const PART_BYTES = 8 * 1024 * 1024; // one request; what is lost when a line breaks is at most this
const ATTEMPTS = 5; // in a row without a byte that came through
const PAUSE_MS = 800; // before the second attempt, twice as long before each further one
const REMEMBERED = 'gid-upload';

/** @typedef {import('../types.js').Upload} Upload */

/** One file being sent. `told` hears how many bytes are there. */
export class Sending {
  /** @param {File} file @param {string} office @param {(sent: number) => void} told */
  constructor(file, office, told) {
    this.file = file;
    this.office = office;
    this.told = told;
    this.control = new AbortController();
  }

  /** Stop sending; what came stays, and `send` goes on from there. */
  pause() {
    this.control.abort();
  }

  /**
   * Send what is missing.
   * @returns {Promise<Upload>} once all bytes are there
   * @throws {Problem} when the server refuses, or does not answer several times in a row
   */
  async send() {
    this.control = new AbortController();
    let upload = (await this.remembered()) ?? (await this.begun());
    let failures = 0;
    while (upload.state === 'receiving' && !this.control.signal.aborted) {
      const before = upload.received;
      try {
        upload = await this.part(upload);
        failures = 0;
      } catch (error) {
        if (this.control.signal.aborted) break;
        failures += 1;
        if (!passing(error) || failures === ATTEMPTS) throw error;
        const wanted = error instanceof Problem ? 1000 * Number(error.details.retryAfter ?? 0) : 0; // 429: the server says when
        await pause(wanted || PAUSE_MS * 2 ** (failures - 1));
        upload = (await read(`uploads/${upload.id}`).catch(() => ({ body: upload }))).body; // the server knows how far it is
        if (upload.received > before) failures = 0;
      }
      this.told(upload.received);
    }
    if (upload.state !== 'receiving') localStorage.removeItem(REMEMBERED);
    return upload;
  }

  /** @returns {Promise<Upload>} */
  async begun() {
    const { body } = await begin('uploads', {
      query: { office: this.office, fileName: this.file.name }, headers: { 'Upload-Length': String(this.file.size) },
    });
    localStorage.setItem(REMEMBERED, JSON.stringify({ ...this.mark(), id: body.id }));
    return body;
  }

  /** @returns {Promise<Upload | null>} the same file, begun earlier in this browser and still waiting for bytes */
  async remembered() {
    const kept = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}');
    const same = Object.entries(this.mark()).every(([name, value]) => kept[name] === value);
    if (!same) return null;
    const upload = await read(`uploads/${kept.id}`).then(({ body }) => body, () => null);
    return upload?.state === 'receiving' ? upload : null;
  }

  mark() {
    return { name: this.file.name, size: this.file.size, modified: this.file.lastModified, office: this.office };
  }

  /** @param {Upload} upload @returns {Promise<Upload>} after the next part; fetch tells no progress, so XMLHttpRequest */
  part({ id, received }) {
    const request = new XMLHttpRequest();
    return new Promise((resolve, reject) => {
      request.open('PATCH', address(`uploads/${id}`));
      request.setRequestHeader('Upload-Offset', String(received));
      request.responseType = 'json';
      request.upload.onprogress = ({ loaded }) => this.told(received + loaded);
      request.onload = () => (request.status < 300 ? resolve(request.response) : reject(new Problem(request.status, request.response ?? {})));
      request.onerror = () => reject(new Problem(0, { title: '' }));
      request.onabort = () => reject(new Problem(0, { title: '' }));
      this.control.signal.addEventListener('abort', () => request.abort(), { once: true });
      request.send(this.file.slice(received, received + PART_BYTES));
    });
  }
}

/** @param {unknown} error @returns {boolean} whether it may go better the next time: no answer, session ended, busy, other bytes there */
function passing(error) {
  return error instanceof Problem && (error.status === 0 || error.status >= 500 || [401, 409, 429].includes(error.status));
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => { window.setTimeout(resolve, ms); });
}
