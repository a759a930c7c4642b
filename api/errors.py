"""Errors of this layer, in the same tree as the node's; `api/problems.py` gives each its HTTP form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from node.errors import ConflictError, ForbiddenError, GidError, InvalidInputError, NotFoundError


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken. `row` counts the rows below the header from 1; `detail` says what was expected."""

    row: int
    detail: str


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """What is wrong with one row or many: the first of them, their number, and what was expected."""

    first_row: int
    count: int
    detail: str

    def __str__(self) -> str:
        others = f" and {self.count - 1:,} more" if self.count > 1 else ""
        return f"row {self.first_row:,}{others}: {self.detail}"


REASONS_IN_ONE_LINE = 5
"""Different reasons that an error message tells; `gid import --dry-run` lists more."""


class SettingsError(InvalidInputError):
    """A `GID_...` environment variable has a value that cannot be used."""


class HomeUnusableError(SettingsError):
    """The data folder is no folder, or this user may not use it."""

    advice = "say with GID_HOME which folder to use"

    def __init__(self, home: Path, reason: str) -> None:
        super().__init__(f"the data folder {home} cannot be used: {reason}")
        self.home = home


class UnknownWordError(InvalidInputError):
    """A word is not one of those that may stand there; `allowed` lists them."""

    def __init__(self, field: str, word: str, allowed: Sequence[str]) -> None:
        super().__init__(f"{field} {word[:24]!a} is not one of {', '.join(allowed)}")
        self.field = field
        self.allowed = list(allowed)


class UsageError(InvalidInputError):
    """The command line was right in form but asks for something that does not fit together."""


class ExtractError(InvalidInputError):
    """A file cannot be read as an extract at all."""


class ColumnsMissingError(ExtractError):
    """A table lacks columns that are needed, or they have headings that say nothing to us.

    Attributes:
        headings: Those of the file.
        mapping: Heading by our name of the column, as far as could be told.
    """

    def __init__(self, message: str, *, advice: str, headings: Sequence[str], mapping: Mapping[str, str]) -> None:
        super().__init__(message, advice=advice)
        self.headings = tuple(headings)
        self.mapping = dict(mapping)


class ExtractTooLargeError(InvalidInputError):
    """A file or upload is larger than the cap; `unit` is "bytes", "rows" or "records"."""

    def __init__(self, size: int, limit: int, unit: str) -> None:
        super().__init__(
            f"at most {limit:,} {unit} are taken at once, this has {size:,} or more",
            advice="split it and send the parts one after the other",
        )
        self.size = size
        self.limit = limit
        self.unit = unit


class RowsRefusedError(InvalidInputError):
    """Some rows are wrong, so that nothing was taken.

    Attributes:
        refused: The first of them.
        refused_count: How many in all.
        reasons: What is wrong, each reason once.
    """

    advice = (
        "correct these rows (--dry-run lists more), or take the other ones with --skip-refused (API: skipRefused=true)"
    )

    def __init__(self, refused: Sequence[RefusedRow], refused_count: int, reasons: Sequence[RefusalReason]) -> None:
        told = reasons[:REASONS_IN_ONE_LINE]
        untold = refused_count - sum(reason.count for reason in told)
        parts = [*map(str, told), *([f"and {untold:,} more rows"] if untold else [])]
        rows = "row" if refused_count == 1 else "rows"
        super().__init__(f"{refused_count:,} {rows} refused, nothing was taken: {'; '.join(parts)}")
        self.reasons = tuple(reasons)
        self.refused = tuple(refused)
        self.refused_count = refused_count

    @classmethod
    def kept(cls, refused: Sequence[Mapping[str, Any]], refused_count: int) -> "RowsRefusedError":
        """From the report of an earlier check."""
        rows = [RefusedRow(entry["row"], entry["detail"]) for entry in refused]
        return cls(rows, refused_count, [RefusalReason(row.row, 1, row.detail) for row in rows])


class UnknownUploadError(NotFoundError):
    """No upload has this id."""

    def __init__(self, upload_id: str) -> None:
        self.upload_id = upload_id[:40]
        super().__init__(f"no upload has the id {self.upload_id!a}")


