// @ts-check
/** Entry point: texts, then the page the address names. */

import { askAgain, mountSignIn } from './account/sign_in.js';
import { showStanding } from './account/standing.js';
import { mountActing } from './acting.js';
import { whenSessionEnds } from './api.js';
import { failureNotice, waitingNotice } from './notices.js';
import { mountLanguageSwitch, wantedLanguages } from './language.js';
import { loadMessages, t } from './messages.js';
import { loadSession, session } from './session.js';
import { waitingCount } from './waiting.js';

/**
 * What each page module exports: `mount` fills the container and may return a function that ends it.
 * @typedef {{title: () => string, mount: (container: HTMLElement, route: Route) => Promise<(() => void) | void>}} Page
 * @typedef {{page: string, rest: string, query: URLSearchParams}} Route
 */

/** @type {Record<string, () => Promise<Page>>} */
const PAGES = {
  dashboard: () => import('./pages/dashboard.js'),
  review: () => import('./pages/review.js'),
  lookup: () => import('./pages/lookup.js'),
  report: () => import('./pages/report.js'),
  issues: () => import('./pages/issues.js'),
  applicants: () => import('./pages/applicant.js'),
  upload: () => import('./pages/upload.js'),
  administration: () => import('./pages/administration.js'),
  account: () => import('./pages/account.js'),
};
/** @type {Record<string, string>} */
const SECTION_OF = { applicants: 'lookup', issues: 'report' };

/** @type {(() => void) | void} */
let leavePage;
let visit = 0;
let shownPage = '';

/** @returns {Route} from "#/review/17?state=deferred" */
function currentRoute() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [page, ...rest] = path.split('/');
  return { page: page || 'dashboard', rest: decodeURIComponent(rest.join('/')), query: new URLSearchParams(query) };
}

async function show() {
  const main = /** @type {HTMLElement} */ (document.getElementById('main'));
  const route = currentRoute();
  const thisVisit = (visit += 1);
  leavePage?.();
  leavePage = undefined;
  markCurrent(route.page);
  const container = document.createElement('div');
  container.className = `page ${route.page}`;
  container.append(waitingNotice());
  main.replaceChildren(container);
  try {
    if (!session().signedIn) {
      await enter();
      if (thisVisit !== visit) return;
      if (!session().signedIn) {
        document.title = t('shell.title', { page: t('signIn.title') });
        mountSignIn(container, () => void enter().then(show)); // the address stays: signing in leads to its page
        return;
      }
    }
    if (!(route.page in PAGES)) throw new Error(t('shell.unknownPage'));
    const page = await PAGES[route.page]();
    document.title = t('shell.title', { page: page.title() });
    const leave = await page.mount(container, route);
    if (thisVisit !== visit) { // the reader has gone on while this page was loading: the newer page has the focus
      leave?.();
      return;
    }
    leavePage = leave;
  } catch (error) {
    if (thisVisit !== visit) return;
    const heading = document.createElement('h1');
    heading.textContent = t('shell.product');
    container.replaceChildren(heading, failureNotice(error, show));
  }
  if (shownPage && shownPage !== route.page && !container.contains(document.activeElement)) main.focus({ preventScroll: true });
  shownPage = route.page;
}

/** Ask who the reader is, and have the frame say so. */
async function enter() {
  await loadSession();
  showStanding(() => { location.hash = '#/dashboard'; location.reload(); });
  if (!session().signedIn) return;
  void mountActing();
  void waitingCount();
}

/** @param {string} page */
function markCurrent(page) {
  const section = SECTION_OF[page] ?? page;
  for (const link of document.querySelectorAll('#pages a')) {
    if (link.getAttribute('data-page') === section) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function fillStaticTexts() {
  for (const element of document.querySelectorAll('[data-message]')) {
    element.textContent = t(element.getAttribute('data-message') ?? '');
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', t(element.getAttribute('data-label') ?? ''));
  }
}

/** The skip link's target is not a page: it would otherwise be read as one. */
function keepSkipLink() {
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById('main')?.focus();
  });
}

await loadMessages(wantedLanguages());
fillStaticTexts();
mountLanguageSwitch();
keepSkipLink();
whenSessionEnds(askAgain);
window.addEventListener('hashchange', show);
await show();
