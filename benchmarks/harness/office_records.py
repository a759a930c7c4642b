"""Rows of the contestants' file as offices hold them."""

from benchmarks.peers.names import Names
from matching.records import ApplicantKind, NameForm, OfficeRecord

__all__ = ["office_record"]

_KINDS = {"organisation": ApplicantKind.LEGAL_PERSON, "person": ApplicantKind.NATURAL_PERSON}


def office_record(names: Names, row: int) -> OfficeRecord:
    """One row."""
    return OfficeRecord(
        record_id=names.record_id[row],
        name_forms=(NameForm(names.name[row]),),
        office=names.office[row],
        kind=_KINDS.get(names.applicant_type[row], ApplicantKind.UNKNOWN),
        country=names.country[row],
        city=names.city[row],
    )
