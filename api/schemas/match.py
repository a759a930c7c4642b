"""Questions and answers of POST /v1/match, offices, batches and the summary on the wire."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from api.schemas.applicants import ApplicantBrief
from api.schemas.records import RecordIn
from api.schemas.wire import Wire


class MatchIn(Wire):
    """Who is this? Either a bare name or a record; more than a name makes the answer better."""

    name: str = ""
    record: RecordIn | None = None
    top: Annotated[int, Field(ge=1, le=50)] = 5

    @model_validator(mode="after")
    def one_of_the_two(self) -> "MatchIn":
        """Refuse a question with neither or both."""
        if bool(self.name.strip()) == (self.record is not None):
            raise ValueError("give either a name or a record")
        return self


class MatchItem(Wire):
    """A possible answer; `match` only when an identifier settles it, because programs accept such answers unseen."""

    score: float
    match: bool
    applicant: ApplicantBrief


class MatchOut(Wire):
    """Answers, most probable first."""

    items: list[MatchItem]


class OfficeOut(Wire):
    """An office: its records here, and its standing on the chain as far as the index followed ("" = no member)."""

    code: str
    name: str
    records: int
    applicants: int
    status: str
    key: str


class OfficesOut(Wire):
    """All offices that sent records or take part on the chain."""

    items: list[OfficeOut]
    total: int
    next_cursor: str | None = None


class BatchOut(Wire):
    """One batch on the chain."""

    batch: int
    first_gid: str
    count: int
    root: str
    block: int
    at: str
    transaction: str
    office: str
    gas_used: int


class BatchesOut(Wire):
    """Batches, the newest first."""

    items: list[BatchOut]
    total: int
    next_cursor: str | None = None


class AnchoredOut(Wire):
    """What one call of anchoring brought to the chain, and how many proposals wait for the key of which office."""

    batches: int
    registered: int
    linked: int
    amended: int
    merged: int
    split: int
    unlinked: int
    revoked: int
    failed: int
    transactions: int
    gas_used: int
    waiting_for_keys: dict[str, int]


class RaisedOut(Wire):
    """What a comparison raised, by kind, and what the policy accepted of it."""

    records: int
    raised: dict[str, int]
    superseded: int
    unchanged: int
    accepted: int
    waiting: int


class SummaryOut(Wire):
    """The pilot in figures; see `api.applicants.summary.Summary`."""

    legal_notice: str
    offices: list[dict[str, Any]]
    records: int
    scripts: list[dict[str, Any]]
    name_forms: int
    clusters: int
    cross_office_clusters: int
    cross_office_links: int
    shared_applicants: list[dict[str, Any]]
    proposals: dict[str, int]
    auto_accepted: int
    waiting: int
    identifiers: int
    batches: int
    gas_per_identifier: int
    gas_used: int
    chain: dict[str, Any]
    generated_at: str
