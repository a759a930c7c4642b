"""Real anvil processes: started, found, stopped, and never left behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devnet import chain as chain_module
from devnet.chain import CHAIN_ID, RunningChain, find_chain, running_chain, start_chain, stop_chain
from devnet.process import ProcessMark, is_alive, listening_port, mark_of, read_mark, write_mark
from node.errors import DevnetError
from node.rpc import Rpc


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "devnet"
    stop_chain(tmp_path / "devnet")


def block_hash(chain: RunningChain, number: int) -> str:
    return str(Rpc(chain.rpc_url).call("eth_getBlockByNumber", hex(number), False)["hash"])


def test_started_found_and_stopped(folder: Path) -> None:
    chain = start_chain(folder)
    assert find_chain(folder) == chain
    rpc = Rpc(chain.rpc_url)
    assert int(rpc.call("eth_chainId"), 16) == CHAIN_ID
    assert rpc.call("eth_accounts") == []  # no account with a public key
    assert start_chain(folder) == chain
    assert stop_chain(folder)
    assert not is_alive(chain.process)
    assert find_chain(folder) is None
    assert not stop_chain(folder)


def test_a_restart_keeps_the_chain(folder: Path) -> None:
    chain = start_chain(folder)
    rpc = Rpc(chain.rpc_url)
    rpc.call("anvil_setBalance", "0x" + "11" * 20, "0x7")
    rpc.call("anvil_mine", "0x5")
    hashes = [block_hash(chain, number) for number in range(6)]
    stop_chain(folder)
    again = start_chain(folder)
    assert [block_hash(again, number) for number in range(6)] == hashes
    assert Rpc(again.rpc_url).call("eth_getBalance", "0x" + "11" * 20, "latest") == "0x7"


def test_two_chains_do_not_meet(tmp_path: Path) -> None:
    with running_chain(tmp_path / "a") as first, running_chain(tmp_path / "b") as second:
        assert first.port != second.port
        Rpc(first.rpc_url).call("anvil_mine", "0x3")
        assert Rpc(second.rpc_url).call("eth_blockNumber") == "0x0"


def test_two_starters_get_one_chain(folder: Path) -> None:
    found: list[RunningChain] = []
    threads = [threading.Thread(target=lambda: found.append(start_chain(folder))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_only_loopback_is_listened_on(folder: Path) -> None:
    chain = start_chain(folder)
    table = Path(f"/proc/{chain.process.pid}/net/tcp").read_text()
    assert f"0100007F:{chain.port:04X}" in table
    assert f"00000000:{chain.port:04X}" not in table


def test_a_taken_port_is_a_clear_error_and_nobody_elses_chain_is_used(folder: Path, tmp_path: Path) -> None:
    with running_chain(tmp_path / "other") as other:
        with pytest.raises(DevnetError, match=f"port {other.port} is taken") as caught:
            start_chain(folder, port=other.port)
        assert "another port" in caught.value.advice
    assert find_chain(folder) is None


def test_a_port_lost_between_check_and_start_is_noticed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check passes, another chain with our chain id answers on the port: the one started must be our own."""
    monkeypatch.setattr(chain_module, "_require_free", lambda port: None)
    with running_chain(tmp_path / "other") as other, pytest.raises(DevnetError, match=r"did not come up.*in use"):
        start_chain(folder, port=other.port)


def test_a_chosen_port_is_used(folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert start_chain(folder, port=port).port == port
    with pytest.raises(DevnetError, match="runs on port"):
        start_chain(folder, port=port + 1 if port < 65_535 else port - 1)


def test_a_missing_binary_is_one_line_with_an_advice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_module, "ANVIL", folder / "none")
    with pytest.raises(DevnetError, match="anvil is not installed") as caught:
        start_chain(folder)
    assert "make demo" in caught.value.advice
    assert "npm ci" in caught.value.advice


def test_a_damaged_state_file_is_a_clear_error(folder: Path) -> None:
    folder.mkdir()
    (folder / "state.json").write_text("{ not json")
    with pytest.raises(DevnetError, match="did not come up") as caught:
        start_chain(folder)
    assert "state.json" in caught.value.advice
    assert find_chain(folder) is None


@pytest.mark.parametrize(
    "content", ["", "nonsense", "[]", "{}", '{"pid": 1, "started": 0}', '{"pid": 99999999, "started": 5}']
)
def test_stale_pid_files_are_forgotten(folder: Path, content: str) -> None:
    folder.mkdir()
    (folder / "anvil.pid").write_text(content)
    assert find_chain(folder) is None
    assert not (folder / "anvil.pid").exists()
    assert find_chain(folder) is None
    start_chain(folder)
    assert find_chain(folder) is not None


def test_a_pid_given_to_another_process_is_not_touched(folder: Path) -> None:
    """This very test's pid with another start time: it must neither be taken for the chain nor be ended."""
    folder.mkdir()
    own = mark_of(os.getpid())
    assert own is not None
    write_mark(folder / "anvil.pid", ProcessMark(own.pid, own.started - 1))
    assert read_mark(folder / "anvil.pid") is None
    assert not stop_chain(folder)


def test_a_killed_chain_is_found_dead_and_starts_again(folder: Path) -> None:
    chain = start_chain(folder)
    Rpc(chain.rpc_url).call("anvil_mine", "0x4")
    time.sleep(2.2)  # the state is written every second
    os.kill(chain.process.pid, signal.SIGKILL)
    while is_alive(chain.process):
        time.sleep(0.01)
    assert find_chain(folder) is None
    again = start_chain(folder)
    assert int(Rpc(again.rpc_url).call("eth_blockNumber"), 16) == 4


def test_the_chain_ends_when_its_tests_are_killed(folder: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom devnet.chain import running_chain\n"
        "with running_chain(Path(sys.argv[1])) as chain:\n"
        "    print(chain.process.pid, flush=True)\n    time.sleep(60)\n"
    )
    root = Path(chain_module.__file__).parent.parent
    parent = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, cwd=root)
    assert parent.stdout is not None
    mark = mark_of(int(parent.stdout.readline()))
    assert mark is not None
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while is_alive(mark):
        assert time.monotonic() < deadline, "the chain outlived its test"
        time.sleep(0.02)


def test_a_process_that_does_not_listen_has_no_port() -> None:
    assert listening_port(99_999_999) is None
