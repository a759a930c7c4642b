// @ts-check
/** Administration: people and programs, the audit trail, erasure requests; each for those who may. */

import { mountAccounts } from '../administration/accounts.js';
import { mountAudit } from '../administration/audit.js';
import { mountErasure } from '../administration/erasure.js';
import { h } from '../elements.js';
import { t } from '../messages.js';
import { waitingNotice } from '../notices.js';
import { may } from '../session.js';

/** @type {{name: string, operation: string, mount: (place: HTMLElement, route: import('../main.js').Route) => Promise<void> | void}[]} */
const SECTIONS = [
  { name: 'accounts', operation: 'list_accounts', mount: mountAccounts },
  { name: 'audit', operation: 'search_audit', mount: mountAudit },
  { name: 'erasure', operation: 'erase_applicant', mount: mountErasure },
];

export const title = () => t('nav.administration');

/** @param {HTMLElement} container @param {import('../main.js').Route} route */
export async function mount(container, route) {
  const allowed = SECTIONS.filter(({ operation }) => may(operation));
  const section = allowed.find(({ name }) => name === route.rest) ?? allowed[0];
  const place = h('div', { class: 'section' }, waitingNotice());
  container.replaceChildren(h('h1', {}, t('administration.title')),
    h('nav', { class: 'sections', 'aria-label': t('administration.title') }, allowed.map(({ name }) => h('a', { href: `#/administration/${name}`, 'aria-current': name === section?.name ? 'page' : null }, t(`administration.${name}`)))),
    place);
  if (section) await section.mount(place, route);
  else place.replaceChildren(h('p', { class: 'notice' }, t('administration.nothing')));
}
