// @ts-check
/** Review: people decide what matching could not. */

import { actingOffice, pilotOffices } from '../acting.js';
import { Problem, read, write } from '../api.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { announce, failureNotice, failureText, waitingNotice } from '../notices.js';
import { DecisionBar } from '../review/decision.js';
import { proposalDetail } from '../review/detail.js';
import { filterForm } from '../review/filters.js';
import { markSelected, queueList } from '../review/queue.js';
import { pairsToCompare } from '../review/records.js';
import { listenForKeys, showHelp } from '../review/shortcuts.js';
import { waitingCount } from '../waiting.js';

/** @typedef {import('../types.js').Proposal} Proposal */

const PAGE_SIZE = 30;
const POLL_MS = 3000; // how often a proposal on its way to the chain is read again
const WIDE = '(min-width: 60rem)'; // list and proposal stand side by side, as in review.css

export const title = () => t('nav.review');

/** @param {HTMLElement} container @param {import('../main.js').Route} route */
export async function mount(container, route) {
  const page = new ReviewPage(container, route, await pilotOffices());
  await page.start(route.rest);
  return () => page.end();
}

/** The page and what it knows: the list, the proposal on show with its version, and the last decision. */
class ReviewPage {
  /**
   * @param {HTMLElement} container @param {import('../main.js').Route} route
   * @param {{code: string, name: string}[]} offices
   */
  constructor(container, route, offices) {
    this.filters = { state: route.query.get('state') ?? 'proposed', kind: route.query.get('kind') ?? '', office: route.query.get('office') ?? '' };
    /** @type {Proposal[]} */
    this.items = [];
    this.total = 0;
    this.cursor = '';
    /** @type {{proposal: Proposal, etag: string, bar: DecisionBar, pair: number} | null} */
    this.current = null;
    /** @type {{id: string, name: string, etag: string} | null} what the undo button takes back */
    this.last = null;
    this.timer = 0;
    this.queue = h('section', { class: 'queue', 'aria-label': t('review.queue') });
    this.detail = h('section', { class: 'detail', 'aria-label': t('review.title') });
    this.toast = h('div', { class: 'toast', role: 'status' });
    this.counter = h('p', { class: 'quiet', role: 'status' });
    this.workspace = h('div', { class: 'workspace' }, this.queue, this.detail);
    this.shortcuts = this.keys();
    this.stopListening = listenForKeys(this.shortcuts);
    container.replaceChildren(
      h('header', { class: 'review-heading' }, h('div', {}, h('h1', {}, t('review.title')), this.counter),
        filterForm(this.filters, offices, () => void this.restart()),
        h('button', { type: 'button', class: 'plain', onclick: () => showHelp(this.shortcuts) }, icon('keyboard'), t('review.shortcuts'), h('kbd', {}, '?'))),
      this.toast, this.workspace);
  }

  /** @param {string} wanted id from the address, '' for the first */
  async start(wanted) {
    this.queue.replaceChildren(waitingNotice());
    await this.loadMore();
    const first = matchMedia(WIDE).matches ? this.items[0]?.id : '';
    if (wanted || first) await this.choose(wanted || first, { keepFocus: true });
    else this.showNothing();
  }

  end() {
    this.stopListening();
    window.clearTimeout(this.timer);
  }

  async restart() {
    [this.items, this.cursor, this.current] = [[], '', null];
    history.replaceState(null, '', '#/review');
    await this.start('').catch((error) => this.queue.replaceChildren(failureNotice(error, () => void this.restart())));
  }

  async loadMore() {
    const { body } = await read('proposals', { query: { ...this.filters, limit: PAGE_SIZE, cursor: this.cursor } });
    this.items.push(...body.items);
    [this.total, this.cursor] = [body.total, body.nextCursor ?? ''];
    this.drawQueue();
  }

