// @ts-check
/** Review: people decide what matching could not. */

import { pilotOffices } from '../acting.js';
import { Problem, read } from '../api.js';
import { ChainAway } from '../chain_away.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { announce, failureNotice } from '../notices.js';
import { DecisionBar } from '../review/decision.js';
import { Anchoring } from '../review/anchoring.js';
import { showBulk } from '../review/bulk.js';
import { proposalDetail } from '../review/detail.js';
import { filterForm } from '../review/filters.js';
import { Judging } from '../review/judging.js';
import { Queue } from '../review/queue.js';
import { pairsToCompare } from '../review/records.js';
import { listenForKeys, showHelp } from '../review/shortcuts.js';
import { Sides } from '../review/sides.js';
import { may } from '../session.js';
import { waitingCount } from '../waiting.js';

/** @typedef {import('../types.js').Proposal} Proposal */

const POLL_MS = 3000; // how often a proposal on its way to the chain is read again
const MOVING = ['approved', 'submitted'];
const WIDE = '(min-width: 60rem)'; // list and proposal stand side by side, as in review.css

export const title = () => t('nav.review');

/** @param {HTMLElement} container @param {import('../main.js').Route} route */
export async function mount(container, route) {
  const page = new ReviewPage(container, route, await pilotOffices());
  await page.start(route.rest);
  return () => page.end();
}

/** The queue on one side, a proposal with its version on the other. */
class ReviewPage {
  /**
   * @param {HTMLElement} container @param {import('../main.js').Route} route
   * @param {{code: string, name: string}[]} offices
   */
  constructor(container, route, offices) {
    const filters = { state: route.query.get('state') ?? 'proposed', kind: route.query.get('kind') ?? '', office: route.query.get('office') ?? '' };
    /** @type {{proposal: Proposal, etag: string, bar: DecisionBar, sides: Sides, pair: number} | null} */
    this.current = null;
    this.timer = 0;
    this.queue = new Queue(filters, (id) => void this.choose(id, { push: true }));
    this.judging = new Judging((id) => this.comeBack(id));
    this.anchoring = new Anchoring(() => void this.restart());
    this.chain = new ChainAway();
    this.filters = filters;
    this.detail = h('section', { class: 'detail', 'aria-label': t('review.title') });
    this.workspace = h('div', { class: 'workspace' }, this.queue.element, this.detail);
    this.shortcuts = this.keys();
    this.stopListening = listenForKeys(this.shortcuts);
    container.replaceChildren(
      h('header', { class: 'review-heading' }, h('div', {}, h('h1', {}, t('review.title')), this.queue.counter),
        filterForm(filters, offices, () => void this.restart()),
        may('accept_many') && h('button', { type: 'button', class: 'plain', 'data-bulk': true, onclick: () => this.showBulk() }, icon('stack'), t('bulk.open')),
        h('button', { type: 'button', class: 'plain', onclick: () => showHelp(this.shortcuts) }, icon('keyboard'), t('review.shortcuts'), h('kbd', {}, '?'))),
      this.chain.element, this.anchoring.element, this.judging.element, this.workspace);
    void this.anchoring.refresh();
    void this.chain.watch();
  }

  showBulk() {
    if (may('accept_many')) showBulk(this.filters, () => { this.countAgain(); void this.restart(); });
  }

  /** @param {string} wanted id from the address, '' for the first */
  async start(wanted) {
    await this.queue.reload();
    const first = matchMedia(WIDE).matches ? this.queue.items[0]?.id : '';
    if (wanted || first) await this.choose(wanted || first, { keepFocus: true });
    else this.showNothing();
  }

  end() {
    this.stopListening();
    this.chain.end();
    window.clearTimeout(this.timer);
  }

  async restart() {
    this.current = null;
    history.replaceState(null, '', '#/review');
    await this.start('').catch((error) => this.queue.element.replaceChildren(failureNotice(error, () => void this.restart())));
  }

  showNothing() {
    this.workspace.classList.remove('reading');
    this.detail.replaceChildren(this.queue.items.length ? h('p', { class: 'quiet' }, t('review.choose')) : '');
  }

