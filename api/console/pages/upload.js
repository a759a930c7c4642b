// @ts-check
/** Upload: choose a file, see what taking it would do, confirm, and go on to the review. */

import { read, write } from '../api.js';
import { h, icon } from '../elements.js';
import { t } from '../messages.js';
import { announce, failureNotice, failureText } from '../notices.js';
import { may } from '../session.js';
import { chooser } from '../upload/chooser.js';
import { changes, countTiles, previewBar } from '../upload/counts.js';
import { mappingForm } from '../upload/mapping.js';
import { refusedRows, sampleTable } from '../upload/rows.js';
import { Sending } from '../upload/sending.js';
import { showWork, size, WorkBar } from '../upload/work.js';
import { waitingCount } from '../waiting.js';

/** @typedef {import('../types.js').Upload} Upload */

const POLL_MS = 700;
const STEPS = ['choose', 'check', 'confirm', 'done'];
/** @type {Record<string, string>} */
const STEP_OF = { receiving: 'check', checking: 'check', checked: 'confirm', unreadable: 'confirm', taking: 'done', taken: 'past', expired: 'choose' };

export const title = () => t('nav.upload');

/** @param {HTMLElement} container @param {import('../main.js').Route} route */
export async function mount(container, route) {
  const page = new UploadPage(container);
  if (route.rest) await page.show((await read(`uploads/${encodeURIComponent(route.rest)}`)).body);
  else await page.choose();
  return () => page.end();
}

class UploadPage {
  /** @param {HTMLElement} container */
  constructor(container) {
    this.timer = 0;
    /** @type {Sending | null} */
    this.sending = null;
    this.steps = h('ol', { class: 'upload-steps', 'aria-label': t('upload.progress') });
    this.body = h('div', { class: 'upload-body' });
    container.replaceChildren(h('header', { class: 'desk-heading' }, h('h1', {}, t('upload.title')), h('p', { class: 'quiet' }, t('upload.lead'))), this.steps, this.body);
  }

  end() {
    window.clearTimeout(this.timer);
    this.sending?.pause();
  }

  /** @param {string} step */
  mark(step) {
    const at = step === 'past' ? STEPS.length : STEPS.indexOf(step);
    this.steps.replaceChildren(...STEPS.map((name, index) => h('li', { class: index < at ? 'past' : null, 'aria-current': index === at ? 'step' : null },
      h('span', { class: 'step-number', 'aria-hidden': 'true' }, index < at ? icon('check') : String(index + 1)), t(`upload.steps.${name}`))));
  }

  async choose() {
    history.replaceState(null, '', '#/upload');
    this.mark('choose');
    this.body.replaceChildren(await chooser((file, office) => void this.send(new Sending(file, office, () => {}))));
  }

  /** @param {Sending} sending begin, or go on */
  async send(sending) {
    this.sending = sending;
    this.mark('check');
    const { file } = sending;
    const bar = new WorkBar(t('upload.sending', { name: file.name }), h('button', { type: 'button', class: 'plain', onclick: () => sending.pause() }, icon('clock'), t('upload.pause')));
    sending.told = (sent) => bar.show(sent, file.size, t('upload.sent', { sent: size(sent), total: size(file.size) }));
    sending.told(0);
    this.body.replaceChildren(bar.element);
    announce(t('upload.sending', { name: file.name }));
    try {
      const upload = await sending.send();
      if (upload.state === 'receiving') this.showPaused(sending, upload.received);
      else await this.show(upload);
    } catch (error) {
      this.body.replaceChildren(failureNotice(error, () => void this.send(sending)), this.another());
    }
  }

  /** @param {Sending} sending @param {number} received */
  showPaused(sending, received) {
    const go = h('button', { type: 'button', onclick: () => void this.send(sending) }, icon('arrow'), t('upload.resume'));
    this.body.replaceChildren(h('section', { class: 'notice' }, icon('clock'),
      h('p', {}, t('upload.paused', { sent: size(received), total: size(sending.file.size) })), go), this.another());
    go.focus();
  }

  /** @param {Upload} upload as the server last told it; watched until nothing moves any more */
  async show(upload) {
    this.sending = null;
    history.replaceState(null, '', `#/upload/${encodeURIComponent(upload.id)}`);
    this.mark(STEP_OF[upload.state] ?? 'choose');
    if (upload.state === 'checking' || upload.state === 'taking') { this.watch(upload); return; }
    const view = { checked: () => this.findings(upload), taken: () => taken(upload), unreadable: () => this.unreadable(upload) }[upload.state] ?? (() => [gone(upload)]);
    this.body.replaceChildren(...view().filter((part) => part instanceof Node), this.another());
    const heading = this.body.querySelector('h2');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
    announce(t(`upload.state.${upload.state}`));
  }