  drawQueue() {
    this.counter.textContent = `${t('review.queueCount', { count: this.total })}. ${t('review.order')}.`;
    if (this.items.length === 0) {
      this.queue.replaceChildren(h('div', { class: 'empty' }, icon('check'), h('p', {}, h('strong', {}, t('review.empty'))), h('p', { class: 'quiet' }, t('review.emptyHint'))));
      return;
    }
    this.queue.replaceChildren(...queueList(this.items, {
      selected: this.current?.proposal.id ?? '', choose: (id) => void this.choose(id, { push: true }),
      more: this.cursor ? () => void this.loadMore() : null,
    }));
  }

  showNothing() {
    this.workspace.classList.remove('reading');
    this.detail.replaceChildren(this.items.length ? h('p', { class: 'quiet' }, t('review.choose')) : '');
  }

  /**
   * Show one proposal.
   * @param {string} id
   * @param {{push?: boolean, keepFocus?: boolean}} [how] push: the browser's Back returns to the one before
   */
  async choose(id, { push = false, keepFocus = false } = {}) {
    const state = `#/review/${encodeURIComponent(id)}`;
    if (push) history.pushState(null, '', state);
    else history.replaceState(null, '', state);
    this.workspace.classList.add('reading');
    markSelected(this.queue, id);
    this.detail.setAttribute('aria-busy', 'true');
    try {
      await this.load(id);
      if (!keepFocus) this.detail.querySelector('h2')?.focus({ preventScroll: true });
      if (this.detail.getBoundingClientRect().top < 0) this.detail.scrollIntoView();
    } catch (error) {
      this.detail.replaceChildren(failureNotice(error, () => void this.choose(id)));
    } finally {
      this.detail.removeAttribute('aria-busy');
    }
  }

  /** @param {string} id */
  async load(id) {
    window.clearTimeout(this.timer);
    const { body, etag } = await read(`proposals/${encodeURIComponent(id)}`);
    const bar = new DecisionBar((decision, reason) => this.judge(decision, reason), allowedDecisions(body));
    this.current = { proposal: body, etag, bar, pair: 0 };
    this.drawDetail();
    if (['approved', 'submitted'].includes(body.state)) this.timer = window.setTimeout(() => void this.load(id).catch(() => {}), POLL_MS);
  }

  drawDetail() {
    if (!this.current) return;
    const { proposal, bar, pair } = this.current;
    const back = h('a', { class: 'back', href: '#/review', onclick: (/** @type {Event} */ event) => { event.preventDefault(); this.backToList(); } }, t('review.back'));
    this.detail.replaceChildren(back, ...proposalDetail(proposal, {
      decision: bar.element, pair, choosePair: (index) => this.showPair(index),
    }));
  }

  backToList() {
    history.replaceState(null, '', '#/review');
    this.workspace.classList.remove('reading');
    /** @type {HTMLElement | null} */ (this.queue.querySelector('[aria-current]'))?.focus();
  }

  /** @param {number} index */
  showPair(index) {
    if (!this.current) return;
    this.current.pair = index;
    this.drawDetail();
    /** @type {HTMLElement | null} */ (this.detail.querySelector('input[name=pair]:checked'))?.focus();
  }

  /** @param {number} step */
  move(step) {
    const at = this.items.findIndex(({ id }) => id === this.current?.proposal.id);
    const next = this.items[at + step] ?? null;
    if (next) void this.choose(next.id).then(() => announce(t('review.position', { position: at + step + 1, total: this.total })));
  }

  nextPair() {
    if (!this.current) return;
    const count = pairsToCompare(this.current.proposal).length;
    if (count > 1) this.showPair((this.current.pair + 1) % count);
  }

  /**
   * Send a judgement on the version that was read.
   * @param {string} decision @param {string} reason
   */
  async judge(decision, reason) {
    if (!this.current) return;
    const { proposal, etag, bar } = this.current;
    try {
      const answer = await sendJudgement(proposal.id, { decision, reason, etag });
      this.last = { id: proposal.id, name: proposal.standardName.text, etag: answer.etag };
      await this.afterJudgement(proposal, decision);
    } catch (error) {
      if (error instanceof Problem && error.status === 412) await this.showStale(proposal.id, bar.keptReason);
      else this.showRefusal(error, bar);
    }
  }

