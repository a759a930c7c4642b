"""Where personal data are, table by table, and what an erasure does there. A test refuses a table that is missing."""

from collections.abc import Mapping

PERSONAL_DATA: Mapping[str, str] = {
    "record_versions": "every version of the office records is deleted",
    "record_heads": "deleted, with the office's own number",
    "proposals": "names and reasons are blanked; what was not sent is superseded",
    "proposal_members": "the erased records are taken out",
    "proposal_links": "pairs with an erased record are deleted, with their evidence",
    "judgements": "the written reasons are blanked; who decided what, and when, stays",
    "constraints": "pairs with an erased record are deleted",
    "applicants": "name, kind and country are blanked; GID, registering office, commitment and status stay",
    "committed_records": "the committed records are deleted",
    "salts": "the salts are deleted",
    "outbox_operations": "the record ids in finished operations are taken out; their calldata holds commitments only",
    "given_answers": "all kept answers are deleted, whoever they were about",
    "audit_events": "holds ids and counts only, and stays whole",
    "erasures": "holds the GID and keyed hashes of record ids, so that the data do not come back",
    "issues": "texts and evidence of issues about the applicant are blanked; category, office and dates stay",
    "accounts": "holds those who use the pilot, not applicants",
    "api_keys": "holds no applicants",
    "sessions": "holds no applicants",
    "runs": "holds no applicants",
    "chain_identity": "copied from the chain, which holds no names",
    "chain_checkpoint": "copied from the chain",
    "chain_blocks": "copied from the chain",
    "chain_batches": "copied from the chain",
    "chain_entries": "copied from the chain: GIDs and commitments",
    "chain_events": "copied from the chain: GIDs and commitments",
    "chain_offices": "copied from the chain",
    "chain_office_events": "copied from the chain",
    "outbox_transactions": "signed calldata: commitments only",
    "outbox_replacements": "signed calldata: commitments only",
}
"""By table. Rows that refer to an erased record, and pairs (`left`, `right`) with one, go by themselves everywhere."""
