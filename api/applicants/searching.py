"""Find applicants by name in any script, by GID, by an office's own number or by any other identifier."""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from api.applicants.former import former_name
from api.applicants.reading import Applicant, ApplicantReader
from api.store.audit import OF_REGISTRATIONS, acts_since
from api.store.engine import reading
from api.store.records import records_of
from api.store.tables import record_heads
from matching.config import AUTO_ACCEPT_FROM, MatchConfig
from matching.evidence import Evidence
from matching.records import NameForm, OfficeRecord
from matching.search import ApplicantSearch, Candidate
from node.identifiers import parse_gid

RECORDS_PER_HIT = 4
"""Records asked for per applicant wanted, because one applicant may fill several of the first places."""

MOST_CANDIDATES = 200

FEW = 3
"""Applicants read beyond those wanted, for one or two may have been erased since they were found."""

EXACT_WEIGHT = 9.2
"""Log-odds shown for a number that is exactly the one asked for: 0.9999, as much as the pair model ever says."""

_GID_LIKE = re.compile(r"\s*(?:GID)?[\s-]*((?:[0-9][\s-]*){14})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ApplicantHit:
    """An applicant that may be the one asked for.

    Attributes:
        record_id: The record that came closest, "" where a GID was asked for.
        exact: Whether a number, not a comparison, found it.
        former: The former name that was meant, where the question is closest to one.
    """

    applicant: Applicant
    record_id: str
    probability: float
    evidence: tuple[Evidence, ...]
    exact: bool = False
    former: NameForm | None = None

    @property
    def settled(self) -> bool:
        """Whether an identifier, not a name, says who this is."""
        agreeing = any(entry.feature == "identifiers" and entry.weight > 0 for entry in self.evidence)
        return self.exact or (agreeing and self.probability >= AUTO_ACCEPT_FROM)


class ApplicantFinder:
    """Keeps the search index of all registered records in memory and renews it when registrations changed."""

    def __init__(self, engine: Engine, config: MatchConfig) -> None:
        self._engine = engine
        self._reader = ApplicantReader(engine)
        self._config = config
        self._lock = threading.Lock()
        self._versions: dict[str, int] = {}
        self._seen_to = -1
        self._search = ApplicantSearch.build([], config=config)
        self._numbers: dict[str, dict[str, str]] = {}

    def find(self, text: str, *, top: int = 10) -> list[ApplicantHit]:
        """Find by GID, office number or name, whichever the text is.

        Raises:
            GidCheckError: the text looks like a GID, but its check digits do not fit.
            MatchingError: the name is longer than matching takes.
        """
        if as_gid := _GID_LIKE.fullmatch(text):
            found = self._reader.brief(parse_gid(re.sub(r"[\s-]", "", as_gid.group(1))))
            return [_exact(found, "", "gid", "This is its GID.")] if found else []
        by_number = self._by_office_number(text.strip()) or self._by_identifier(text)
        return by_number[:top] or self.match(text, top=top)

    def match(self, record_or_name: OfficeRecord | str, *, top: int = 10) -> list[ApplicantHit]:
        """The registered applicants a record or a name may stand for, most probable first."""
        search = self._fresh()
        candidates = search.query(record_or_name, top=min(top * RECORDS_PER_HIT, MOST_CANDIDATES))
        with reading(self._engine) as connection:
            gids = _gids(connection, [candidate.record_id for candidate in candidates])
        first: dict[int, Candidate] = {}  # of each applicant the record that came closest
        for candidate in candidates:
            if (gid := gids.get(candidate.record_id)) is not None:
                first.setdefault(gid, candidate)
        wanted = dict(list(first.items())[: top + FEW])
        known = self._reader.briefs(wanted)
        hits: dict[int, ApplicantHit] = {}
        for gid, candidate in wanted.items():
            if found := known.get(gid):
                former = former_name(record_or_name, found.records) if isinstance(record_or_name, str) else None
                hits[gid] = ApplicantHit(
                    found, candidate.record_id, candidate.probability, candidate.evidence, former=former
                )
        return list(hits.values())[:top]

    def _by_office_number(self, text: str) -> list[ApplicantHit]:
        table = record_heads.c
        number = (table.record_id == text) | (table.local_id == text)
        with reading(self._engine) as connection:
            gids = (
                connection.execute(select(table.gid).where(number, table.gid.is_not(None)).distinct()).scalars().all()
            )
        found = [applicant for _, applicant in sorted(self._reader.briefs([gid for gid in gids if gid]).items())]
        return [
            _exact(
                applicant, record, "office number", f"The office {record.partition(':')[0]} has it under this number."
            )
            for applicant in found
            for record in [_record_numbered(applicant, text)]
        ]

    def _by_identifier(self, text: str) -> list[ApplicantHit]:
        """By an LEI, a business number or any other number on record, with or without the scheme's name before it."""
        self._fresh()
        last = text.replace(":", " ").split()[-1:]
        schemes = self._numbers.get(_number(text)) or self._numbers.get(_number("".join(last)), {})
        with reading(self._engine) as connection:
            gids = _gids(connection, list(schemes))
        known = self._reader.briefs(set(gids.values()))
        hits: dict[int, ApplicantHit] = {}
        for record, gid in sorted(gids.items()):
            if gid not in hits and (found := known.get(gid)):
                sentence = f"{record.partition(':')[0]} states this {schemes[record]}."
                hits[gid] = _exact(found, record, "identifiers", sentence)
        return list(hits.values())

    def _fresh(self) -> ApplicantSearch:
        """The index over what is registered now; adding is cheap, so most renewals are."""
        with self._lock, reading(self._engine) as connection:
            acts, last = acts_since(connection, self._seen_to)
            if not acts.isdisjoint(OF_REGISTRATIONS) or not self._versions:
                self._renew(connection)
            self._seen_to = last  # only now: what a failure kept from the index is looked at again
            return self._search

    def _renew(self, connection: Connection) -> None:
        versions = _registered_versions(connection)
        if self._versions.keys() - versions.keys():  # erased: nothing of it may stay in memory either
            self._search = ApplicantSearch.build([], config=self._config)
            self._versions = {}
        changed = [record_id for record_id, version in versions.items() if self._versions.get(record_id) != version]
        new = [stored.record for stored in records_of(connection, changed)]
        self._search.add(new)
        self._note_numbers(new)
        self._versions = versions

    def _note_numbers(self, records: Iterable[OfficeRecord]) -> None:
        for record in records:
            for entry in record.identifiers:
                self._numbers.setdefault(_number(entry.value), {})[record.record_id] = entry.scheme


def _exact(applicant: Applicant, record_id: str, feature: str, sentence: str) -> ApplicantHit:
    evidence = Evidence(feature, 1.0, "", "", EXACT_WEIGHT, sentence)
    return ApplicantHit(applicant, record_id, 1.0, (evidence,), exact=True)


def _record_numbered(applicant: Applicant, text: str) -> str:
    records = (stored for stored in applicant.records if text in (stored.local_id, stored.record.record_id))
    return next((stored.record.record_id for stored in records), "")


def _number(text: str) -> str:
    """A number without the punctuation people put into it; "-" for what holds no digit."""
    written = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    return written if any(character.isdigit() for character in written) else "-"


def _registered_versions(connection: Connection) -> dict[str, int]:
    table = record_heads.c
    query = select(table.record_id, table.version).where(table.gid.is_not(None))
    return {row.record_id: row.version for row in connection.execute(query)}


def _gids(connection: Connection, record_ids: list[str]) -> dict[str, int]:
    table = record_heads.c
    query = select(table.record_id, table.gid).where(table.record_id.in_(record_ids), table.gid.is_not(None))
    return {row.record_id: row.gid for row in connection.execute(query) if row.gid is not None}
