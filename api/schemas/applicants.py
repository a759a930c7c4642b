"""Applicants on the wire."""

from typing import Any

from api.applicants.reading import Anchor, Applicant, ApplicantDetail
from api.applicants.relations import RelatedApplicant
from api.applicants.searching import ApplicantHit
from api.schemas.names import EvidenceOut, IdentifierOut, LinkOut, NameFormOut, StandardNameOut
from api.schemas.records import OfficeRecordOut
from api.schemas.wire import Probability, Wire
from api.store.records import StoredRecord
from matching.records import NameForm
from node.identifiers import NOT_A_WIPO_IDENTIFIER, Gid, compact_gid, format_gid


class ApplicantBrief(Wire):
    """An applicant in a list; `probability`, `evidence` and `formerName` only where it answers a search.

    `formerName` is the former name that was asked for: the applicant is now called by its standard name.
    """

    gid: str
    gid_text: str
    standard_name: StandardNameOut
    name_forms: list[NameFormOut]
    kind: str
    country: str
    offices: list[str]
    status: str
    probability: Probability | None = None
    evidence: list[EvidenceOut] | None = None
    former_name: NameFormOut | None = None

    @classmethod
    def of(cls, applicant: Applicant) -> "ApplicantBrief":
        """From the store."""
        return cls(**brief_fields(applicant))

    @classmethod
    def of_hit(cls, hit: ApplicantHit) -> "ApplicantBrief":
        """From a search."""
        evidence = [EvidenceOut.of(entry) for entry in hit.evidence]
        former = NameFormOut.of(hit.former) if hit.former else None
        fields = brief_fields(hit.applicant)
        return cls(**fields, probability=hit.probability, evidence=evidence, former_name=former)


class HistoryOut(Wire):
    """One line of an applicant's history."""

    event: str
    at: str
    office: str
    by: str
    detail: str
    batch: int | None
    block: int | None
    transaction: str
    other_gid: str | None
    proposal: str


class RelationOut(Wire):
    """Another applicant that somebody judged to be related, and not the same; without `gid` it is not registered."""

    gid: str | None
    record_id: str
    standard_name: StandardNameOut
    by: str
    office: str
    reason: str
    at: str

    @classmethod
    def of(cls, related: RelatedApplicant) -> "RelationOut":
        """From the store."""
        return cls(
            gid=compact_gid(Gid(related.gid)) if related.gid is not None else None,
            record_id=related.record_id,
            standard_name=StandardNameOut.of(related.standard_name),
            by=related.by,
            office=related.office,
            reason=related.reason,
            at=related.at,
        )


class ChainOut(Wire):
    """Where an applicant is on the chain."""

    chain_id: int
    registry: str
    batch: int
    root: str
    position: int
    block: int
    transaction: str
    office: str
    commitment: str
    version: int
    offices: list[str]
    gas_used: int

    @classmethod
    def of(cls, anchor: Anchor, chain_id: int, registry: str) -> "ChainOut":
        """From the index."""
        return cls(
            chain_id=chain_id,
            registry=registry,
            batch=anchor.batch.number,
            root="0x" + anchor.batch.root.hex(),
            position=anchor.entry.leaf,
            block=anchor.batch.block_number,
            transaction="0x" + anchor.batch.transaction_hash.hex(),
            office=anchor.batch.office,
            commitment="0x" + anchor.entry.commitment.hex(),
            version=anchor.entry.version,
            offices=list(anchor.entry.offices),
            gas_used=anchor.gas_used,
        )


class ApplicantOut(ApplicantBrief):
    """An applicant in full; `merged` are the GIDs that lead to it."""

    notice: str = NOT_A_WIPO_IDENTIFIER
    records: list[OfficeRecordOut]
    identifiers: list[IdentifierOut]
    links: list[LinkOut]
    cluster_probability: Probability
    history: list[HistoryOut]
    relations: list[RelationOut]
    merged: list[str]
    chain: ChainOut | None

    @classmethod
    def of_detail(cls, detail: ApplicantDetail, chain_id: int, registry: str) -> "ApplicantOut":
        """From the store and the index."""
        return cls(
            **brief_fields(detail.applicant),
            records=[OfficeRecordOut.of(stored) for stored in detail.applicant.records],
            identifiers=_identifiers(detail.applicant.records),
            links=[LinkOut.of(link) for link in detail.links],
            cluster_probability=detail.cluster_probability,
            history=[
                HistoryOut(
                    event=entry.event,
                    at=entry.at,
                    office=entry.office,
                    by=entry.by,
                    detail=entry.detail,
                    batch=entry.batch,
                    block=entry.block,
                    transaction=entry.transaction,
                    other_gid=compact_gid(Gid(entry.other_gid)) if entry.other_gid is not None else None,
                    proposal=entry.proposal,
                )
                for entry in detail.history
            ],
            relations=[RelationOut.of(each) for each in detail.relations],
            merged=[compact_gid(Gid(gid)) for gid in detail.merged],
            chain=ChainOut.of(detail.anchor, chain_id, registry) if detail.anchor else None,
        )


class ApplicantsOut(Wire):
    """A list of applicants."""

    items: list[ApplicantBrief]
    total: int
    next_cursor: str | None


def brief_fields(applicant: Applicant) -> dict[str, Any]:
    """The fields that a list and a single applicant have in common."""
    row = applicant.row
    return {
        "gid": compact_gid(applicant.gid),
        "gid_text": format_gid(applicant.gid),
        "standard_name": StandardNameOut.of(row.standard_name),
        "name_forms": _name_forms(applicant.records),
        "kind": row.kind,
        "country": row.country,
        "offices": sorted({stored.record.office for stored in applicant.records}),
        "status": applicant.status,
    }


def _name_forms(records: tuple[StoredRecord, ...]) -> list[NameFormOut]:
    holders: dict[tuple[str, str, str], set[str]] = {}
    first: dict[tuple[str, str, str], NameForm] = {}
    for stored in records:
        for form in stored.record.name_forms:
            key = (form.text, form.language, str(form.kind))
            first.setdefault(key, form)
            holders.setdefault(key, set()).add(stored.record.office)
    return [NameFormOut.of(form, sorted(holders[key])) for key, form in sorted(first.items())]


def _identifiers(records: tuple[StoredRecord, ...]) -> list[IdentifierOut]:
    found = {
        (entry.scheme, entry.value, stored.record.office) for stored in records for entry in stored.record.identifiers
    }
    return [IdentifierOut(scheme=scheme, value=value, office=office) for scheme, value, office in sorted(found)]
