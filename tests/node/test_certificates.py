"""A certificate is refused after any change, with a node and with a saved header, which needs no network."""

import copy
import json
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from devnet.network import Devnet
from node.certificate_form import parse_certificate
from node.certificates import Certificate, build_certificate, certificate_text
from node.client import GidStatus
from node.commitments import canonical_json, commit_record, draw_salt
from node.consents import prepare_merge
from node.errors import ConflictError, InvalidInputError, NotFoundError
from node.headers import header_text, save_header
from node.identifiers import Gid, format_gid
from node.offline import save_header_for, verify_with_header
from node.operations import AmendRecords, RegisterBatch, RevokeApplicant
from node.rpc import Rpc, RpcError
from node.tables import metadata
from node.verification import Verdict, verify_file, verify_text
from tests.node.desk import JP, KR, Desk, commitments
from tests.node.test_proofs import RECORD, places, replaced, swap

ONLINE = [
    "form", "chain", "contract", "block", "batch", "office", "record", "path", "head", "identifier", "version",
    "standing",
]  # fmt: skip
OFFLINE = [
    "form", "header", "contract", "block", "batch", "office", "record", "path", "head", "version", "standing",
]  # fmt: skip
SEED = 20_261_126


class Case:
    """One registered applicant in a batch of five, after a batch of another office."""

    def __init__(self, devnet: Devnet, folder: Path) -> None:
        engine = create_engine("sqlite://")
        metadata.create_all(engine)
        self.desk, self.folder = Desk(devnet, engine), folder
        self.desk.register(KR, "before", 2)
        self.salt = draw_salt()
        leaves = list(commitments("certificate", 5))
        leaves[3] = commit_record(canonical_json(RECORD), salt=self.salt)
        (result,) = self.desk.submit(RegisterBatch(JP, tuple(leaves)))
        assert result.first_gid is not None
        self.gid = Gid(result.first_gid + 3)
        self.others = [gid for gid, _ in result.allotted() if gid != self.gid]
        self.rpc_url = devnet.chain.rpc_url

    def certificate(self, gid: Gid | None = None) -> Certificate:
        self.desk.index.follow()
        if gid is not None:
            return build_certificate(self.desk.index, self.desk.config, gid)
        return build_certificate(self.desk.index, self.desk.config, self.gid, record=RECORD, salt=self.salt)

    def write(self, certificate: Certificate, name: str = "certificate.json") -> Path:
        path = self.folder / name
        path.write_text(certificate_text(certificate), encoding="utf-8")
        return path

    def header(self, *certificates: Certificate) -> Path:
        """A header saved now, for these certificates."""
        paths = [self.write(each, f"{number}.json") for number, each in enumerate(certificates)]
        path = self.folder / "header.json"
        path.write_text(header_text(save_header_for(paths, self.rpc_url)), encoding="utf-8")
        return path

    def offline(self, certificate: Certificate, header: Path) -> Verdict:
        return verify_with_header(self.write(certificate), header)


@pytest.fixture
def case(chain: Devnet, tmp_path: Path) -> Case:
    return Case(chain, tmp_path)


@pytest.fixture(scope="module")
def settled(devnet: Devnet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Case, Certificate, Path]]:
    """A certificate with its record, and the header of its own block, left on the chain for all mutations."""
    rpc = Rpc(devnet.chain.rpc_url)
    snapshot = rpc.call("evm_snapshot")
    case = Case(devnet, tmp_path_factory.mktemp("settled"))
    certificate = case.certificate()
    yield case, certificate, case.header(certificate)
    rpc.call("evm_revert", snapshot)


def test_a_true_certificate_passes_every_check_both_ways(case: Case) -> None:
    certificate = case.certificate()
    header = case.header(certificate)
    online, offline = verify_file(case.write(certificate), case.rpc_url), case.offline(certificate, header)
    assert (online.ok, [check.name for check in online.checks]) == (True, ONLINE)
    assert (offline.ok, [check.name for check in offline.checks]) == (True, OFFLINE)
    assert online.status is offline.status is GidStatus.ACTIVE
    assert offline.reason == f"as of block {certificate['block']['number']}, {online.reason}"


