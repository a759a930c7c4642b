"""With which statuses each operation may refuse: what the contract documents in place of one "default"."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from api.access.policy import POLICY

OWN: Mapping[str, frozenset[int]] = {
    name: frozenset(statuses)
    for name, statuses in {
        "take_records": (400, 409),
        "send_upload": (400, 409, 507),
        "resolve_did": (400, 404, 406, 410, 501),
        "resume_upload": (400, 404, 409, 410, 507),
        "read_upload": (404, 409, 410),
        "confirm_upload": (400, 404, 409, 410, 507),
        "list_proposals": (400,),
        "raise_proposals": (400, 404, 409, 410),
        "accept_many": (400, 409, 412, 428),
        "read_proposal": (404,),
        "judge_proposal": (400, 404, 409, 412, 428),
        "consent_to_proposal": (400, 404, 409),
        "find_applicants": (400, 404),
        "read_applicant": (308, 400, 404, 410),
        "prove_applicant": (308, 400, 404, 409, 410),
        "draw_qr": (400,),
        "match_applicants": (400,),
        "list_batches": (400,),
        "anchor_approved": (409,),
        "export_applicants": (400, 404, 410),
        "describe_or_answer": (400, 413),
        "answer_questions": (400,),
        "suggest_entities": (400,),
        "propose_properties": (400,),
        "preview": (400, 404, 410),
        "open_session": (401,),
        "add_account": (409,),
        "change_account": (404, 409),
        "search_audit": (400,),
        "erase_applicant": (400, 404, 409),
        "list_issues": (400,),
        "raise_issue": (400, 404),
        "change_issue": (400, 404, 409, 412, 428),
        "read_report": (400, 404, 406),
    }.items()
}
"""By operation: what its own work may refuse with. What the doors before it refuse is added by `statuses_of`."""

AT_THE_DOOR = frozenset({401, 403, 413, 429, 503})
"""What is answered before an operation runs, and therefore in the same form everywhere."""

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def statuses_of(name: str, *, parameters: bool, body: bool) -> set[int]:
    """Every status with which an operation may refuse.

    Args:
        name: Its function.
        parameters: Whether it takes any.
        body: Whether it takes one.
    """
    rule = POLICY[name]
    found = set(OWN.get(name, ())) | {403, 503}  # sent by another site's page; the database is away
    if not rule.public:
        found |= {401, 429}
    if rule.cost:
        found.add(429)
    if parameters or body:
        found.add(422)
    if body:
        found |= {400, 413}
    if rule.repeatable:
        found |= {409, 422}
    return found


def document_refusals(name: str, operation: dict[str, Any]) -> None:
    """Put the statuses of one operation into its description, in the place of its "default"."""
    answers = operation["responses"]
    content = answers.pop("default", {"content": _PROBLEM})["content"]
    statuses = statuses_of(name, parameters=bool(operation.get("parameters")), body="requestBody" in operation)
    for status in sorted(statuses):
        described: dict[str, Any] = {"description": HTTPStatus(status).phrase}
        if status != HTTPStatus.PERMANENT_REDIRECT:
            described["content"] = _PROBLEM if status in AT_THE_DOOR else content  # of a DID a resolution result
        answers[str(status)] = described
