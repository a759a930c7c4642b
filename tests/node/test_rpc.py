"""Whatever answers at the endpoint's address, the caller sees one of two errors, with the URL and an advice."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from eth_utils.address import to_checksum_address

from devnet.network import Devnet
from devnet.relayer import Relayer
from node.abi import load_artifact
from node.client import RegistryClient
from node.connection import ChainConfig
from node.errors import ChainUnavailableError, RevertedError, UnknownOfficeError, WrongChainError
from node.identifiers import OfficeCode
from node.rpc import Rpc, RpcError


class Endpoint:
    """An HTTP server that answers everything alike."""

    def __init__(self) -> None:
        self.status, self.body, self.delay_s = 200, b"", 0.0
        self.at_first: list[bytes] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                released.wait(endpoint.delay_s)
                body = endpoint.at_first.pop(0) if endpoint.at_first else endpoint.body
                self.send_response(endpoint.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                return

        released = threading.Event()
        self.released = released
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    endpoint = Endpoint()
    thread = threading.Thread(target=endpoint.server.serve_forever)
    thread.start()
    yield endpoint
    endpoint.released.set()
    endpoint.server.shutdown()
    thread.join()
    endpoint.server.server_close()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1", "http://no-such-host.invalid", "ftp://127.0.0.1", "nonsense", "", "http://", "http://[::"],
)
def test_an_address_without_a_chain_is_one_error(url: str) -> None:
    with pytest.raises(ChainUnavailableError) as caught:
        Rpc(url, timeout_s=2).call("eth_chainId")
    assert caught.value.url == url
    assert url in str(caught.value)
    assert caught.value.advice
    assert len(str(caught.value)) < 160


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>proxy error</html>"), (200, b""), (200, b"[]"), (200, b"{}"), (200, b"null"), (200, b"\xff\xfe"),
        (200, b'"text"'), (200, b"[1]"), (404, b"not found"), (429, b"slow down"), (500, b"{}"), (503, b""),
    ],
)  # fmt: skip
def test_answers_that_are_not_json_rpc_are_one_error(endpoint: Endpoint, status: int, body: bytes) -> None:
    endpoint.status, endpoint.body = status, body
    with pytest.raises(ChainUnavailableError):
        Rpc(endpoint.url).call("eth_chainId")
    with pytest.raises(ChainUnavailableError):
        Rpc(endpoint.url).batch("eth_getBlockByNumber", [("0x1", False), ("0x2", False)])


def test_keys_in_a_url_are_not_shown() -> None:
    with pytest.raises(ChainUnavailableError) as caught:
        Rpc("http://user:secret@127.0.0.1:1/v3?key=secret", timeout_s=2).call("eth_chainId")
    assert caught.value.url == "http://127.0.0.1:1/v3"
    assert "secret" not in str(caught.value)


def test_an_endpoint_that_hangs_is_given_up(endpoint: Endpoint) -> None:
    endpoint.delay_s = 30.0
    with pytest.raises(ChainUnavailableError, match="did not answer in time"):
        Rpc(endpoint.url, timeout_s=0.2).call("eth_chainId")


@pytest.mark.parametrize("result", ['"0xzz"', "null", "[]", '{"a": 1}', '"4242"', "4242"])
def test_results_of_another_type_never_end_in_a_traceback(endpoint: Endpoint, result: str) -> None:
    endpoint.body = f'{{"jsonrpc": "2.0", "id": 0, "result": {result}}}'.encode()
    config = ChainConfig(endpoint.url, 4242, "0x" + "11" * 20, "0x" + "22" * 20)
    with pytest.raises((ChainUnavailableError, WrongChainError)):
        RegistryClient(config).tip()


def test_an_answer_with_an_error_keeps_code_and_revert_data(devnet: Devnet) -> None:
    with pytest.raises(RpcError) as caught:
        Rpc(devnet.chain.rpc_url).call("eth_noSuchMethod")
    assert (caught.value.code, caught.value.method) == (-32601, "eth_noSuchMethod")
    call = {"to": devnet.config.offices, "data": "0x" + "12" * 4}
    with pytest.raises(RpcError):
        Rpc(devnet.chain.rpc_url).call("eth_call", call, "latest")


def test_the_chain_is_pinned_at_the_first_call(devnet: Devnet) -> None:
    good = devnet.config
    wrong = ChainConfig(good.rpc_url, 1, good.registry, good.offices)
    with pytest.raises(WrongChainError) as caught:
        RegistryClient(wrong).next_gid()
    assert (caught.value.expected, caught.value.actual) == (1, 4242)
    empty = ChainConfig(good.rpc_url, 4242, "0x" + "11" * 20, good.offices)
    with pytest.raises(WrongChainError, match="contract at 0x1111"):
        RegistryClient(empty).next_gid()


def test_a_read_that_met_a_block_coming_in_is_asked_again(endpoint: Endpoint) -> None:
    busy = b'{"jsonrpc": "2.0", "id": 0, "error": {"code": -32602, "message": "block height is 7 but requested was 6"}}'
    endpoint.at_first = [busy, busy]
    endpoint.body = b'{"jsonrpc": "2.0", "id": 0, "result": "0x01"}'
    connection = RegistryClient(ChainConfig(endpoint.url, 4242, "0x" + "11" * 20, "0x" + "22" * 20))
    assert connection.guarded("eth_call", {}, "latest") == "0x01"
    endpoint.body = busy
    with pytest.raises(RpcError, match="block height"):
        connection.guarded("eth_call", {}, "latest")


def test_another_contract_at_the_address_is_noticed(devnet: Devnet) -> None:
    good = devnet.config
    swapped = ChainConfig(good.rpc_url, 4242, good.offices, good.registry)
    with pytest.raises((WrongChainError, RevertedError)):
        RegistryClient(swapped).next_gid()


def test_an_office_never_admitted_is_unknown(devnet: Devnet) -> None:
    client = RegistryClient(devnet.config)
    with pytest.raises(UnknownOfficeError) as caught:
        client.office_by_code(OfficeCode("ZZ"))
    assert caught.value.office == "ZZ"
    assert client.office_by_code(OfficeCode("WO")).number == 4


def test_contracts_of_two_deployments_do_not_pass_for_one(chain: Devnet) -> None:
    """Each is the right program; the registry asks other offices, so every office would look unknown."""
    offices = load_artifact("Offices")
    key = chain.signers[OfficeCode("JP")].address
    _, other = Relayer(Rpc(chain.chain.rpc_url)).send(offices.deployment([b"ZZ"], [key], key, 0))
    mixed = replace(chain.config, offices=to_checksum_address(other))
    with pytest.raises(WrongChainError, match="offices of the registry"):
        RegistryClient(mixed).next_gid()


def test_any_other_program_at_an_address_is_named(chain: Devnet) -> None:
    Rpc(chain.chain.rpc_url).call("anvil_setCode", "0x" + "77" * 20, "0x6000")
    with pytest.raises(WrongChainError, match="2 bytes of another program"):
        RegistryClient(replace(chain.config, registry="0x" + "77" * 20)).next_gid()
