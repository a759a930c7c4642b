"""An endpoint that lies: whatever it leaves out, invents or alters, the index refuses and writes no row of it."""

from collections.abc import Callable
from typing import Any

import pytest

from node.client import RegistryClient
from node.errors import IndexMismatchError
from node.index import ChainIndex
from node.operations import AmendRecords, LinkRecords
from tests.node.desk import JP, KR, Desk, commitments

Log = dict[str, Any]


class LyingClient(RegistryClient):
    """Alters the logs of registry events on their way."""

    def __init__(self, desk: Desk, lie: Callable[[list[Log]], list[Log]]) -> None:
        super().__init__(desk.config)
        self._lie = lie

    def logs(self, first: int, last: int) -> list[Log]:  # type: ignore[override]
        logs = [dict(log) for log in super().logs(first, last)]
        registry = self.config.registry.lower()
        offices = [log for log in logs if log["address"] != registry]
        return offices + self._lie([log for log in logs if log["address"] == registry])


def nibble(log: Log, at: int) -> Log:
    """Change one hexadecimal digit of a log's data."""
    data = log["data"]
    return log | {"data": data[:at] + ("0" if data[at] != "0" else "1") + data[at + 1 :]}


def topic(log: Log, at: int, value: str) -> Log:
    return log | {"topics": [*log["topics"][:at], value, *log["topics"][at + 1 :]]}


LIES: dict[str, Callable[[list[Log]], list[Log]]] = {
    "the first log is missing": lambda logs: logs[1:],
    "a log in the middle is missing": lambda logs: logs[:1] + logs[2:],
    "the last log is missing": lambda logs: logs[:-1],
    "all logs are missing": lambda logs: [],
    "a log comes twice": lambda logs: [*logs, logs[-1]],
    "two logs have changed places": lambda logs: [
        logs[1] | {key: logs[0][key] for key in ("blockNumber", "blockHash", "logIndex")},
        logs[0] | {key: logs[1][key] for key in ("blockNumber", "blockHash", "logIndex")},
        *logs[2:],
    ],
    "a commitment is altered": lambda logs: [nibble(logs[0], 2 + 64 * 4 + 7), *logs[1:]],
    "the root is altered": lambda logs: [nibble(logs[0], 2 + 64 + 7), *logs[1:]],
    "the first GID is altered": lambda logs: [nibble(logs[0], 2 + 63), *logs[1:]],
    "the list is cut": lambda logs: [logs[0] | {"data": logs[0]["data"][:-64]}, *logs[1:]],
    "the office is another": lambda logs: [topic(logs[0], 2, "0x4b52" + "0" * 60), *logs[1:]],
    "the office was never admitted": lambda logs: [topic(logs[0], 2, "0x5858" + "0" * 60), *logs[1:]],
    "an amendment is of another GID": lambda logs: [*logs[:-1], topic(logs[-1], 1, "0x" + f"{2:064x}")],
    "an amendment skips a version": lambda logs: [*logs[:-1], nibble(logs[-1], 2 + 62)],
    "an operation id is altered": lambda logs: [*logs[:-1], nibble(logs[-1], 2 + 64 * 2 + 9)],
    "an event of no contract": lambda logs: [topic(logs[0], 0, "0x" + "ab" * 32), *logs[1:]],
    "a log is of another block": lambda logs: [logs[0] | {"blockHash": "0x" + "cd" * 32}, *logs[1:]],
    "a log is nonsense": lambda logs: [{"topics": [], "data": "0x"}, *logs],
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_endpoint_is_refused_and_the_truth_then_accepted(desk: Desk, lie: str) -> None:
    gids = desk.register(JP, "truth", 3)
    desk.register(KR, "more", 2)
    desk.submit(LinkRecords(KR, tuple(gids[:2])))
    desk.submit(AmendRecords(JP, (gids[0],), commitments("amended", 1)))
    index = ChainIndex(desk.engine, LyingClient(desk, LIES[lie]))
    for _ in range(2):
        with pytest.raises(IndexMismatchError):
            index.follow()
    assert index._reached() == -1
    desk.index.follow()
    desk.assert_index_equals_contract()


def test_a_log_hidden_after_an_honest_start_is_noticed_at_every_follow(desk: Desk) -> None:
    desk.register(JP, "truth", 1)
    desk.index.follow()
    desk.register(JP, "hidden", 1)
    blind = ChainIndex(desk.engine, LyingClient(desk, lambda logs: []))
    reached = blind._reached()
    for _ in range(3):
        with pytest.raises(IndexMismatchError, match="the contract has 2 events"):
            blind.follow()
    assert blind._reached() == reached
    desk.index.follow()
    desk.assert_index_equals_contract()
