"""Find applicants by name in any script, by GID, or by an office's own number."""

import re
import threading
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from api.applicants.reading import Applicant, ApplicantReader
from api.store.engine import reading
from api.store.records import all_records
from api.store.tables import record_heads
from matching.config import AUTO_ACCEPT_FROM, MatchConfig
from matching.evidence import Evidence
from matching.records import OfficeRecord
from matching.search import ApplicantSearch
from node.identifiers import Gid, parse_gid

RECORDS_PER_HIT = 4
"""Records asked for per applicant wanted, because one applicant may fill several of the first places."""

MOST_CANDIDATES = 200

_GID_LIKE = re.compile(r"\s*(?:GID)?[\s-]*((?:[0-9][\s-]*){14})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ApplicantHit:
    """An applicant that may be the one asked for; `record_id` is the record that came closest."""

    applicant: Applicant
    record_id: str
    probability: float
    evidence: tuple[Evidence, ...]

    @property
    def settled(self) -> bool:
        """Whether an identifier, not a name, says who this is."""
        agreeing = any(entry.feature == "identifiers" and entry.weight > 0 for entry in self.evidence)
        return not self.evidence or (agreeing and self.probability >= AUTO_ACCEPT_FROM)


class ApplicantFinder:
    """Keeps the search index of all registered records in memory and renews it when registrations changed."""

    def __init__(self, engine: Engine, config: MatchConfig) -> None:
        self._engine = engine
        self._reader = ApplicantReader(engine)
        self._config = config
        self._lock = threading.Lock()
        self._versions: dict[str, int] = {}
        self._search = ApplicantSearch.build([], config=config)

    def find(self, text: str, *, top: int = 10) -> list[ApplicantHit]:
        """Find by GID, office number or name, whichever the text is.

        Raises:
            GidCheckError: the text looks like a GID, but its check digits do not fit.
            MatchingError: the name is longer than matching takes.
        """
        if as_gid := _GID_LIKE.fullmatch(text):
            found = self._reader.brief(parse_gid(re.sub(r"[\s-]", "", as_gid.group(1))))
            return [_exact(found)] if found else []
        by_number = self._by_office_number(text.strip())
        return by_number[:top] or self.match(text, top=top)

    def match(self, record_or_name: OfficeRecord | str, *, top: int = 10) -> list[ApplicantHit]:
        """The registered applicants a record or a name may stand for, most probable first."""
        search = self._fresh()
        candidates = search.query(record_or_name, top=min(top * RECORDS_PER_HIT, MOST_CANDIDATES))
        with reading(self._engine) as connection:
            gids = _gids(connection, [candidate.record_id for candidate in candidates])
        hits: dict[int, ApplicantHit] = {}
        for candidate in candidates:
            gid = gids.get(candidate.record_id)
            found = self._reader.brief(gid) if gid is not None and gid not in hits else None
            if found and gid is not None:
                hits[gid] = ApplicantHit(found, candidate.record_id, candidate.probability, candidate.evidence)
        return list(hits.values())[:top]

    def _by_office_number(self, text: str) -> list[ApplicantHit]:
        table = record_heads.c
        number = (table.record_id == text) | (table.local_id == text)
        with reading(self._engine) as connection:
            gids = (
                connection.execute(select(table.gid).where(number, table.gid.is_not(None)).distinct()).scalars().all()
            )
        found = [self._reader.brief(Gid(gid)) for gid in sorted(gid for gid in gids if gid is not None)]
        return [_exact(applicant) for applicant in found if applicant]

    def _fresh(self) -> ApplicantSearch:
        """The index over what is registered now; adding is cheap, so most renewals are."""
        with self._lock:
            with reading(self._engine) as connection:
                versions = _registered_versions(connection)
                if versions != self._versions:
                    records = all_records(connection)
                    if self._versions.keys() - versions.keys():  # erased: nothing of it may stay in memory either
                        self._search = ApplicantSearch.build([], config=self._config)
                        self._versions = {}
                    new = [
                        stored.record
                        for stored in records
                        if stored.record.record_id in versions
                        and self._versions.get(stored.record.record_id) != stored.version
                    ]
                    self._search.add(new)
                    self._versions = versions
            return self._search


def _exact(applicant: Applicant) -> ApplicantHit:
    return ApplicantHit(applicant, "", 1.0, ())


def _registered_versions(connection: Connection) -> dict[str, int]:
    table = record_heads.c
    query = select(table.record_id, table.version).where(table.gid.is_not(None))
    return {row.record_id: row.version for row in connection.execute(query)}


def _gids(connection: Connection, record_ids: list[str]) -> dict[str, int]:
    table = record_heads.c
    query = select(table.record_id, table.gid).where(table.record_id.in_(record_ids), table.gid.is_not(None))
    return {row.record_id: row.gid for row in connection.execute(query) if row.gid is not None}
