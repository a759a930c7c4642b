"""What a person proposes, its consequences, consents and acceptances of many at once, on the wire."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from api.proposals.bulk import BulkCount, BulkFilter
from api.proposals.by_hand import Wanted
from api.proposals.consenting import Asked
from api.proposals.consequences import Consequences
from api.proposals.model import ProposalKind
from api.proposals.tracing import SentOperation
from api.schemas.wire import Probability, Wire
from api.store.consents import ConsentCall
from node.consents import TypedData
from node.identifiers import Gid, compact_gid, parse_gid


def name_of_a_person(name: str) -> str:
    """Refuse what would drive a terminal."""
    if not name.isprintable() or not name.strip():
        raise ValueError("expected a written name without control characters")
    return name


PersonName = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(name_of_a_person)]
Reason = Annotated[str, Field(max_length=2_000)]
ActingOffice = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]
GidText = Annotated[str, Field(max_length=40)]


class ChangeIn(Wire):
    """A change that a person proposes.

    `merge` needs `gid` and `otherGid`; `split` the merged `gid`; `link` `gid` and `recordIds`; `unlink` `recordIds`,
    where `apart` registers what leaves on its own; `revoke` `gid`.
    """

    kind: Literal["merge", "split", "link", "unlink", "revoke"]
    gid: GidText | None = None
    other_gid: GidText | None = None
    record_ids: Annotated[list[Annotated[str, Field(max_length=160)]], Field(max_length=100, default_factory=list)]
    apart: bool = False
    reason: Reason = ""
    office: ActingOffice = ""
    by: PersonName = "reviewer"

    def wanted(self, *, by: str, office: str) -> Wanted:
        """As the desk takes it, in the name of an account; a GID with a typing error is refused here."""
        return Wanted(
            kind=ProposalKind(self.kind),
            gid=parse_gid(self.gid) if self.gid else None,
            other_gid=parse_gid(self.other_gid) if self.other_gid else None,
            record_ids=tuple(dict.fromkeys(self.record_ids)),
            apart=self.apart,
            by=by,
            office=office,
            reason=self.reason,
        )


class GidChangeOut(Wire):
    """One GID before and after; without `gid` it is one that would be allotted."""

    gid: str | None
    before: str
    after: str
    records_before: int
    records_after: int
    offices_before: list[str]
    offices_after: list[str]


class MoveOut(Wire):
    """An office record that changes hands; `new`: to a GID that would be allotted."""

    record_id: str
    source: str | None
    target: str | None
    new: bool


class ConsequencesOut(Wire):
    """What approving would do. `undo` says what would put a mistake right once the chain has it."""

    gids: list[GidChangeOut]
    moves: list[MoveOut]
    signing: list[str]
    sending: list[str]
    undo: str

    @classmethod
    def of(cls, found: Consequences) -> "ConsequencesOut":
        """From the desk."""
        gids = [
            GidChangeOut(
                gid=gid_text(each.gid),
                before=each.before,
                after=each.after,
                records_before=each.records_before,
                records_after=each.records_after,
                offices_before=list(each.offices_before),
                offices_after=list(each.offices_after),
            )
            for each in found.gids
        ]
        moves = [
            MoveOut(record_id=each.record_id, source=gid_text(each.source), target=gid_text(each.target), new=each.new)
            for each in found.moves
        ]
        return cls(
            gids=gids, moves=moves, signing=list(found.signing), sending=list(found.sending), undo=str(found.undo)
        )


class ConsentIn(Wire):
    """One office's consent; without `signature` it is made with the office's key, where the server has it."""

    office: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    signature: Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{130}$")] | None = None
    by: PersonName = "reviewer"

    def signed(self) -> bytes | None:
        """The signature as bytes."""
        return bytes.fromhex(self.signature[2:]) if self.signature else None


class AskedOut(Wire):
    """One office's part: EIP-712 `typedData` to sign and the same as a `sentence`; the sender signs the transaction."""

    office: str
    sends: bool
    given: bool
    by: str
    at: str
    key_here: bool
    sentence: str
    typed_data: dict[str, Any] | None


class ConsentsOut(Wire):
    """Whose consent a merge or split needs; `deadline` is unix time of the chain, in seconds."""

    proposer: str
    deadline: int
    missing: list[str]
    offices: list[AskedOut]

    @classmethod
    def of(cls, call: ConsentCall, parts: list[Asked], keys: frozenset[str]) -> "ConsentsOut":
        """From the desk; `keys` are the offices whose keys are here."""
        offices = [
            AskedOut(
                office=part.office,
                sends=part.typed_data is None,
                given=part.given is not None,
                by=part.given.by if part.given else "",
                at=part.given.at if part.given else "",
                key_here=part.office in keys,
                sentence=part.sentence,
                typed_data=json_of(part.typed_data) if part.typed_data else None,
            )
            for part in parts
        ]
        return cls(proposer=call.proposer, deadline=call.deadline, missing=call.missing, offices=offices)


class OperationOut(Wire):
    """The transaction that carries a proposal; `batch` only for a registration."""

    office: str
    kind: str
    state: str
    transaction: str
    block: int | None
    batch: int | None
    gas_used: int

    @classmethod
    def of(cls, sent: SentOperation) -> "OperationOut":
        """From the outbox."""
        return cls(
            office=sent.office,
            kind=sent.kind,
            state=sent.state,
            transaction=sent.transaction,
            block=sent.block,
            batch=sent.batch,
            gas_used=sent.gas_used,
        )


class BulkIn(Wire):
    """Accept every proposal to register, link or amend at or above `least`; `concerning` narrows it to an office."""

    least: Annotated[float, Field(ge=0.5, le=1.0)]
    kind: Literal["", "register", "link", "amend"] = ""
    concerning: ActingOffice = ""
    reason: Reason = ""
    office: ActingOffice = ""
    by: PersonName = "reviewer"

    def filter(self) -> BulkFilter:
        """As the desk takes it."""
        return BulkFilter(self.least, self.kind, self.concerning)


class BulkOut(Wire):
    """What was, or in a dry run would be, accepted; `leftOut` have contradicting identifiers or changed records."""

    dry_run: bool
    proposals: int
    records: int
    kinds: dict[str, int]
    offices: dict[str, int]
    lowest: Probability | None
    left_out: int

    @classmethod
    def of(cls, counted: BulkCount, *, dry_run: bool) -> "BulkOut":
        """From the desk."""
        return cls(
            dry_run=dry_run,
            proposals=counted.proposals,
            records=counted.records,
            kinds=dict(counted.kinds),
            offices=dict(counted.offices),
            lowest=counted.lowest,
            left_out=counted.left_out,
        )


def gid_text(number: int | None) -> str | None:
    """A GID as the API writes it."""
    return compact_gid(Gid(number)) if number is not None else None


def json_of(data: TypedData) -> dict[str, Any]:
    """Typed data with bytes as hexadecimal, the form `eth_signTypedData_v4` takes."""
    message = {key: "0x" + value.hex() if isinstance(value, bytes) else value for key, value in data["message"].items()}
    return {**data, "message": message}
