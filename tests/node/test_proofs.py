"""A proof is refused after any one-character change, wherever it is made; and the chain says what became of the GID."""

import copy
import json
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from devnet.network import Devnet
from node.client import GidStatus
from node.commitments import Salt, canonical_json, commit_record, draw_salt
from node.consents import prepare_merge
from node.errors import ChainUnavailableError, ConflictError, InvalidInputError, UnknownGidError
from node.identifiers import Gid, format_gid
from node.operations import AmendRecords, RegisterBatch, RevokeApplicant
from node.proofs import Proof, build_proof, proof_text
from node.tables import metadata
from node.verification import Verdict, verify_file, verify_proof, verify_text
from tests.node.desk import JP, KR, Desk, commitments

RECORD = {
    "office": "JP", "localId": "4711", "name": "Ångström Öl 株式会社", "kind": "legalPerson", "families": ["12", "34"],
    "identifiers": [{"scheme": "lei", "value": "5493001KJTIIGC8Y1R12"}], "former": None, "seal": True, "year": 1998,
}  # fmt: skip


class Case:
    """One registered applicant in a batch of five, with its proof."""

    def __init__(self, devnet: Devnet) -> None:
        engine = create_engine("sqlite://")
        metadata.create_all(engine)
        self.desk = Desk(devnet, engine)
        self.salt = draw_salt()
        leaves = list(commitments("proof", 5))
        leaves[3] = commit_record(canonical_json(RECORD), salt=self.salt)
        (result,) = self.desk.submit(RegisterBatch(JP, tuple(leaves)))
        assert result.first_gid is not None
        self.gid = Gid(result.first_gid + 3)
        self.others = [gid for gid, _ in result.allotted() if gid != self.gid]
        self.rpc_url = devnet.chain.rpc_url

    def proof(self, gid: Gid | None = None) -> Proof:
        """The proof, with the record when it is that of the known applicant."""
        self.desk.index.follow()
        if gid is not None:
            return build_proof(self.desk.index, self.desk.config, gid)
        return build_proof(self.desk.index, self.desk.config, self.gid, record=RECORD, salt=self.salt)

    def verdict(self, proof: Proof) -> Verdict:
        return verify_proof(proof, self.rpc_url)


@pytest.fixture
def case(chain: Devnet) -> Case:
    return Case(chain)


@pytest.fixture(scope="module")
def settled(devnet: Devnet) -> Iterator[tuple[str, str]]:
    """A proof's text and the endpoint, left on the chain for all examples of a property."""
    from node.rpc import Rpc

    rpc = Rpc(devnet.chain.rpc_url)
    snapshot = rpc.call("evm_snapshot")
    case = Case(devnet)
    yield proof_text(case.proof()), case.rpc_url
    rpc.call("evm_revert", snapshot)


def test_a_true_proof_passes_every_check(case: Case) -> None:
    verdict = case.verdict(case.proof())
    assert verdict.ok
    assert [check.name for check in verdict.checks] == [
        "form", "chain", "contract", "batch", "record", "path", "transaction", "identifier", "version", "standing",
    ]  # fmt: skip
    assert all(check.ok and check.text for check in verdict.checks)
    assert (verdict.status, verdict.reason) == (GidStatus.ACTIVE, f"{format_gid(case.gid)} is genuine and active")


@pytest.mark.parametrize(
    ("field", "value", "check", "reason"),
    [
        ("chainId", 1, "chain", "the proof is of chain 1, the endpoint serves chain 4242"),
        ("registry", "0x" + "11" * 20, "contract", "there is no contract at 0x1111"),
        ("batch.count", 6, "batch", "batch 0 has count 5 on the chain, the proof says 6"),
        ("batch.count", 4, "batch", "batch 0 has count 5 on the chain, the proof says 4"),
        ("batch.firstGid", format_gid(Gid(2)), "batch", "on the chain, the proof says GID 0000 0000 0002"),
        ("batch.root", "0x" + "ab" * 32, "batch", "on the chain, the proof says 0xabab"),
        ("batch.number", 7, "batch", "batch 7 does not exist"),
        ("leafIndex", 4, "path", "leaf 4 after"),
        ("commitment", "0x" + "ab" * 32, "record", "do not hash to the commitment"),
    ],
)
def test_the_reason_names_the_field_that_was_changed(
    case: Case, field: str, value: object, check: str, reason: str
) -> None:
    proof = case.proof()
    place: dict[str, Any] = proof
    *above, last = field.split(".")
    for name in above:
        place = place[name]
    place[last] = value
    verdict = case.verdict(proof)
    assert (verdict.ok, verdict.checks[-1].name) == (False, check)
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty; expected a proof as `gid proof` writes it"),
        (" \n", "the file is empty"),
        ("GID 0000 0000 0001 95", "the file is not JSON (line 1, column 1); expected a proof"),
        ('{"type": 1,}', "the file is not JSON (line 1, column"),
        ('{"type": 1, "type": 2}', "the file cannot be read as JSON (a key occurs twice)"),
        ("[]", "the file is JSON, but no object; expected a proof"),
    ],
)
def test_a_file_that_is_no_proof_says_what_it_is(text: str, reason: str) -> None:
    assert verify_text(text, "http://127.0.0.1:1").reason.startswith(reason)


