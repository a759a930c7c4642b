// @ts-check
/** The issue log: what stands in it, and a form to raise one more. */

import { actingOffice } from '../acting.js';
import { change, read, write } from '../api.js';
import { h } from '../elements.js';
import { t, term } from '../messages.js';
import { gidText, officeCode } from '../names.js';
import { announce, failureNotice } from '../notices.js';
import { stackingTable } from '../tables.js';

const CATEGORIES = ['legal', 'policy', 'stakeholder', 'data quality', 'technical', 'governance', 'cost'];
const SEVERITIES = ['high', 'medium', 'low'];

export const title = () => t('issues.title');

/** @param {HTMLElement} container @param {import('../main.js').Route} route `?gid=` begins a contest */
export async function mount(container, route) {
  const list = h('section', { class: 'panel', 'aria-labelledby': 'issue-list' });
  const refresh = () => void show(list, refresh).catch((error) => list.replaceChildren(failureNotice(error, refresh)));
  await show(list, refresh);
  container.replaceChildren(
    h('header', {}, h('h1', {}, t('issues.title')), h('p', { class: 'quiet' }, t('issues.lead'))),
    form(route.query.get('gid') ?? '', refresh), list);
}

/** @param {HTMLElement} list @param {() => void} refresh */
async function show(list, refresh) {
  const { body } = await read('issues', { query: { limit: 200 } });
  const columns = ['category', 'severity', 'office', 'summary', 'action', 'state'].map((key) => t(`issues.${key}`));
  const rows = body.items.map((/** @type {any} */ issue) => [
    term('issueCategories', issue.category), term('severities', issue.severity), issue.office ? officeCode(issue.office) : t('issues.everyOffice'),
    [issue.summary, issue.gid && [' ', h('a', { href: `#/applicants/${issue.gid}` }, gidText(issue.gid))]].flat().filter(Boolean),
    issue.action || '—', issue.state === 'open' ? closing(issue, refresh) : issue.resolution || t('issues.closed'),
  ]);
  list.replaceChildren(h('h2', { id: 'issue-list' }, t('issues.count', { count: body.total })),
    rows.length ? stackingTable(t('issues.title'), columns, rows) : h('p', { class: 'quiet' }, t('issues.none')));
}

/** @param {any} issue @param {() => void} refresh */
function closing(issue, refresh) {
  const how = h('input', { type: 'text', required: true, maxlength: 2000, 'aria-label': t('issues.resolution', { id: issue.id }), placeholder: t('issues.how') });
  const close = async (/** @type {Event} */ event) => {
    event.preventDefault();
    await change(`issues/${issue.id}`, { state: 'closed', resolution: how.value }, { etag: `"${issue.version}"` })
      .then(() => announce(t('issues.closedNow')), (error) => how.closest('form')?.append(failureNotice(error)));
    refresh();
  };
  return h('details', {}, h('summary', {}, t('issues.open')),
    h('form', { class: 'closing', onsubmit: close }, how, h('button', { type: 'submit', class: 'plain' }, t('issues.close'))));
}

/** @param {string} gid @param {() => void} refresh */
function form(gid, refresh) {
  const category = choice('issue-category', CATEGORIES, 'issueCategories', gid ? 'stakeholder' : 'policy');
  const severity = choice('issue-severity', SEVERITIES, 'severities', 'medium');
  const summary = h('input', { id: 'issue-summary', type: 'text', required: true, maxlength: 1000 });
  const action = h('input', { id: 'issue-action', type: 'text', maxlength: 2000 });
  const said = h('div', {});
  const raise = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const issue = { category: category.value, severity: severity.value, summary: summary.value, action: action.value, office: actingOffice(), gid: gid || null };
    try {
      await write('issues', issue);
      said.replaceChildren();
      summary.value = action.value = '';
      announce(t('issues.raised'));
      refresh();
    } catch (error) {
      said.replaceChildren(failureNotice(error));
    }
  };
  return h('section', { class: 'panel', 'aria-labelledby': 'raise' }, h('h2', { id: 'raise' }, gid ? t('issues.contest', { gid: gidText(gid) }) : t('issues.raise')),
    h('form', { class: 'raising', onsubmit: raise },
      field('issue-category', t('issues.category'), category), field('issue-severity', t('issues.severity'), severity),
      field('issue-summary', t('issues.summary'), summary), field('issue-action', t('issues.action'), action),
      h('button', { type: 'submit' }, t('issues.raise')), said));
}

/** @param {string} id @param {string[]} values @param {string} group @param {string} chosen */
function choice(id, values, group, chosen) {
  return h('select', { id }, values.map((value) => h('option', { value, selected: value === chosen }, term(group, value))));
}

/** @param {string} id @param {string} label @param {HTMLElement} control */
function field(id, label, control) {
  return h('div', {}, h('label', { for: id }, label), control);
}
