import pytest

from node.abi import load_artifact
from node.errors import BatchSizeError, GidError, InvalidInputError
from node.identifiers import Gid
from node.merkle import tree_root
from node.operations import (
    MAX_AMENDMENTS,
    MAX_LINKS,
    AmendRecords,
    Consent,
    LinkRecords,
    MergeApplicants,
    RegisterBatch,
    RevokeApplicant,
    SplitApplicant,
    UnlinkRecords,
    commitments_in,
)
from tests.node.desk import JP, commitments

REGISTRY = load_artifact("ApplicantRegistry").functions
WORD = b"\x07" * 32


def gids(*numbers: int) -> tuple[Gid, ...]:
    return tuple(Gid(number) for number in numbers)


@pytest.mark.parametrize("count", [1, 2, 2_000])
def test_register_calldata_by_hand_equals_the_abi_encoder(count: int) -> None:
    batch = RegisterBatch(JP, commitments("calldata", count))
    assert batch.calldata() == REGISTRY["register"].calldata(list(batch.commitments))
    assert commitments_in(batch.calldata()) == batch.commitments
    assert batch.op_id == tree_root(batch.commitments)


def test_lists_are_sent_ascending_and_pairs_stay_together() -> None:
    first, second = commitments("pairs", 2)
    amendment = AmendRecords(JP, gids(9, 4), (first, second), op_id=WORD)
    assert amendment.calldata() == REGISTRY["amend"].calldata([4, 9], [second, first], WORD)
    assert LinkRecords(JP, gids(9, 4), op_id=WORD).calldata() == REGISTRY["link"].calldata([4, 9], WORD)
    assert UnlinkRecords(JP, gids(9, 4), op_id=WORD).calldata() == REGISTRY["unlink"].calldata([4, 9], WORD)


def test_consents_are_sent_ascending_by_office() -> None:
    consents = (Consent(3, b"c" * 65), Consent(1, b"a" * 65))
    merge = MergeApplicants(JP, Gid(9), Gid(4), 1_000, consents, op_id=WORD)
    ascending = [(1, b"a" * 65), (3, b"c" * 65)]
    assert merge.calldata() == REGISTRY["merge"].calldata(9, 4, WORD, 1_000, ascending)
    split = SplitApplicant(JP, Gid(9), 1_000, consents, op_id=WORD)
    assert split.calldata() == REGISTRY["split"].calldata(9, WORD, 1_000, ascending)


def test_operation_ids_are_fresh_but_for_registrations() -> None:
    assert LinkRecords(JP, gids(1)).op_id != LinkRecords(JP, gids(1)).op_id
    assert RegisterBatch(JP, commitments("a", 3)).op_id == RegisterBatch(JP, commitments("a", 3)).op_id


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (lambda: RegisterBatch(JP, ()), BatchSizeError),
        (lambda: RegisterBatch(JP, commitments("x", 2_001)), BatchSizeError),
        (lambda: RegisterBatch(JP, (WORD[:31],)), InvalidInputError),  # type: ignore[arg-type]
        (lambda: LinkRecords(JP, ()), BatchSizeError),
        (lambda: LinkRecords(JP, gids(*range(1, MAX_LINKS + 2))), BatchSizeError),
        (lambda: LinkRecords(JP, gids(4, 4)), InvalidInputError),
        (lambda: AmendRecords(JP, gids(1, 2), commitments("x", 1)), InvalidInputError),
        (lambda: AmendRecords(JP, gids(*range(1, MAX_AMENDMENTS + 2)), commitments("x", 251)), BatchSizeError),
        (lambda: MergeApplicants(JP, Gid(4), Gid(9), 1), InvalidInputError),
        (lambda: MergeApplicants(JP, Gid(4), Gid(4), 1), InvalidInputError),
        (lambda: RevokeApplicant(JP, Gid(4), b"reason"), InvalidInputError),
    ],
)
def test_what_the_contract_could_only_refuse_is_not_built(build, error: type[GidError]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error):
        build()
