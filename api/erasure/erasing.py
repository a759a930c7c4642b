"""Erase one person: find what is held, delete it in one transaction, certify it, and purge the bytes."""

import secrets
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, select

from api.clock import Clock, stamp
from api.erasure.certificate import ErasureRequest, certificate
from api.erasure.list_file import ErasureList
from api.erasure.purging import purge
from api.errors import ErasureUnderWayError, NotAPersonError, UnknownRecordError, UsageError
from api.proposals.snapshot import remember_run
from api.store.audit import note, trail_head
from api.store.engine import reading, writing
from api.store.erasing import Holdings, count_left, erase_holdings, find_holdings
from api.store.erasures import Erasure, add_erasure, all_erasures, erasure_key, fingerprint, mark_purged
from api.store.records import records_of
from api.store.tables import applicants, record_heads
from matching.records import ApplicantKind
from node.errors import UnknownGidError


class Eraser:
    """Erases in one pilot; `listed` is the list beside the database."""

    def __init__(self, engine: Engine, listed: ErasureList, clock: Clock) -> None:
        self._engine = engine
        self._listed = listed
        self._clock = clock

    def erase(self, request: ErasureRequest) -> dict[str, Any]:
        """Erase an applicant, or an office record that has no GID; asked again, it gives the same certificate.

        Raises:
            UsageError: neither or both of GID and record are given.
            UnknownGidError: no applicant has this GID.
            UnknownRecordError: no office record has this id.
            NotAPersonError: all its offices hold it as a legal person.
            ErasureUnderWayError: the chain has still to answer to something about it.
        """
        if (request.gid is None) == (not request.record_id):
            raise UsageError("say whom to erase: either a GID or the id of a record without one, such as JP:1001")
        with writing(self._engine) as connection:
            done = self._earlier(connection, request)
            if done is None:
                done = self._erase(connection, request)
        self.purge()
        with reading(self._engine) as connection:
            return _shown(next(each for each in all_erasures(connection) if each.id == done.id))

    def _erase(self, connection: Connection, request: ErasureRequest) -> Erasure:
        held = _holdings(connection, request)
        _require_person(connection, held)
        if held.under_way:
            raise ErasureUnderWayError
        at, number, key = stamp(self._clock()), secrets.token_hex(8), erasure_key(connection)
        sequence, digest = trail_head(connection)
        deleted = erase_holdings(connection, held, at=at)
        document = certificate(
            request,
            number=number,
            at=at,
            gids=held.gids,
            commitments=held.commitments,
            deleted=deleted,
            left=count_left(connection, held),
            trail=f"{sequence}:{digest}",
        )
        marks = tuple(fingerprint(key, record) for record in held.records)
        erasure = Erasure(number, at, key, held.gids, marks, document)
        add_erasure(connection, erasure)
        remember_run(connection, "")
        detail = {"erasure": number, "ground": request.ground, "gids": list(held.gids), "deleted": deleted}
        note(connection, "applicant_erased", number, actor=request.by, at=at, detail=detail)
        self._listed.write(
            _joined(self._listed.read(), all_erasures(connection))
        )  # a crash now is finished at the next start
        return erasure

    def _earlier(self, connection: Connection, request: ErasureRequest) -> Erasure | None:
        for each in all_erasures(connection):
            same = request.gid in each.gids if request.gid is not None else False
            if same or (request.record_id and fingerprint(each.key, request.record_id) in each.fingerprints):
                return each
        return None

    def apply_list(self) -> int:
        """Bring database and list together: erase again what a restored backup brought back; returns how many.

        Runs before anything is served. An erasure the list has and the database has not is done anew, whatever is
        under way; what the database has and the list has not is listed.
        """
        listed = self._listed.read()
        with reading(self._engine) as connection:
            done = all_erasures(connection)
        known = {each.id for each in done}
        missing = [each for each in listed if each.id not in known]
        if missing:
            with writing(self._engine) as connection:
                for each in missing:
                    self._apply(connection, each)
        if known - {each.id for each in listed}:
            self._listed.write(_joined(listed, done))
        if missing or any(each.purged_at is None for each in done):
            self.purge()
        return len(missing)

    def _apply(self, connection: Connection, erasure: Erasure) -> None:
        marks = set(erasure.fingerprints)
        every = connection.execute(select(record_heads.c.record_id)).scalars()
        records = [record for record in every if fingerprint(erasure.key, record) in marks]
        held = find_holdings(connection, gids=erasure.gids, records=records)
        deleted = erase_holdings(connection, held, at=erasure.at)
        add_erasure(connection, replace(erasure, purged_at=None))
        remember_run(connection, "")
        detail = {"erasure": erasure.id, "deleted": deleted}
        at = stamp(self._clock())
        note(connection, "erasure_applied_again", erasure.id, actor="retention", at=at, detail=detail)

    def purge(self) -> bool:
        """Remove the bytes from the database file where erasures wait for it; whether none waits any more."""
        with reading(self._engine) as connection:
            if all(each.purged_at is not None for each in all_erasures(connection)):
                return True
        if not purge(self._engine):
            return False
        with writing(self._engine) as connection:
            mark_purged(connection, at=stamp(self._clock()))
        return True


def _holdings(connection: Connection, request: ErasureRequest) -> Holdings:
    if request.gid is not None:
        known = connection.execute(select(applicants.c.gid).where(applicants.c.gid == request.gid)).scalar()
        if known is None:
            raise UnknownGidError(request.gid)
        return find_holdings(connection, gids=[request.gid], records=[])
    if not records_of(connection, [request.record_id]):
        raise UnknownRecordError(request.record_id)
    return find_holdings(connection, gids=[], records=[request.record_id])


def _require_person(connection: Connection, held: Holdings) -> None:
    kinds = {stored.record.kind for stored in records_of(connection, held.records)}
    if kinds == {ApplicantKind.LEGAL_PERSON}:
        raise NotAPersonError


def _joined(listed: list[Erasure], done: list[Erasure]) -> list[Erasure]:
    both = {each.id: each for each in [*listed, *done]}
    return sorted(both.values(), key=lambda each: (each.at, each.id))


def _shown(erasure: Erasure) -> dict[str, Any]:
    return {**erasure.certificate, "purgedAt": erasure.purged_at}