class UploadStateError(ConflictError):
    """The upload is not in a state in which this can be done."""

    def __init__(self, upload_id: str, state: str, why: str) -> None:
        super().__init__(f"upload {upload_id} is {state}; it {why}", advice="look at its state with GET")
        self.state = state


class UploadOffsetError(ConflictError):
    """The sender goes on from another byte than the one to come; `expected` and `got` count bytes."""

    def __init__(self, upload_id: str, *, expected: int, got: int) -> None:
        super().__init__(
            f"{expected:,} bytes of upload {upload_id} are here, these begin at {got:,}", advice="go on from `expected`"
        )
        self.expected = expected
        self.got = got


class UploadBusyError(ConflictError):
    """Somebody is sending to this upload at this moment."""

    def __init__(self, upload_id: str) -> None:
        super().__init__(f"another request is sending to upload {upload_id}", advice="wait until it ends")


class UploadExpiredError(GidError):
    """The upload's time is over, its files are deleted."""

    def __init__(self, upload_id: str) -> None:
        super().__init__(f"upload {upload_id} has expired, its files are deleted", advice="send the file again")


class UploadUnreadableError(InvalidInputError):
    """The upload cannot be read as it is; `advice` says what may help."""


class UploadQuotaError(GidError):
    """There is no room for an upload; both in bytes."""

    def __init__(self, size: int, room: int) -> None:
        super().__init__(
            f"uploads may take {room:,} more bytes, this one needs {size:,} or more",
            advice="confirm uploads that wait, or let them expire",
        )
        self.size = size
        self.room = room


class UnknownProposalError(NotFoundError):
    """No proposal has this id."""

    def __init__(self, proposal_id: str) -> None:
        self.proposal_id = proposal_id[:40]
        super().__init__(f"no proposal has the id {self.proposal_id!r}")


class UnknownIssueError(NotFoundError):
    """No issue has this number."""

    def __init__(self, issue_id: int) -> None:
        super().__init__(f"no issue has the number {issue_id}")
        self.issue_id = issue_id


class StaleIssueError(ConflictError):
    """Somebody else changed the issue in between; `expected` and `actual` are versions."""

    advice = "read the issue again and change what it says now"

    def __init__(self, issue_id: int, *, expected: int, actual: int) -> None:
        super().__init__(f"issue {issue_id} is at version {actual}, the change was made to version {expected}")
        self.issue_id = issue_id
        self.expected = expected
        self.actual = actual


class AssumptionsError(InvalidInputError):
    """The file of assumptions has a value that cannot be used."""

    advice = "api/report/assumptions.yml lists every assumption with its unit"


class ReviewSampleError(InvalidInputError):
    """The reviewed sample cannot be used."""

    advice = "draw one with `gid report --draw-sample N --out DIR` and fill in its column `same` with yes or no"


class PdfUnavailableError(GidError):
    """The library that makes the PDF lacks a shared library of the system."""

    advice = "on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

    def __init__(self) -> None:
        super().__init__("the PDF was not made: WeasyPrint finds no Pango on this system")


class UnknownRecordError(NotFoundError):
    """No office record has this id."""

    def __init__(self, record_id: str) -> None:
        self.record_id = record_id[:160]
        super().__init__("no office record has this id")


class NothingFoundError(NotFoundError):
    """A search by name found no applicant."""

    advice = "try another spelling, or look into the waiting proposals with `gid proposals list`"


class StaleProposalError(ConflictError):
    """Somebody else changed the proposal in between; `expected` and `actual` are versions."""

    advice = "read the proposal again and decide on what it says now"

    def __init__(self, proposal_id: str, *, expected: int, actual: int) -> None:
        super().__init__(f"proposal {proposal_id} is at version {actual}, the decision was made on version {expected}")
        self.proposal_id = proposal_id
        self.expected = expected
        self.actual = actual


_SENT = ("submitted", "anchored")
_OPEN_TO = {"reopen": "approved, rejected, deferred or failed", "defer": "proposed"}
"""The states that a decision expects; where a decision is not named here, a proposal that waits for one."""


