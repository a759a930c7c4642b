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
 *   identifiers: Identifier[], families: string[], gid?: string | null, receivedAt?: string}} OfficeRecord
 * @typedef {{feature: string, score: number, left: string, right: string, weight: number, sentence: string}} Evidence
 * @typedef {{left: string, right: string, probability: number, evidence: Evidence[]}} Link
 * @typedef {{by: string, office: string, decision: string, reason: string, at: string}} Judgement
 * @typedef {Judgement & {proposalId: string, kind: string}} EarlierJudgement
 * @typedef {{gid: string | null, before: string, after: string, recordsBefore: number, recordsAfter: number,
 *   officesBefore: string[], officesAfter: string[]}} GidChange
 * @typedef {{recordId: string, source: string | null, target: string | null, new: boolean}} Move
 * @typedef {{gids: GidChange[], moves: Move[], signing: string[], sending: string[], undo: string}} Consequences
 * @typedef {{office: string, sends: boolean, given: boolean, by: string, at: string, keyHere: boolean, sentence: string,
 *   typedData: Record<string, any> | null}} Asked
 * @typedef {{proposer: string, deadline: number, missing: string[], offices: Asked[]}} Consents
 * @typedef {{office: string, kind: string, state: string, transaction: string, block: number | null, batch: number | null}} Operation
 * @typedef {{gid: string | null, recordId: string, standardName: StandardName, by: string, office: string, reason: string,
 *   at: string}} Relation
 * @typedef {{id: string, kind: string, state: string, probability: number, impact: number, standardName: StandardName,
 *   records: OfficeRecord[], links: Link[], gid?: string | null, otherGid?: string | null, groups?: string[][],
 *   reasons?: string[], failure?: string, judgements: Judgement[], createdAt: string,
 *   version: number, allowed?: string[], recordCount?: number, offices?: string[], missingKeys?: string[],
 *   raisedBy?: string, apart?: boolean, missingConsents?: string[], earlier?: EarlierJudgement[], consequences?: Consequences | null,
 *   consents?: Consents | null, operation?: Operation | null}} Proposal
 * @typedef {{event: string, at: string, office: string, by: string, detail: string, batch?: number | null,
 *   block?: number | null, transaction: string, otherGid?: string | null, proposal?: string}} HistoryEntry
 * @typedef {{chainId: number, registry: string, batch: number, root: string, position: number, block: number,
 *   transaction: string, office: string, commitment: string}} ChainFacts
 * @typedef {{gid: string, gidText: string, status: string, standardName: StandardName, records: OfficeRecord[],
 *   nameForms: NameForm[], identifiers: Identifier[], links: Link[], offices: string[], history: HistoryEntry[],
 *   chain: ChainFacts | null, kind?: string, country?: string, probability?: number, evidence?: Evidence[],
 *   formerName?: NameForm | null, relations?: Relation[], merged?: string[]}} Applicant
 * @typedef {{code: string, name: string, records: number}} OfficeFigure
 */

export {};