def test_every_leaf_of_a_batch_has_its_proof(case: Case) -> None:
    for gid in case.others:
        proof = case.proof(gid)
        assert "record" not in proof
        assert case.verdict(proof).ok


def test_the_proof_says_that_it_is_no_wipo_identifier(case: Case) -> None:
    assert "not a WIPO identifier" in case.proof()["note"]


def test_the_chain_says_what_became_of_the_gid(case: Case) -> None:
    desk, (merged, revoked, _, _) = case.desk, case.others
    younger = desk.register(KR, "younger", 1)[0]
    desk.submit(
        AmendRecords(JP, (case.gid,), commitments("amended", 1)),
        RevokeApplicant(JP, revoked, b"\x01" * 32),
        prepare_merge(desk.client, JP, (younger, merged), signers=desk.devnet.signers),
    )
    amended = case.verdict(case.proof())
    assert amended.ok
    assert "record amended" in amended.reason
    assert "the chain has since moved on to version 2" in " ".join(check.text for check in amended.checks)
    gone = case.verdict(case.proof(revoked))
    assert (gone.ok, gone.status) == (True, GidStatus.REVOKED)
    assert "out of use" in gone.reason
    joined = case.verdict(case.proof(younger))
    assert (joined.ok, joined.status) == (True, GidStatus.MERGED)
    assert format_gid(merged) in joined.reason


def test_an_amended_record_has_a_proof_of_its_version(case: Case) -> None:
    desk = case.desk
    versions = []
    for number in (2, 3):
        record, salt = RECORD | {"year": 2_000 + number}, draw_salt()
        desk.submit(AmendRecords(JP, (case.gid,), (commit_record(canonical_json(record), salt=salt),)))
        desk.index.follow()
        proof = build_proof(desk.index, desk.config, case.gid, record=record, salt=salt, record_version=number)
        versions.append(proof)
        assert case.verdict(proof).ok
    older, newer = (case.verdict(proof) for proof in versions)
    assert older.ok  # read back from its event
    assert newer.ok
    for proof in versions:
        for wrong in (1, 2, 3, 4):
            if wrong != proof["recordVersion"]:
                assert not case.verdict(proof | {"recordVersion": wrong}).ok


def test_a_proof_is_not_built_from_another_record_or_salt(case: Case) -> None:
    case.desk.index.follow()
    arguments = (case.desk.index, case.desk.config, case.gid)
    with pytest.raises(ConflictError, match="not those of version 1"):
        build_proof(*arguments, record=RECORD | {"year": 1999}, salt=case.salt)
    with pytest.raises(ConflictError, match="not those of version 1"):
        build_proof(*arguments, record=RECORD, salt=Salt(bytes(32)))
    with pytest.raises(UnknownGidError):
        build_proof(case.desk.index, case.desk.config, Gid(10**9))


def test_without_the_salt_the_record_proves_nothing(case: Case) -> None:
    """Erasure: when the salt is gone, the right record cannot be shown to be the one committed to."""
    proof = case.proof()
    for salt in (bytes(32), draw_salt()):
        assert not case.verdict(proof | {"salt": "0x" + salt.hex()}).ok
    del proof["salt"]
    assert "salt: is missing" in case.verdict(proof).reason


# One-character changes

ALPHABET = string.printable + "éÅ株\u212b\u0301\u00a0０"


