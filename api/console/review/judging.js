// @ts-check
/** Sending judgements, saying that they were taken, and taking the last one back. */

import { actingOffice } from '../acting.js';
import { write } from '../api.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { failureText } from '../notices.js';
import { statedName } from '../session.js';

/** @typedef {import('../types.js').Proposal} Proposal */

/** Judges for the reader and remembers what can be undone. */
export class Judging {
  /** @param {(id: string) => Promise<void>} returned called when a decision was taken back */
  constructor(returned) {
    this.returned = returned;
    /** @type {{id: string, name: string, etag: string} | null} */
    this.last = null;
    this.element = h('div', { class: 'toast', role: 'status' });
  }

  /**
   * Judge the version of a proposal that was read.
   * @param {Proposal} proposal
   * @param {{decision: string, reason: string, etag: string, groups?: string[][]}} judgement groups: which records are one
   *   applicant each, when a rejection marks other sides than those shown
   * @throws {import('../api.js').Problem} 412 when it changed since
   */
  async judge({ id, standardName }, { decision, reason, etag, groups }) {
    const name = standardName.text;
    const answer = await send(id, { decision, reason, etag, groups });
    this.last = decision === 'reopen' ? null : { id, name, etag: answer.etag };
    this.say(t(`decision.done.${decision}`, { name }));
  }

  /** Take the last decision back: appended as a judgement of its own, after which the proposal waits again. */
  async undo() {
    if (!this.last) return;
    const { id, name, etag } = this.last;
    this.last = null;
    try {
      await send(id, { decision: 'reopen', reason: t('decision.undoReason'), etag });
      this.say(t('decision.done.reopen', { name }));
      await this.returned(id);
    } catch (error) {
      this.say(failureText(error));
    }
  }

  /** @param {string} text */
  say(text) {
    const undo = h('button', { type: 'button', onclick: () => void this.undo() },
      icon('undo'), t('decision.undo'), h('kbd', { 'aria-hidden': 'true' }, 'u'));
    this.element.replaceChildren(h('p', {}, h('bdi', {}, text)), this.last?.etag ? undo : '');
  }
}

/**
 * @param {string} id
 * @param {{decision: string, reason: string, etag: string, groups?: string[][]}} judgement
 */
function send(id, { decision, reason, etag, groups }) {
  const judgement = { decision, reason, groups, office: actingOffice(), by: statedName() };
  return write(`proposals/${encodeURIComponent(id)}/judgement`, judgement, { etag });
}