  /** @param {Upload} upload */
  watch(upload) {
    const bar = new WorkBar(t(upload.state === 'taking' ? 'upload.taking' : 'upload.checking', { name: upload.fileName }));
    this.body.replaceChildren(bar.element);
    announce(t(`upload.state.${upload.state}`));
    /** @param {Upload} now */
    const look = (now) => {
      showWork(bar, now);
      this.timer = window.setTimeout(async () => {
        try {
          const { body } = await read(`uploads/${upload.id}`);
          if (body.state === upload.state) look(body);
          else await this.show(body);
        } catch (error) {
          this.body.replaceChildren(failureNotice(error, () => this.watch(upload)));
        }
      }, POLL_MS);
    };
    look(upload);
  }

  /** @param {Upload} upload */
  findings(upload) {
    const { findings, report } = upload;
    if (!findings || !report) return [];
    const { received, refusedCount, warnings } = report;
    const counts = { new: report.new, changed: report.changed, unchanged: report.unchanged, deleted: report.deleted, refused: refusedCount };
    return [
      h('section', { class: 'panel', 'aria-labelledby': 'findings-title' },
        h('h2', { id: 'findings-title' }, t('upload.wouldDo')),
        h('p', { class: 'quiet' }, h('bdi', {}, upload.fileName), ' · ', t(`upload.format.${findings.format}`), findings.encoding && ` · ${findings.encoding}`, ' · ', t('upload.rows', { count: received })),
        countTiles(counts), previewBar(findings.preview),
        warnings.length > 0 && h('ul', { class: 'warnings' }, warnings.map((text) => h('li', {}, icon('warning'), h('bdi', { lang: 'en' }, text)))),
        this.confirmation(upload)),
      refusedRows(upload),
      mappingForm(findings, (choices) => void this.confirm(upload, choices, 'checking')),
      sampleTable(findings.sample),
    ];
  }

  /** @param {Upload} upload */
  confirmation(upload) {
    const { report, findings } = upload;
    if (!report || !findings) return null;
    const count = changes(report);
    if (count === 0) return h('div', { class: 'notice nothing', role: 'status' }, icon('check'), h('p', {}, t(report.refusedCount ? 'upload.nothingElse' : 'upload.nothing')));
    const skip = h('input', { id: 'skip-refused', type: 'checkbox', required: true });
    const form = h('form', { class: 'confirmation' },
      report.refusedCount > 0 && h('p', { class: 'tick' }, skip, h('label', { for: 'skip-refused' }, t('upload.skip', { count: report.refusedCount }))),
      h('button', { type: 'submit' }, icon('check'), t('upload.take', { count })));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.confirm(upload, { encoding: findings.encoding, skipRefused: report.refusedCount > 0 && skip.checked }, 'taking');
    });
    return form;
  }

  /**
   * @param {Upload} upload @param {{mapping?: Record<string, string>, encoding?: string, skipRefused?: boolean}} choices
   * @param {'checking' | 'taking'} work what these choices make the server do
   */
  async confirm(upload, choices, work) {
    const bar = new WorkBar(t(`upload.${work}`, { name: upload.fileName }));
    bar.show(0, 0, t('upload.waiting'));
    this.mark(STEP_OF[work]);
    this.body.replaceChildren(bar.element);
    try {
      await this.show((await write(`uploads/${upload.id}/confirmation`, choices)).body);
    } catch (error) {
      await this.show(upload);
      this.body.prepend(h('section', { class: 'notice failure', role: 'alert' }, icon('warning'), h('p', {}, failureText(error))));
    }
  }

  /** @param {Upload} upload */
  unreadable(upload) {
    return [
      h('section', { class: 'notice failure', role: 'alert' }, h('h2', {}, icon('warning'), t('upload.unreadable')),
        h('p', {}, h('bdi', { lang: 'en' }, upload.failure ?? '')), upload.advice && h('p', { class: 'quiet' }, h('bdi', { lang: 'en' }, upload.advice))),
      upload.findings && mappingForm(upload.findings, (choices) => void this.confirm(upload, choices, 'checking')),
    ];
  }

  another() {
    return h('p', {}, h('button', { type: 'button', class: 'plain', onclick: () => void this.choose() }, icon('upload'), t('upload.another')));
  }
}

/** @param {Upload} upload */
function taken({ fileName, taken: counts }) {
  if (!counts) return [];
  void waitingCount();
  const { proposals } = counts;
  return [h('section', { class: 'panel', 'aria-labelledby': 'taken-title' },
    h('h2', { id: 'taken-title' }, icon('check'), ' ', t('upload.taken')), h('p', { class: 'quiet' }, h('bdi', {}, fileName)),
    countTiles({ new: counts.new, changed: counts.changed, unchanged: counts.unchanged, deleted: counts.deleted }),
    h('p', {}, proposals ? t('upload.proposals', { count: proposals }) : t('upload.noProposals')),
    h('div', { class: 'choice' }, Boolean(proposals) && may('list_proposals') && h('a', { class: 'button', href: '#/review' }, t('upload.review'), icon('arrow'))))];
}

/** @param {Upload} upload */
function gone({ state }) {
  return h('section', { class: 'notice' }, icon('clock'), h('h2', {}, t('upload.gone')), h('p', {}, t(state === 'receiving' ? 'upload.incomplete' : 'upload.expired')));
}
