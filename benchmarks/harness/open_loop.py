"""An open-loop load generator: a request goes out when its time has come, whether or not earlier ones were answered.

Latency counts from the scheduled time, so a server that stalls is charged for everybody who came meanwhile, and not
only for the one request that a closed loop would have had under way (coordinated omission).
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATIENCE_S = 30.0
"""After the last scheduled time; what is unanswered then is an error."""


@dataclass(frozen=True, slots=True)
class Request:
    """A GET; `path` is percent-encoded and begins with a slash."""

    path: str


@dataclass(slots=True)
class Outcome:
    """What came of one run.

    Attributes:
        latencies_ms: From the scheduled time to the last byte, of the requests answered with 200, in order of answer.
        errors: How many ended otherwise, by status or kind of failure.
        late_ms: The most by which the generator itself sent later than scheduled; large means it was the bottleneck.
        bodies: Of the first answers, by the number of the request.
    """

    wanted: int
    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    late_ms: float = 0.0
    bodies: dict[int, bytes] = field(default_factory=dict)

    def percentile(self, share: float) -> float:
        """In milliseconds; errors count as slower than everything."""
        ordered = sorted(self.latencies_ms) + [float("inf")] * (self.wanted - len(self.latencies_ms))
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


class _Pool:
    """Connections that are kept; as many as there are requests under way."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, path: str) -> tuple[int, bytes]:
        while True:
            kept = bool(self._idle)
            reader, writer = self._idle.pop() if kept else await asyncio.open_connection(self._host, self._port)
            try:
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n\r\n".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                break
            except (ConnectionError, asyncio.IncompleteReadError):
                if not kept:  # the server may end a connection that was idle, as a request is on its way
                    raise
        lower = head.lower()
        length = int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        body = await reader.readexactly(length)
        self._idle.append((reader, writer))
        return int(head.split(b" ", 2)[1]), body

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()


def run_open_loop(url: str, requests: Sequence[Request], *, rate: float, keep: int = 0) -> Outcome:
    """Send the requests at `rate` a second, evenly; `keep` is how many bodies are kept."""
    return asyncio.run(_run(url, requests, rate, keep))


async def _run(url: str, requests: Sequence[Request], rate: float, keep: int) -> Outcome:
    parts = urlsplit(url)
    pool, outcome = _Pool(str(parts.hostname), parts.port or 80), Outcome(len(requests))
    begun = time.perf_counter() + 0.1

    async def one(number: int, scheduled: float) -> None:
        outcome.late_ms = max(outcome.late_ms, (time.perf_counter() - scheduled) * 1_000)
        try:
            status, body = await pool.get(requests[number].path)
        except (OSError, asyncio.IncompleteReadError, IndexError, ValueError) as error:
            outcome.errors[type(error).__name__] = outcome.errors.get(type(error).__name__, 0) + 1
            return
        if status == 200:
            outcome.latencies_ms.append((time.perf_counter() - scheduled) * 1_000)
        else:
            outcome.errors[str(status)] = outcome.errors.get(str(status), 0) + 1
        if number < keep:
            outcome.bodies[number] = body

    tasks = []
    for number in range(len(requests)):
        scheduled = begun + number / rate
        if (wait := scheduled - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(one(number, scheduled)))
    _, pending = await asyncio.wait(tasks, timeout=PATIENCE_S)
    for task in pending:
        task.cancel()
    if pending:
        outcome.errors["unanswered"] = len(pending)
    outcome.seconds = time.perf_counter() - begun
    pool.close()
    return outcome