class ProposalStateError(ConflictError):
    """The proposal is no longer open to this decision."""

    def __init__(self, proposal_id: str, *, state: str, decision: str) -> None:
        if decision == "reopen" and state in _SENT:
            why = "it was sent to the chain, which forgets nothing, so it cannot be reopened"
            advice = "correct the office's record and import it again: `gid proposals raise` then proposes the change"
        else:
            why = f"expected {_OPEN_TO.get(decision, 'proposed or deferred')} to {decision} it"
            advice = ""
        super().__init__(f"proposal {proposal_id} is {state}; {why}", advice=advice)
        self.proposal_id = proposal_id
        self.state = state
        self.decision = decision


class ReservedNameError(InvalidInputError):
    """A person decides under the name that stands for decisions without one."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the name {name!r} stands for decisions that no person made; decide under another name")
        self.name = name


class NothingDecidedError(ConflictError):
    """One of several proposals could not be decided, so none was; `proposal_id` is that one."""

    def __init__(self, proposal_id: str, reason: GidError, *, asked: int) -> None:
        super().__init__(
            f"none of the {asked:,} proposals was changed: {reason}",
            advice=reason.advice or f"leave {proposal_id} out, or decide about it by itself",
        )
        self.proposal_id = proposal_id


class RecordsChangedError(ConflictError):
    """An office sent a new version of one of the records after the proposal was raised."""

    advice = "run the comparison again (`gid proposals raise`); it raises the proposal on the new version"

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"records of proposal {proposal_id} were changed by their office after it was raised")
        self.proposal_id = proposal_id


class ImpossibleChangeError(ConflictError):
    """What a person proposes cannot be done as things stand; the text says what is in the way."""


class ConsentRefusedError(ConflictError):
    """A consent cannot be taken; the text says why."""

    def __init__(self, proposal_id: str, reason: str) -> None:
        super().__init__(f"proposal {proposal_id}: {reason}")
        self.proposal_id = proposal_id


class BulkChangedError(ConflictError):
    """The proposals that would be accepted together are no longer those that were counted."""

    advice = "count again with a dry run, and send its ETag as If-Match"

    def __init__(self) -> None:
        super().__init__("the proposals that would be accepted changed since they were counted")


class PreconditionRequiredError(InvalidInputError):
    """A decision came without saying on which version of the proposal it was made."""

    advice = "send the ETag of the proposal you read as If-Match"


class RevokedGidError(GidError):
    """The GID was revoked; it is never given out again."""

    def __init__(self, gid: int) -> None:
        super().__init__(f"GID number {gid} was revoked")
        self.gid = gid


class MergedGidError(GidError):
    """The GID lives on in another one; `survivor` is the number that answers for it now."""

    def __init__(self, gid: int, survivor: int) -> None:
        super().__init__(f"GID number {gid} was merged into {survivor}")
        self.gid = gid
        self.survivor = survivor


class ErasedRecordError(GidError):
    """The record or its salt was erased, so nothing can be shown about this commitment any more."""


class RequestTooLargeError(InvalidInputError):
    """A request body is larger than the server takes; both in bytes."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"a request body may have at most {limit:,} bytes, this one has {size:,} or more")
        self.size = size
        self.limit = limit


class StoreUnavailableError(GidError):
    """The database cannot be opened, is locked by somebody else, or is of another version than this program."""

    advice = "check GID_DATABASE_URL and that no other program holds the file"


class NoPilotError(StoreUnavailableError):
    """The data folder does not exist; only what begins a pilot makes it."""

    advice = "run `make demo` or `gid devnet start` here, or say with GID_HOME where the pilot is"

    def __init__(self, home: Path) -> None:
        super().__init__(f"no pilot here: the data folder {home} does not exist")
        self.home = home


class PortInUseError(GidError):
    """The server cannot listen on the port asked for."""

    advice = "choose another with --port, or 0 to let the system choose"


class SignInNeededError(GidError):
    """The operation needs an account, and the request brought no session or key that holds."""

    advice = "sign in with POST /v1/session, or send `Authorization: Bearer gid_...` with a key that lives"

    def __init__(self) -> None:
        super().__init__("sign in first: the request has no session or API key that holds")