def test_a_header_needs_no_network(settled: tuple[Case, Certificate, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    case, certificate, header = settled

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert case.offline(certificate, header).ok


def test_a_certificate_is_short_and_discloses_nothing_by_itself(case: Case) -> None:
    certificate = case.certificate(case.gid)
    assert not {"record", "salt", "recordVersion"} & set(certificate)
    assert len(certificate_text(certificate)) < 1_600
    assert "not a WIPO identifier" in certificate["note"]
    assert case.offline(certificate, case.header(certificate)).ok


def test_one_header_serves_many_certificates(case: Case) -> None:
    certificates = [case.certificate(gid) for gid in case.others] + [case.certificate(Gid(1)), case.certificate()]
    header = case.header(*certificates)
    assert all(case.offline(each, header).ok for each in certificates)


def test_a_header_says_what_it_does_not_hold(case: Case) -> None:
    first, other = case.certificate(), case.certificate(Gid(1))
    verdict = case.offline(other, case.header(first))
    assert not verdict.ok
    assert "is not here" in verdict.reason


def test_the_header_shows_what_has_become_of_the_gid(case: Case) -> None:
    merged, revoked, _, _ = case.others
    younger = case.desk.register(KR, "younger", 1)[0]
    case.desk.submit(
        AmendRecords(JP, (case.gid,), commitments("amended", 1)),
        RevokeApplicant(JP, revoked, b"\x01" * 32),
        prepare_merge(case.desk.client, JP, (younger, merged), signers=case.desk.devnet.signers),
    )
    certificates = [case.certificate(), *(case.certificate(gid) for gid in (merged, revoked, younger))]
    header = case.header(*certificates)
    amended, survivor, gone, joined = (case.offline(each, header) for each in certificates)
    assert (amended.ok, amended.status) == (True, GidStatus.ACTIVE)
    assert "record amended 1 times" in amended.reason
    assert "moved on to version 2" in {check.name: check.text for check in amended.checks}["version"]
    assert (survivor.ok, survivor.status) == (True, GidStatus.ACTIVE)
    assert (gone.ok, gone.status) == (True, GidStatus.REVOKED)
    assert (joined.ok, joined.status) == (True, GidStatus.MERGED)
    assert format_gid(merged) in joined.reason


def test_a_node_tells_an_old_certificate_from_a_false_one(case: Case) -> None:
    """The head of an old block is recomputed from the events up to it."""
    old = case.certificate()
    case.desk.register(KR, "later", 2)
    case.desk.submit(AmendRecords(JP, (case.gid,), commitments("amended", 1)))
    assert verify_text(certificate_text(old), case.rpc_url).ok
    new = case.certificate()
    assert verify_text(certificate_text(new), case.rpc_url).ok
    mixed = verify_text(certificate_text(old | {"head": new["head"]}), case.rpc_url)
    assert (mixed.ok, mixed.checks[-1].name) == (False, "head")


def test_an_amended_record_is_disclosed_with_its_version(case: Case) -> None:
    record, salt = RECORD | {"year": 2_002}, draw_salt()
    case.desk.submit(AmendRecords(JP, (case.gid,), (commit_record(canonical_json(record), salt=salt),)))
    case.desk.index.follow()
    arguments = (case.desk.index, case.desk.config, case.gid)
    certificate = build_certificate(*arguments, record=record, salt=salt, record_version=2)
    header = case.header(certificate)
    assert case.offline(certificate, header).ok
    assert verify_text(certificate_text(certificate), case.rpc_url).ok
    for wrong in (1, 3):
        changed = certificate | {"recordVersion": wrong}
        assert not case.offline(changed, header).ok
        assert not verify_text(certificate_text(changed), case.rpc_url).ok
    with pytest.raises(ConflictError, match="not those of version 1"):
        build_certificate(*arguments, record=record, salt=salt)


def test_a_header_is_of_the_certificates_own_block(case: Case) -> None:
    older = case.certificate()
    header = case.header(older)
    known = bytes.fromhex(json.loads(header.read_text())["block"]["hash"][2:])
    assert verify_with_header(case.write(older), header, block_hash=known).ok
    verdict = verify_with_header(case.write(older), header, block_hash=bytes(32))
    assert (verdict.ok, verdict.checks[-1].name) == (False, "header")
    case.desk.register(KR, "later", 1)
    later = case.certificate()
    verdict = case.offline(later, header)
    assert (verdict.ok, verdict.checks[-1].name) == (False, "block")
    with pytest.raises(InvalidInputError, match="one registry and block"):
        case.header(older, later)
    with pytest.raises(ConflictError, match="does not prove its state") as caught:
        case.header(older)  # this chain keeps the newest state only
    assert "anew" in caught.value.advice
    with pytest.raises(ConflictError, match="no block"):
        case.header(later | {"block": later["block"] | {"hash": "0x" + "ab" * 32}})


# Changes


def mutations(document: dict[str, Any]) -> Iterator[tuple[tuple[object, ...], object]]:
    """Every scalar with a changed value: each number moved by one, each text in a seeded choice of its characters."""
    drawn = random.Random(SEED)
    for path, value in places(document):
        if isinstance(value, str):
            for at in sorted(drawn.sample(range(len(value)), min(len(value), 8))):
                yield path, value[:at] + swap(value[at]) + value[at + 1 :]
        elif value is None or isinstance(value, bool):
            yield path, not value
        else:
            assert isinstance(value, int)
            yield from ((path, value + 1), (path, value - 1), (path, str(value)), (path, float(value)))


def test_no_changed_certificate_passes_either_way(settled: tuple[Case, Certificate, Path]) -> None:
    case, certificate, header = settled
    tried = 0
    for path, value in mutations(certificate):
        changed, tried = replaced(certificate, path, value), tried + 1
        assert not case.offline(changed, header).ok, (path, value)
        assert not verify_text(certificate_text(changed), case.rpc_url).ok, (path, value)
    assert tried > 100
    for field in certificate:
        left_out = {key: certificate[key] for key in certificate if key != field}
        assert not case.offline(left_out, header).ok, field
    for extra in (certificate | {"x": 1}, certificate | {"head": certificate["head"] | {"x": 1}}):
        assert not case.offline(extra, header).ok
    for shape in (None, [], {}, "x", 1, {"number": {}}):
        for field in ("batch", "block", "head", "path", "gid"):
            assert not case.offline(certificate | {field: shape}, header).ok


def test_no_changed_header_passes(settled: tuple[Case, Certificate, Path]) -> None:
    case, certificate, header = settled
    document, drawn = json.loads(header.read_text()), random.Random(SEED)
    spoilt, path = case.folder / "spoilt.json", case.write(certificate)
    long_texts = [("header",), ("contracts", "registry", "code"), ("contracts", "offices", "code")]
    changes = [each for each in mutations(document) if each[0][0] != "nodes" and each[0] not in long_texts]
    for place in (*long_texts, *(("nodes", number) for number in range(len(document["nodes"])))):
        target: Any = document
        for key in place:
            target = target[key]
        for at in drawn.sample(range(2, len(target)), 12):
            changes.append((place, target[:at] + swap(target[at]) + target[at + 1 :]))
    for place, value in changes:
        spoilt.write_text(header_text(replaced(document, place, value)), encoding="utf-8")
        assert not verify_with_header(path, spoilt).ok, place
    for field in document:
        left_out = {key: document[key] for key in document if key != field}
        spoilt.write_text(header_text(left_out), encoding="utf-8")
        assert not verify_with_header(path, spoilt).ok, field
    for field in ("block", "header", "contracts", "nodes"):
        for shape in (None, [], {}, "x", 1, "0xc0", ["0xc0"], {"registry": 1, "offices": 2}):
            spoilt.write_text(header_text(document | {field: shape}), encoding="utf-8")
            assert not verify_with_header(path, spoilt).ok, (field, shape)
    assert verify_with_header(path, header).ok


def test_another_contract_with_the_same_storage_is_refused(case: Case) -> None:
    """The chain holds whatever somebody deploys; what counts is that the code is the registry's."""
    certificate, address = case.certificate(), case.desk.config.registry
    code = case.desk.rpc.call("eth_getCode", address, "latest")
    case.desk.rpc.call("anvil_setCode", address, code[:-2] + ("00" if code[-2:] != "00" else "01"))
    case.desk.rpc.call("anvil_mine", "0x1")
    try:
        with pytest.raises(ConflictError):
            case.header(certificate)
    finally:
        case.desk.rpc.call("anvil_setCode", address, code)


def test_a_node_that_proves_wrongly_is_noticed_when_saving(case: Case) -> None:
    certificate = parse_certificate(case.certificate())

    class Wrong(Rpc):
        def call(self, method: str, *params: object) -> Any:
            answer = super().call(method, *params)
            if method == "eth_getProof":
                answer = copy.deepcopy(answer)
                answer["storageProof"][0]["proof"][-1] = "0xc0"
            return answer

    case.desk.client.rpc = Wrong(case.rpc_url)
    with pytest.raises(ConflictError, match="the node's proof does not hold"):
        save_header(case.desk.client, [certificate])


def test_a_node_that_proves_nothing_says_so(case: Case) -> None:
    certificate = parse_certificate(case.certificate())

    class Pruned(Rpc):
        def call(self, method: str, *params: object) -> Any:
            if method == "eth_getProof":
                raise RpcError(method, code=-32000, message="state is not available")
            return super().call(method, *params)

    case.desk.client.rpc = Pruned(case.rpc_url)
    with pytest.raises(ConflictError, match="state is not available") as caught:
        save_header(case.desk.client, [certificate])
    assert "keeps old states" in caught.value.advice


def test_files_of_another_kind_say_what_is_expected(case: Case) -> None:
    certificate = case.certificate()
    header, path = case.header(certificate), case.write(certificate)
    assert "expected a header" in verify_with_header(path, path).reason
    assert not verify_with_header(header, header).ok
    with pytest.raises(InvalidInputError, match=r"0\.json|header\.json"):
        save_header_for([header], case.rpc_url)
    with pytest.raises(InvalidInputError, match="cannot be read"):
        verify_with_header(path, case.folder / "none.json")
    nothing = create_engine("sqlite://")
    metadata.create_all(nothing)
    with pytest.raises(NotFoundError):
        build_certificate(Desk(case.desk.devnet, nothing).index, case.desk.config, case.gid)