  /** @param {Proposal} proposal @param {string} decision */
  async afterJudgement(proposal, decision) {
    this.showToast(t(`decision.done.${decision}`, { name: proposal.standardName.text }), decision !== 'reopen');
    const at = this.items.findIndex(({ id }) => id === proposal.id);
    if (at >= 0) { this.items.splice(at, 1); this.total -= 1; }
    this.current = null;
    this.drawQueue();
    void waitingCount();
    const next = this.items[Math.min(Math.max(at, 0), this.items.length - 1)];
    if (next) await this.choose(next.id);
    else { history.replaceState(null, '', '#/review'); this.showNothing(); }
  }

  /** @param {string} text @param {boolean} canUndo */
  showToast(text, canUndo) {
    const undo = h('button', { type: 'button', onclick: () => void this.undo() }, icon('undo'), t('decision.undo'), h('kbd', { 'aria-hidden': 'true' }, 'u'));
    this.toast.replaceChildren(h('p', {}, h('bdi', {}, text)), canUndo && this.last?.etag ? undo : '');
  }

  /** Take the last decision back: it is appended as a judgement of its own, and the proposal waits again. */
  async undo() {
    if (!this.last) return;
    const { id, name, etag } = this.last;
    this.last = null;
    try {
      await sendJudgement(id, { decision: 'reopen', reason: t('decision.undoReason'), etag });
      this.showToast(t('decision.done.reopen', { name }), false);
      [this.items, this.cursor] = [[], ''];
      await this.loadMore();
      await this.choose(id);
    } catch (error) {
      this.toast.replaceChildren(h('p', { role: 'alert' }, failureText(error)));
    }
    void waitingCount();
  }

  /** @param {string} id @param {string} reason somebody was faster: show what is true now, keep what was typed */
  async showStale(id, reason) {
    await this.load(id);
    if (this.current) this.current.bar.keptReason = reason;
    this.detail.prepend(h('div', { class: 'notice stale', role: 'alert' }, icon('warning'), h('p', {}, t('decision.stale'))));
    this.detail.scrollIntoView();
  }

  /** @param {unknown} error @param {DecisionBar} bar */
  showRefusal(error, bar) {
    bar.showChoice();
    bar.element.prepend(failureNotice(error));
  }

  /** @returns {import('../review/shortcuts.js').Shortcut[]} */
  keys() {
    return [
      { key: 'j', label: t('shortcuts.next'), run: () => this.move(1) },
      { key: 'k', label: t('shortcuts.previous'), run: () => this.move(-1) },
      { key: 'a', label: t('shortcuts.approve'), run: () => this.current?.bar.ask('approve') },
      { key: 'r', label: t('shortcuts.reject'), run: () => this.current?.bar.ask('reject') },
      { key: 'd', label: t('shortcuts.defer'), run: () => this.current?.bar.ask('defer') },
      { key: 'u', label: t('shortcuts.undo'), run: () => void this.undo() },
      { key: 'n', label: t('shortcuts.nextPair'), run: () => this.nextPair() },
      { key: 'Enter', label: t('shortcuts.enter') },
      { key: 'Esc', label: t('shortcuts.escape') },
      { key: '?', label: t('shortcuts.help'), run: () => showHelp(this.shortcuts) },
    ];
  }
}

/**
 * @param {string} id
 * @param {{decision: string, reason: string, etag: string}} judgement etag: of the version that was read
 */
function sendJudgement(id, { decision, reason, etag }) {
  const judgement = { decision, reason, office: actingOffice(), by: t('shell.reviewer') };
  return write(`proposals/${encodeURIComponent(id)}/judgement`, judgement, { etag });
}

/** @param {Proposal} proposal @returns {readonly string[]} */
function allowedDecisions({ allowed, state }) {
  if (allowed) return allowed;
  return ['proposed', 'deferred'].includes(state) ? ['approve', 'reject', 'defer'] : [];
}
