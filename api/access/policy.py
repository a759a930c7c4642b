"""The one table of roles and operations. What is not in it is refused; `python -m api.access.policy` renders it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from api.access.roles import EVERY_ROLE, Role

SUBMITTER, REVIEWER, ADMINISTRATOR, AUDITOR, READER = Role


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call an operation, and what it costs.

    Attributes:
        roles: Those that may; an account needs one of them.
        cost: Units taken from the account's quota: about 1 for each 10 ms of work.
        public: Needs no account at all.
        repeatable: A POST that creates; it may carry an Idempotency-Key.
    """

    roles: frozenset[Role]
    cost: int = 1
    public: bool = False
    repeatable: bool = False


def _only(*roles: Role, cost: int = 1, repeatable: bool = False) -> Rule:
    return Rule(frozenset(roles) | {ADMINISTRATOR}, cost=cost, repeatable=repeatable)


def _everybody(cost: int = 1) -> Rule:
    return Rule(EVERY_ROLE, cost=cost)


def _public(cost: int = 0) -> Rule:
    """Strangers pay from a quota of their address."""
    return Rule(EVERY_ROLE, cost=cost, public=True)


_PUBLIC = _public()

POLICY: Mapping[str, Rule] = {
    "take_records": _only(SUBMITTER, cost=50, repeatable=True),
    "send_upload": _only(SUBMITTER, cost=50),
    "resume_upload": _only(SUBMITTER, cost=10),
    "read_upload": _only(SUBMITTER, AUDITOR),
    "confirm_upload": _only(SUBMITTER, cost=50),
    "list_proposals": _only(SUBMITTER, REVIEWER, AUDITOR),
    "read_proposal": _only(SUBMITTER, REVIEWER, AUDITOR),
    "raise_proposals": _only(SUBMITTER, REVIEWER, cost=200, repeatable=True),
    "accept_many": _only(REVIEWER, cost=100, repeatable=True),
    "consent_to_proposal": _only(REVIEWER, cost=20, repeatable=True),
    "judge_proposal": _only(REVIEWER, cost=5, repeatable=True),
    "find_applicants": _everybody(cost=5),
    "read_applicant": _everybody(),
    "prove_applicant": _everybody(),
    "draw_qr": _everybody(),
    "match_applicants": _everybody(cost=5),
    "list_offices": _everybody(),
    "list_batches": _everybody(),
    "anchor_approved": _only(REVIEWER, cost=100, repeatable=True),
    "summarise": _everybody(),
    "export_applicants": _everybody(cost=200),
    "describe_or_answer": _public(cost=5),  # these show legal persons only, to any web site
    "answer_questions": _public(cost=20),
    "suggest_entities": _public(cost=5),
    "suggest_properties": _public(cost=1),
    "suggest_types": _public(cost=1),
    "propose_properties": _public(cost=1),
    "preview": _public(cost=1),
    "resolve_did": _public(cost=1),
    "open_session": _PUBLIC,
    "read_session": _PUBLIC,
    "close_session": _PUBLIC,
    "list_accounts": _only(AUDITOR),
    "add_account": _only(cost=10),
    "change_account": _everybody(cost=10),  # all but administrators only their own password
    "list_issues": _everybody(),
    "raise_issue": Rule(EVERY_ROLE, cost=5, repeatable=True),
    "change_issue": _only(REVIEWER, cost=5),
    "read_report": _everybody(cost=200),
    "search_audit": _only(AUDITOR, cost=5),
    "erase_applicant": _only(cost=200, repeatable=True),
    "healthz": _PUBLIC,
    "readyz": _PUBLIC,
    "metrics": _only(AUDITOR),
    "to_console": _PUBLIC,
}
"""By operation: the name of the function that serves it."""


def is_allowed(operation: str, roles: Collection[Role]) -> bool:
    """Whether these roles may call an operation; an unknown one nobody may."""
    rule = POLICY.get(operation)
    return rule is not None and (rule.public or not rule.roles.isdisjoint(roles))


def allowed_operations(roles: Collection[Role]) -> list[str]:
    """What these roles may call, in alphabetical order."""
    return sorted(name for name in POLICY if is_allowed(name, roles))


def policy_table() -> str:
    """The table in Markdown."""
    lines = ["| operation | " + " | ".join(Role) + " | no account | cost |", "|---|" + "---|" * (len(Role) + 2)]
    for name, rule in POLICY.items():
        cells = ["yes" if rule.public or role in rule.roles else "" for role in Role]
        lines.append(f"| `{name}` | {' | '.join([*cells, 'yes' if rule.public else ''])} | {rule.cost} |")
    return "\n".join(lines) + "\n"


POLICY_PAGE = Path(__file__).parent / "POLICY.md"

_HEAD = """# Who may do what

Written from `api/access/policy.py` by `python -m api.access.policy`; a test holds the two together.

The rule for everything: what is not in this table is refused. An account bound to an office decides only about
proposals that concern that office and sends only its records; an administrator acts for all offices. Whoever raised a
merge or split does not approve it. An API key has the scopes it was given and never more than its account. All but
administrators change nothing of an account but their own password. While no account exists and the server listens on
the loopback address, everybody is the local administrator.

"""


def policy_page() -> str:
    """The page that stands beside this module."""
    return _HEAD + policy_table()


if __name__ == "__main__":
    POLICY_PAGE.write_text(policy_page(), encoding="utf-8")
