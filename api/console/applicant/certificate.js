// @ts-check
/** The certificate: what is printed when the reader prints this page, with the applicant's address as a QR code. */

import { address } from '../api.js';
import { h } from '../elements.js';
import { moment, t } from '../messages.js';
import { gidText, nameElement, officeCode } from '../names.js';

/** @param {import('../types.js').Applicant} applicant */
export function certificate({ gid, standardName, records, chain }) {
  const { text, language, script, latin } = standardName;
  return h('section', { class: 'certificate', 'aria-hidden': 'true' },
    h('p', { class: 'certificate-title' }, t('certificate.title')),
    h('p', { class: 'certificate-gid' }, gidText(gid)),
    h('p', { class: 'certificate-name' }, nameElement(text, language, script)),
    latin && latin !== text && h('p', {}, latin),
    h('p', {}, t('certificate.records', { count: records.length }), ' ', records.slice(0, 12).map(({ office, localId }) => [officeCode(office), ` ${localId}  `]).flat()),
    chain && h('dl', {}, [['chainId', chain.chainId], ['registry', chain.registry], ['batch', chain.batch], ['block', chain.block], ['transaction', chain.transaction],
      ['commitment', chain.commitment]].map(([key, value]) => h('div', {}, h('dt', {}, t(`applicant.${key}`)), h('dd', {}, h('code', {}, String(value)))))),
    qrPicture(gid),
    h('p', { class: 'quiet' }, t('legal.short'), ' ', t('legal.sentence')),
    h('p', { class: 'quiet' }, t('certificate.asOf', { moment: moment(new Date().toISOString()) })));
}

/** @param {string} gid */
export function qrPicture(gid) {
  return h('img', { class: 'qr', src: address(`applicants/${gid}/qr`), alt: t('applicant.qr'), width: 132, height: 132 });
}
