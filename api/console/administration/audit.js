// @ts-check
/** The audit trail: who did what, when; searched, read on page by page, checked, kept as CSV. */

import { read, readFile } from '../api.js';
import { saveFile } from '../download.js';
import { h, icon } from '../elements.js';
import { moment, number, t, term } from '../messages.js';
import { announce, failureText, waitingNotice } from '../notices.js';
import { stackingTable } from '../tables.js';

const PAGE = 50;
const ACTIONS = ['session_opened', 'session_closed', 'account_added', 'account_changed', 'key_issued', 'key_revoked', 'upload_begun', 'upload_confirmed', 'records_taken',
  'proposals_raised', 'proposal_raised', 'proposal_approved', 'proposal_rejected', 'proposal_deferred', 'proposal_reopened', 'consent_given', 'operations_enqueued',
  'operation_anchored', 'operation_refused', 'applicant_erased', 'erasure_applied_again', 'expired_deleted'];

/** @typedef {import('../types.js').AuditEntry} AuditEntry */

/** @param {HTMLElement} place @param {import('../main.js').Route} route filters may come with the address */
export async function mountAudit(place, route) {
  const fields = {
    actor: text('actor', 80), action: text('action', 40, ACTIONS), subject: text('subject', 160),
    since: h('input', { id: 'audit-since', type: 'date' }), until: h('input', { id: 'audit-until', type: 'date' }),
  };
  const wanted = () => Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value.trim()]));
  for (const [name, field] of Object.entries(fields)) field.value = route.query.get(name) ?? '';
  const found = h('div', { class: 'audit-found' }, waitingNotice());
  const said = h('p', { class: 'check-said', role: 'status' });
  const form = h('form', { class: 'audit-search', role: 'search', 'aria-label': t('administration.audit') },
    Object.entries(fields).map(([name, field]) => h('div', { class: 'field' }, h('label', { for: field.id }, t(`administration.${name}`)), field)),
    h('datalist', { id: 'audit-actions' }, ACTIONS.map((action) => h('option', { value: action }, term('administration.did', action)))),
    h('div', { class: 'choice' }, h('button', { type: 'submit' }, icon('search'), t('administration.search')),
      h('button', { type: 'button', class: 'plain', onclick: () => void save() }, icon('download'), t('administration.csv')),
      h('button', { type: 'button', class: 'plain', 'data-check-trail': true, onclick: () => void check() }, icon('seal'), t('administration.checkTrail'))), said);
  form.addEventListener('submit', (event) => { event.preventDefault(); void search().catch(tell); });
  place.replaceChildren(h('section', { class: 'panel', 'aria-label': t('administration.search') }, h('p', { class: 'quiet' }, t('administration.auditLead')), form), found);
  await search();

  async function search() {
    const { body } = await read('audit', { query: { ...wanted(), limit: PAGE } });
    const entries = h('div', {});
    found.replaceChildren(h('section', { class: 'panel', 'aria-labelledby': 'audit-count' }, h('h2', { id: 'audit-count' }, t('administration.entries', { count: body.total })), entries));
    announce(t('administration.entries', { count: body.total }));
    append(entries, body, wanted());
  }

  /** @param {HTMLElement} entries @param {{items: AuditEntry[], nextCursor: string | null}} page @param {Record<string, string>} asked */
  function append(entries, { items, nextCursor }, asked) {
    if (items.length === 0) { entries.append(h('p', { class: 'quiet' }, t('administration.noEntry'))); return; }
    const more = nextCursor && h('button', { type: 'button', class: 'more', onclick: async () => {
      const { body } = await read('audit', { query: { ...asked, limit: PAGE, cursor: nextCursor } });
      more && more.remove();
      append(entries, body, asked);
    } }, t('review.more'));
    entries.append(table(items), ...(more ? [more] : []));
  }

  async function save() {
    await readFile('audit', { query: wanted(), accept: 'text/csv' }).then((blob) => saveFile(blob, 'audit.csv'), tell);
  }

  async function check() {
    try {
      const { body } = await read('audit', { query: { check: 'true', limit: 1 } });
      said.replaceChildren(icon(body.firstBroken === null ? 'check' : 'warning'), ' ', body.firstBroken === null ? t('administration.trailHolds') : t('administration.trailBroken', { entry: number(body.firstBroken) }));
    } catch (error) {
      tell(error);
    }
  }

  /** @param {unknown} error */
  function tell(error) {
    said.textContent = failureText(error);
  }
}

/** @param {string} name @param {number} most @param {readonly string[]} [offered] */
function text(name, most, offered) {
  return h('input', { id: `audit-${name}`, type: 'text', maxlength: most, autocomplete: 'off', spellcheck: 'false', dir: 'ltr', list: offered ? 'audit-actions' : null });
}

/** @param {AuditEntry[]} items */
function table(items) {
  const columns = ['at', 'actor', 'action', 'subject', 'detail'].map((name) => t(`administration.${name}`));
  return stackingTable(t('administration.audit'), columns, items.map(({ sequence, at, actor, action, subject, detail, digest }) => [
    h('span', { class: 'when' }, h('time', { datetime: at }, moment(at)), h('small', {}, t('administration.sequence', { count: sequence }))),
    h('bdi', {}, actor), h('span', {}, term('administration.did', action), h('small', {}, h('code', {}, action))), h('code', {}, subject),
    h('details', {}, h('summary', {}, t('administration.detail')), h('pre', { tabindex: 0, 'aria-label': t('administration.detail') }, JSON.stringify({ ...detail, digest }, null, 2))),
  ]));
}
