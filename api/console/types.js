// @ts-check
/**
 * The shapes the API sends, for the type checker only; openapi.json is the authority.
 *
 * @typedef {{text: string, language: string, script: string, latin: string, method: string, version: string}} StandardName
 * @typedef {{scheme: string, value: string, office?: string}} Identifier
 * @typedef {{text: string, language: string, script: string, kind: string, offices?: string[]}} NameForm
 * @typedef {{text: string, code: string, generic: string}} LegalForm
 * @typedef {{recordId: string, office: string, localId: string, name: string, nameForms: NameForm[],
 *   romanisation?: string, legalForm?: LegalForm | null, applicantKind: string, country: string, city: string,
 *   identifiers: Identifier[], families: string[], gid?: string | null}} OfficeRecord
 * @typedef {{feature: string, score: number, left: string, right: string, weight: number, sentence: string}} Evidence
 * @typedef {{left: string, right: string, probability: number, evidence: Evidence[]}} Link
 * @typedef {{by: string, office: string, decision: string, reason: string, at: string}} Judgement
 * @typedef {{id: string, kind: string, state: string, probability: number, impact: number, standardName: StandardName,
 *   records: OfficeRecord[], links: Link[], gid?: string | null, otherGid?: string | null, groups?: string[][],
 *   reasons?: string[], failure?: string, judgements: Judgement[], createdAt: string,
 *   version: number, allowed?: string[], recordCount?: number, offices?: string[], missingKeys?: string[]}} Proposal
 * @typedef {{event: string, at: string, office: string, by: string, detail: string, batch?: number | null,
 *   block?: number | null, transaction: string}} HistoryEntry
 * @typedef {{chainId: number, registry: string, batch: number, root: string, position: number, block: number,
 *   transaction: string, office: string, commitment: string}} ChainFacts
 * @typedef {{gid: string, gidText: string, status: string, standardName: StandardName, records: OfficeRecord[],
 *   nameForms: NameForm[], identifiers: Identifier[], links: Link[], offices: string[], history: HistoryEntry[],
 *   chain: ChainFacts | null, kind?: string, country?: string, probability?: number, evidence?: Evidence[]}} Applicant
 * @typedef {{code: string, name: string, records: number}} OfficeFigure
 */

export {};