  /**
   * Show one proposal.
   * @param {string} id
   * @param {{push?: boolean, keepFocus?: boolean}} [how] push: the browser's Back returns to the one before
   */
  async choose(id, { push = false, keepFocus = false } = {}) {
    const address = `#/review/${encodeURIComponent(id)}`;
    if (push) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    this.workspace.classList.add('reading');
    this.queue.select(id);
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

  /** @param {string} id @param {string} [reason] one that was typed already */
  async load(id, reason = '') {
    const { body, etag } = await read(`proposals/${encodeURIComponent(id)}`);
    if (this.queue.selected !== id) return; // the reader has gone on while this one was loading
    this.watch(id, body.state);
    if (this.current?.proposal.id === id && this.current.etag === etag) return; // nothing new: leave focus and scroll alone
    const bar = new DecisionBar((decision, reason) => this.judge(decision, reason), may('judge_proposal') ? body.allowed ?? [] : [], body.kind);
    bar.keptReason = reason;
    this.current = { proposal: body, etag, bar, sides: new Sides(body, () => bar.ask('reject')), pair: 0 };
    this.drawDetail();
  }

  /** @param {string} id @param {string} state on its way to the chain a proposal changes without the reader */
  watch(id, state) {
    window.clearTimeout(this.timer);
    if (MOVING.includes(state)) this.timer = window.setTimeout(() => void this.load(id).catch(() => this.watch(id, state)), POLL_MS);
  }

  drawDetail() {
    if (!this.current) return;
    const { proposal, bar, sides, pair } = this.current;
    const leave = (/** @type {Event} */ event) => { event.preventDefault(); this.backToList(); };
    this.detail.replaceChildren(h('a', { class: 'back', href: '#/review', onclick: leave }, t('review.back')),
      ...proposalDetail(proposal, { decision: bar.element, sides, pair, choosePair: (index) => this.showPair(index),
        again: () => void this.load(proposal.id).then(() => this.countAgain()) }));
  }

  backToList() {
    history.replaceState(null, '', '#/review');
    this.workspace.classList.remove('reading');
    /** @type {HTMLElement | null} */ (this.queue.element.querySelector('[aria-current]'))?.focus();
  }

  /** @param {number} index */
  showPair(index) {
    if (!this.current) return;
    this.current.pair = index;
    this.drawDetail();
    /** @type {HTMLElement | null} */ (this.detail.querySelector('input[name=pair]:checked'))?.focus();
  }

  nextPair() {
    if (!this.current) return;
    const count = pairsToCompare(this.current.proposal).length;
    if (count > 1) this.showPair((this.current.pair + 1) % count);
  }

  /** Split the right one of the compared records off from all others; for more than two, see the table of records. */
  splitOff() {
    if (!this.current?.bar.allowed.includes('reject')) return;
    const { proposal, pair, sides } = this.current;
    const right = pairsToCompare(proposal)[pair]?.right;
    if (right && !right.gid && ['register', 'link'].includes(proposal.kind)) sides.splitOff(right.recordId);
  }

  /** @param {number} step */
  async move(step) {
    const next = this.queue.neighbour(step);
    if (!next) return;
    await this.choose(next.id);
    announce(t('review.position', { position: next.position, total: this.queue.total }));
  }

  /** @param {string} decision @param {string} reason judge the version that was read */
  async judge(decision, reason) {
    if (!this.current) return;
    const { proposal, etag, bar, sides } = this.current;
    try {
      await this.judging.judge(proposal, { decision, reason, etag, groups: ['reject', 'relate'].includes(decision) ? sides.groups() : undefined });
    } catch (error) {
      if (error instanceof Problem && error.status === 412) await this.showStale(proposal.id, bar.keptReason);
      else bar.showRefusal(error);
      return;
    }
    this.countAgain();
    await this.goOn(this.queue.remove(proposal.id));
  }

  countAgain() {
    void waitingCount();
    void this.anchoring.refresh();
  }

  /** @param {string} next id, '' when the list is empty */
  async goOn(next) {
    this.current = null;
    if (next) await this.choose(next);
    else this.showNothing();
  }

  /** @param {string} id show a proposal that waits again */
  async comeBack(id) {
    this.countAgain();
    await this.queue.reload();
    await this.choose(id);
  }

  /** @param {string} id @param {string} reason somebody was faster: show what is true now, keep what was typed */
  async showStale(id, reason) {
    this.current = null;
    await this.load(id, reason);
    this.detail.prepend(h('div', { class: 'notice stale', role: 'alert' }, icon('warning'), h('p', {}, t('decision.stale'))));
    this.detail.scrollIntoView();
  }

  /** @returns {import('../review/shortcuts.js').Shortcut[]} */
  keys() {
    return [
      { key: 'j', label: t('shortcuts.next'), run: () => void this.move(1) },
      { key: 'k', label: t('shortcuts.previous'), run: () => void this.move(-1) },
      { key: 'a', label: t('shortcuts.approve'), run: () => this.current?.bar.ask('approve') },
      { key: 'r', label: t('shortcuts.reject'), run: () => this.current?.bar.ask('reject') },
      { key: 'l', label: t('shortcuts.relate'), run: () => this.current?.bar.ask('relate') },
      { key: 's', label: t('shortcuts.cut'), run: () => this.splitOff() },
      { key: 'd', label: t('shortcuts.defer'), run: () => this.current?.bar.ask('defer') },
      { key: 'u', label: t('shortcuts.undo'), run: () => void this.judging.undo() },
      { key: 'n', label: t('shortcuts.nextPair'), run: () => this.nextPair() },
      { key: 'Enter', label: t('shortcuts.enter') },
      { key: 'Esc', label: t('shortcuts.escape') },
      { key: 'b', label: t('shortcuts.bulk'), run: () => this.showBulk() },
      { key: '?', label: t('shortcuts.help'), run: () => showHelp(this.shortcuts) },
    ];
  }
}