class SignInRefusedError(GidError):
    """Name or password is wrong, or the account may not sign in; which of them is not told."""

    advice = "check both; an administrator can set another password"

    def __init__(self) -> None:
        super().__init__("no account signs in with this name and password")


class OperationForbiddenError(ForbiddenError):
    """The account has no role that may do this; `operation` is its name in the table of roles."""

    advice = "ask an administrator for the role; GET /v1/session lists what the account may do"

    def __init__(self, operation: str) -> None:
        super().__init__("none of the account's roles may do this")
        self.operation = operation


class OfficeForbiddenError(ForbiddenError):
    """The account acts for one office only, `office`, and this is another one's matter."""

    def __init__(self, office: str) -> None:
        super().__init__(f"this account acts for office {office} only")
        self.office = office


class OwnProposalError(ForbiddenError):
    """Who raised a merge or split may not approve it: four eyes."""

    advice = "another reviewer has to decide"

    def __init__(self) -> None:
        super().__init__("whoever raised a proposal cannot approve it")


class TooManyRequestsError(GidError):
    """The quota is used up; `retry_after` says in seconds when there is room again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many requests; there is room again in {retry_after} s")
        self.retry_after = retry_after


class KeyReusedError(InvalidInputError):
    """An Idempotency-Key came again with another request than the first time."""

    advice = "draw a fresh key for each request; send the same key only to repeat the same request"

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was sent before with another request")


class RepeatUnderWayError(ConflictError):
    """The first request with this Idempotency-Key is not answered yet."""

    advice = "ask again in a moment"

    def __init__(self) -> None:
        super().__init__("the first request with this Idempotency-Key is still under way")


class WeakPasswordError(InvalidInputError):
    """A password is too short, too long or too plain; `least` and `most` are characters."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(f"a password has {least} to {most} characters, and not the same few again and again")
        self.least = least
        self.most = most


class AccountNameError(InvalidInputError):
    """The name of an account has another form than it must have, or stands for something else in the trail."""

    advice = "2 to 40 characters: a small letter, then small letters, digits, dot, dash or underscore"

    def __init__(self) -> None:
        super().__init__("this cannot be the name of an account")


class UnknownAccountError(NotFoundError):
    """No account has this id or name."""

    def __init__(self, account: str) -> None:
        super().__init__("no account has this id")
        self.account = account[:40]


class AccountConflictError(ConflictError):
    """The accounts as they are do not allow the change."""


class FirstAccountError(ConflictError):
    """The first account would lock everybody out."""

    advice = "add a person with the role administrator first"

    def __init__(self) -> None:
        super().__init__("the first account must be a person with the role administrator")


class NoAccountError(SettingsError):
    """The server would listen to the network while nobody needs to sign in."""

    advice = "add one with `gid accounts add NAME --role administrator`, or keep GID_SERVER__HOST on 127.0.0.1"

    def __init__(self, host: str) -> None:
        super().__init__(f"refusing to listen on {host}: there is no account, so anybody could do anything")


class ErasedApplicantError(GidError):
    """The applicant's data were erased; the GID stays, and names nobody. `erased_at` says when."""

    def __init__(self, gid: int, erased_at: str) -> None:
        super().__init__(f"the data behind GID number {gid} were erased at {erased_at}")
        self.gid = gid
        self.erased_at = erased_at


class ErasureUnderWayError(ConflictError):
    """Something about the applicant is on its way to the chain, whose answer has to be awaited."""

    advice = "run `gid anchor`, or wait until it is anchored, then erase"

    def __init__(self) -> None:
        super().__init__("an operation about this applicant is on its way to the chain")


class NotAPersonError(ConflictError):
    """Erasure is for natural persons, and every office holds this applicant as a legal person."""

    advice = "where that is wrong, the office corrects its record first"

    def __init__(self) -> None:
        super().__init__("the offices hold this applicant as a legal person; only natural persons are erased")


class BackupError(InvalidInputError):
    """A file cannot be written as a backup or restored from."""


class TrailBrokenError(ConflictError):
    """The audit trail was changed; `sequence` is its first entry that does not hold."""

    def __init__(self, sequence: int) -> None:
        super().__init__(f"entry {sequence:,} of the audit trail was changed, or entries before it are missing")
        self.sequence = sequence
