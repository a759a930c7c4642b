// @ts-check
/** Fields that the forms of administration share. */

import { h } from '../elements.js';
import { t } from '../messages.js';

export const ROLES = ['reader', 'submitter', 'reviewer', 'auditor', 'administrator'];
const LEAST_PASSWORD = 12; // characters; the API refuses shorter ones

/** @param {readonly string[]} chosen @param {string} [legend] @param {readonly string[]} [offered] */
export function roleChoice(chosen, legend = t('administration.roles'), offered = ROLES) {
  const boxes = offered.map((role) => h('input', { type: 'checkbox', id: `role-${role}`, value: role, checked: chosen.includes(role) }));
  const element = h('fieldset', { class: 'roles' }, h('legend', {}, legend), boxes.map((box) => h('div', { class: 'tick' }, box,
    h('label', { for: box.id }, t(`administration.role.${box.value}`), h('small', {}, t(`administration.roleHint.${box.value}`))))));
  return { element, value: () => boxes.filter((box) => box.checked).map((box) => box.value) };
}

/** @param {string} office */
export function officeField(office) {
  const input = h('input', { id: 'account-office', type: 'text', value: office, maxlength: 2, pattern: '[A-Za-z]{2}', autocomplete: 'off', dir: 'ltr', 'aria-describedby': 'account-office-hint' });
  return { input, parts: [h('label', { for: input.id }, t('administration.office')), input, h('p', { id: 'account-office-hint', class: 'quiet' }, t('administration.officeHint'))],
    value: () => input.value.trim().toUpperCase() };
}

/** @param {string} id @param {string} label @param {boolean} [required] */
export function newPassword(id, label, required = true) {
  const input = h('input', { id, type: 'password', autocomplete: 'new-password', minlength: LEAST_PASSWORD, maxlength: 200, required, dir: 'ltr', 'aria-describedby': `${id}-hint` });
  return { input, parts: [h('label', { for: id }, label), input, h('p', { id: `${id}-hint`, class: 'quiet' }, t('administration.passwordHint', { count: LEAST_PASSWORD }))] };
}

/** @param {string} id */
export function keyDays(id) {
  return h('select', { id }, [30, 90, 180, 365].map((days) => h('option', { value: days, selected: days === 90 }, t('administration.days', { count: days }))));
}
