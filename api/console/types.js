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
 * @typedef {{office: string, localId: string, name: string, nameLanguage: string, nameLatin: string, applicantType: string, country: string, city: string,
 *   identifiers: Identifier[], otherNames: {kind: string, language: string, text: string}[], operation: string}} UploadedRecord
 * @typedef {{format: string, encoding: string, encodingCertain: boolean, headings: string[], mapping: Record<string, string>, sample: UploadedRecord[],
 *   preview: {compared: number, linked: number, doubtful: number, unlike: number}}} UploadFindings
 * @typedef {{received: number, new: number, changed: number, unchanged: number, deleted: number, refused: {row: number, detail: string}[],
 *   refusedCount: number, warnings: string[]}} UploadReport
 * @typedef {{id: string, office: string, fileName: string, state: string, size: number | null, received: number, findings: UploadFindings | null,
 *   report: UploadReport | null, progress: {stage: string, rows: number, done: number, total: number} | null, failure: string | null, advice: string | null,
 *   taken: {new: number, changed: number, unchanged: number, deleted: number, proposals: number | null} | null}} Upload
 * @typedef {{id: string, scopes: string[], createdAt: string, expiresAt: string, lastUsedAt: string | null, revokedAt: string | null}} Key
 * @typedef {{id: string, name: string, kind: 'person' | 'program', roles: string[], office: string, createdAt: string, disabledAt: string | null,
 *   keys: Key[], key?: string | null}} Account
 * @typedef {{sequence: number, at: string, actor: string, action: string, subject: string, detail: Record<string, any>, digest: string}} AuditEntry
 * @typedef {{id: string, at: string, by: string, ground: string, gids: string[], deleted: Record<string, number>, leftAfterwards: Record<string, number>,
 *   commitments: {commitment: string, opens: boolean}[], statement: string, limits: string}} ErasureCertificate
 */

export {};