@settings(max_examples=1_500, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(data=st.data())
def test_any_character_changed_added_or_removed_anywhere_is_refused(
    settled: tuple[str, str], data: st.DataObject
) -> None:
    text, rpc_url = settled
    at = data.draw(st.integers(0, len(text) - 1))
    how = data.draw(st.sampled_from(["replace", "insert", "delete", "swap"]))
    other = data.draw(st.sampled_from(ALPHABET))
    changed = {
        "replace": text[:at] + other + text[at + 1 :],
        "insert": text[:at] + other + text[at:],
        "delete": text[:at] + text[at + 1 :],
        "swap": text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
    }[how]
    if changed.rstrip("\n") == text.rstrip("\n") and len(text) - len(changed) in (0, 1):
        return  # the same text, or without the newline that ends a file
    assert not verify_text(changed, rpc_url).ok, repr(changed[max(0, at - 30) : at + 30])


def places(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], object]]:
    """Every scalar of a document with the way to it."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, (*path, key))
    if not isinstance(value, dict | list):
        yield path, value


def replaced(document: Proof, path: tuple[object, ...], value: object) -> Proof:
    whole = copy.deepcopy(document)
    target = whole
    for key in path[:-1]:
        target = target[key]  # type: ignore[index]
    target[path[-1]] = value  # type: ignore[index]
    return whole


def test_every_position_of_every_field_is_guarded(settled: tuple[str, str]) -> None:
    """Exhaustive: each character of each value, record included, is replaced; each number is moved by one."""
    text, rpc_url = settled
    proof, tried = json.loads(text), 0
    for path, value in places(proof):
        if isinstance(value, str):
            swaps = [value[:at] + swap(value[at]) + value[at + 1 :] for at in range(len(value))] + [value + "0"]
            cased = [value[:at] + value[at].swapcase() + value[at + 1 :] for at in range(len(value))]
            changes: list[object] = [*swaps, *(each for each in cased if each != value)]
        elif isinstance(value, bool) or value is None:
            changes = [not value, "x", 0]
        else:
            assert isinstance(value, int)
            changes = [value + 1, value - 1, value * 10, -value - 1, str(value), float(value), bool(value)]
        for change in changes:
            if change == value and type(change) is type(value):
                continue
            tried += 1
            assert not verify_proof(replaced(proof, path, change), rpc_url).ok, (path, change)
    assert tried > 1_000


def swap(character: str) -> str:
    return "1" if character == "0" else "0"


def test_fields_cannot_be_left_out_added_or_doubled(settled: tuple[str, str]) -> None:
    text, rpc_url = settled
    proof = json.loads(text)
    for field in proof:
        assert not verify_proof({key: proof[key] for key in proof if key != field}, rpc_url).ok
    for field in proof["batch"]:
        assert not verify_proof(replaced(proof, ("batch", field), None), rpc_url).ok
    assert not verify_proof(proof | {"extra": 1}, rpc_url).ok
    assert not verify_proof(replaced(proof, ("batch", "extra"), 1), rpc_url).ok
    assert not verify_proof(replaced(proof, ("record", "extra"), 1), rpc_url).ok
    doubled = text.replace('"version": 1,', '"version": 1,\n  "version": 1,', 1)
    assert not verify_text(doubled, rpc_url).ok


@pytest.mark.parametrize("layout", [{"indent": 2}, {}, {"separators": (",", ":")}])
def test_layouts_that_programs_write_are_read(settled: tuple[str, str], layout: dict[str, object]) -> None:
    text, rpc_url = settled
    laid_out = json.dumps(json.loads(text), ensure_ascii=False, **layout)  # type: ignore[arg-type]
    assert verify_text(laid_out, rpc_url).ok
    assert verify_text(laid_out + "\n", rpc_url).ok


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '"x"', "{" * 100_000, "[" * 100_000, " " * 10**6, "\ud800"])
def test_nonsense_is_refused_in_one_sentence(text: str) -> None:
    verdict = verify_text(text, "http://127.0.0.1:1")
    assert not verdict.ok
    assert 0 < len(verdict.reason) < 300


@pytest.mark.parametrize("value", [None, [], {}, "x", 1, [[[]]], {"batch": []}])
@pytest.mark.parametrize("field", ["path", "batch", "record", "gid", "registry", "chainId"])
def test_fields_of_another_shape_are_refused(settled: tuple[str, str], field: str, value: object) -> None:
    text, rpc_url = settled
    assert not verify_proof(json.loads(text) | {field: value}, rpc_url).ok


def test_a_file_is_verified_without_our_database_and_api(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    path.write_text(proof_text(case.proof()), encoding="utf-8")
    assert verify_file(path, case.rpc_url).ok
    assert verify_file(path, case.rpc_url, registry=case.desk.config.registry.lower()).ok
    path.write_bytes(path.read_bytes().replace("Å".encode(), b"\xc5"))
    assert verify_file(path, case.rpc_url).reason == "the file is not UTF-8 text"
    with pytest.raises(InvalidInputError, match="cannot be read"):
        verify_file(tmp_path / "none.json", case.rpc_url)


def test_an_unreachable_chain_says_nothing_about_the_proof(case: Case) -> None:
    with pytest.raises(ChainUnavailableError) as caught:
        verify_proof(case.proof(), "http://127.0.0.1:1")
    assert caught.value.url == "http://127.0.0.1:1"


def test_a_proof_for_another_deployment_is_refused_when_ours_is_known(case: Case) -> None:
    verdict = verify_proof(case.proof(), case.rpc_url, registry="0x" + "11" * 20)
    assert (verdict.ok, verdict.checks[-1].name) == (False, "contract")


def test_a_contract_that_answers_alike_but_is_not_the_registry_is_refused(case: Case) -> None:
    """One byte of the deployed code changed: the answers stay the same, the code check does not."""
    address = case.desk.config.registry
    code = case.desk.rpc.call("eth_getCode", address, "latest")
    case.desk.rpc.call("anvil_setCode", address, code[:-2] + ("00" if code[-2:] != "00" else "01"))
    verdict = case.verdict(case.proof())
    assert (verdict.ok, verdict.checks[-1].name) == (False, "contract")
    case.desk.rpc.call("anvil_setCode", address, code)
    assert case.verdict(case.proof()).ok
