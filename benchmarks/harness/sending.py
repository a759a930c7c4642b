"""Send broken files to the real application and watch: statuses, time, memory."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.testclient import TestClient

HANG_S = 5.0
AT_WORK = ("checking", "taking")


@dataclass(slots=True)
class Outcome:
    """What became of the files sent.

    Attributes:
        states: Uploads by state after their check, and refusals by status.
        failures: Numbers of files that got a status of 500 or more, or an error nobody foresaw.
        hangs: Numbers of files whose check took more than `HANG_S` seconds, and did so again when they were sent again.
        waited: Files that took so long only once: the machine was busy with something else.
        slowest: Seconds of the slowest.
        memory_rise: Bytes that the process grew by, from the first hundred files on.
    """

    states: Counter[str] = field(default_factory=Counter)
    failures: list[int] = field(default_factory=list)
    hangs: list[int] = field(default_factory=list)
    waited: int = 0
    slowest: float = 0.0
    memory_rise: int = 0
    confirmed: int = 0
    _base: int = 0


def send_files(client: TestClient, files: Iterable[tuple[int, bytes]], outcome: Outcome, *, confirm_every: int) -> None:
    """Send each file as an upload, look at it and its error file, and now and then confirm it."""
    for sent, (number, data) in enumerate(files):
        begun = time.perf_counter()
        answer = client.post("/v1/uploads", params={"office": ("JP", "")[number % 2]}, content=data)
        state = _settled(client, answer.json()["id"], begun) if answer.status_code == 201 else str(answer.status_code)
        taken = time.perf_counter() - begun
        outcome.slowest = max(outcome.slowest, taken)
        outcome.states[state] += 1
        statuses = [answer.status_code]
        if answer.status_code == 201:
            statuses.append(
                client.get(f"/v1/uploads/{answer.json()['id']}", headers={"accept": "text/csv"}).status_code
            )
            if state == "checked" and number % confirm_every == 0:
                statuses.append(
                    client.post(
                        f"/v1/uploads/{answer.json()['id']}/confirmation", json={"skipRefused": True}
                    ).status_code
                )
                state = _settled(client, answer.json()["id"], time.perf_counter(), wait=60)
                outcome.confirmed += state == "taken"
        if max(statuses) >= 500 or state == "unforeseen":
            outcome.failures.append(number)
        if taken > HANG_S:
            again = _seconds(client, data)
            outcome.waited += again <= HANG_S
            if again > HANG_S:
                outcome.hangs.append(number)
        memory = _memory()
        if not outcome._base and sent == 100:
            outcome._base = memory
        if outcome._base:
            outcome.memory_rise = max(outcome.memory_rise, memory - outcome._base)


def _seconds(client: TestClient, data: bytes) -> float:
    """How long a file takes until it comes to rest."""
    begun = time.perf_counter()
    answer = client.post("/v1/uploads", params={"office": "JP"}, content=data)
    if answer.status_code == 201:
        _settled(client, answer.json()["id"], begun)
    return time.perf_counter() - begun


def _settled(client: TestClient, upload_id: str, begun: float, *, wait: float = 2 * HANG_S) -> str:
    """The state in which the upload comes to rest."""
    while True:
        body = client.get(f"/v1/uploads/{upload_id}").json()
        if body["state"] not in AT_WORK or time.perf_counter() - begun > wait:
            return "unforeseen" if "nobody foresaw" in (body["failure"] or "") else str(body["state"])
        time.sleep(0.01)


def _memory() -> int:
    """Resident bytes of this process now."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4_096
