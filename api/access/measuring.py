"""Figures for Prometheus: operations, statuses, times and counts; never a name."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import Connection, Engine, func, select

from api.store.applicants import count_applicants
from api.store.engine import reading
from api.store.proposals import count_by_state
from api.store.tables import audit_events, record_heads
from node.tables import checkpoint, operations

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)


class Measures:
    """What one application counted since it was started, and what its store holds now."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("gid_requests", "Requests answered.", ("operation", "status"), registry=self._registry)
        self._seconds = Histogram(
            "gid_request_seconds",
            "Time to the end of the answer.",
            ("operation",),
            registry=self._registry,
            buckets=SECONDS,
        )
        self._refusals = Counter(
            "gid_refusals",
            "Requests refused before they reached their operation.",
            ("problem",),
            registry=self._registry,
        )
        self._held = {
            name: Gauge(f"gid_{name}", text, registry=self._registry)
            for name, text in (
                ("records", "Office records held."),
                ("applicants", "Registered applicants that were not merged away."),
                ("audit_entries", "Entries of the audit trail."),
                ("indexed_block", "Block up to which the index follows the chain."),
                ("outbox_waiting", "Operations whose result is not taken over yet."),
            )
        }
        self._proposals = Gauge("gid_proposals", "Proposals by state.", ("state",), registry=self._registry)

    def answered(self, operation: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(operation, str(status)).inc()
        self._seconds.labels(operation).observe(seconds)

    def refused(self, problem: str) -> None:
        """Count a request that was refused at the door; `problem` is the code of the reason."""
        self._refusals.labels(problem).inc()

    def text(self, engine: Engine) -> bytes:
        """Everything in Prometheus' text form, the store counted now."""
        with reading(engine) as connection:
            for name, value in _held(connection).items():
                self._held[name].set(value)
            for state, count in count_by_state(connection).items():
                self._proposals.labels(state).set(count)
        return generate_latest(self._registry)


def _held(connection: Connection) -> dict[str, int]:
    def count(query: object) -> int:
        return int(connection.execute(query).scalar() or 0)  # type: ignore[call-overload]

    return {
        "records": count(select(func.count()).select_from(record_heads)),
        "applicants": count_applicants(connection),
        "audit_entries": count(select(func.count()).select_from(audit_events)),
        "indexed_block": count(select(checkpoint.c.block_number)),
        "outbox_waiting": count(select(func.count()).select_from(operations).where(operations.c.taken.is_(False))),
    }
