// @ts-check
/** What the review reads out of a proposal: its records, its sides and the pairs worth comparing. */

/** @typedef {import('../types.js').Proposal} Proposal */
/** @typedef {import('../types.js').OfficeRecord} OfficeRecord */
/** @typedef {{left: OfficeRecord, right: OfficeRecord, link: import('../types.js').Link | null}} Pair */

const FORMS_IN_LATIN = ['transliteration', 'translation'];

/**
 * The pairs of a proposal that cross its sides, most doubtful first; those inside a side when nothing crosses.
 * @param {Proposal} proposal
 * @returns {Pair[]} at least one when there are two records
 */
export function pairsToCompare(proposal) {
  const byId = new Map(proposal.records.map((record) => [record.recordId, record]));
  const scored = proposal.links.flatMap((link) => {
    const [left, right] = [byId.get(link.left), byId.get(link.right)];
    return left && right ? [{ left, right, link }] : [];
  });
  const crossing = scored.filter(({ left, right }) => sideOf(proposal, left.recordId) !== sideOf(proposal, right.recordId));
  const pairs = (crossing.length ? crossing : scored).sort((a, b) => doubt(b.link.probability) - doubt(a.link.probability));
  return pairs.length ? pairs : unscoredPair(proposal);
}

/**
 * @param {Proposal} proposal @param {string} recordId
 * @returns {number} index of the side the record is on; 0 when the proposal has no sides
 */
export function sideOf(proposal, recordId) {
  return Math.max(0, (proposal.groups ?? []).findIndex((group) => group.includes(recordId)));
}

/** @param {OfficeRecord} record @returns {{text: string, language: string, script: string, kind: string}} the name as filed */
export function filedName(record) {
  return record.nameForms[0] ?? { text: record.name, language: '', script: '', kind: 'legal' };
}

/**
 * The name in Latin letters: as filed, as the office gave it, or as romanised.
 * @param {OfficeRecord} record
 * @returns {string} '' when nobody gave one
 */
export function latinName(record) {
  const filed = filedName(record);
  if (filed.script === 'Latn') return filed.text;
  const given = record.nameForms.find(({ kind, script }) => script === 'Latn' && FORMS_IN_LATIN.includes(kind));
  return given?.text ?? record.romanisation ?? '';
}

/** @param {number} probability @returns {number} 1 at even odds, 0 when certain */
function doubt(probability) {
  return 1 - Math.abs(2 * probability - 1);
}

/** @param {Proposal} proposal @returns {Pair[]} */
function unscoredPair(proposal) {
  const [left] = proposal.records;
  const right = proposal.records.find(({ recordId }) => sideOf(proposal, recordId) !== sideOf(proposal, left.recordId))
    ?? proposal.records[1];
  return left && right ? [{ left, right, link: null }] : [];
}
