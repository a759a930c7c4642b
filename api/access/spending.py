"""Quotas: what an account may use up, counted in units of cost by a sliding window in this process."""

import threading
import time
from dataclasses import dataclass
from math import ceil

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.errors import TooManyRequestsError

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """A limit with the name that its headers carry."""

    name: str
    limit: RateLimitItem


class Spending:
    """Counts units per caller. One process serves a pilot, so its memory is the whole truth; a restart begins anew."""

    def __init__(self, *quotas: Quota) -> None:
        self._quotas = quotas
        self._windows = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._lock = threading.Lock()  # all quotas are taken, or none

    @classmethod
    def of_accounts(cls, *, per_minute: int, per_day: int) -> "Spending":
        """The quotas of an account."""
        return cls(
            Quota("minute", RateLimitItemPerMinute(per_minute)),
            Quota("day", RateLimitItemPerDay(per_day)),
        )

    def spend(self, caller: str, cost: int) -> Headers:
        """Take units from every quota of a caller; returns the headers that tell what is left.

        Raises:
            TooManyRequestsError: one of them has not so many left; then nothing is taken.
        """
        with self._lock:
            for quota in self._quotas:
                if not self._windows.test(quota.limit, caller, cost=cost):
                    raise TooManyRequestsError(self._wait(quota, caller))
            for quota in self._quotas:
                self._windows.hit(quota.limit, caller, cost=cost)
            return self._headers(caller)

    def forget(self, caller: str) -> None:
        """Begin to count anew for a caller."""
        with self._lock:
            for quota in self._quotas:
                self._windows.clear(quota.limit, caller)

    def _wait(self, quota: Quota, caller: str) -> int:
        reset = self._windows.get_window_stats(quota.limit, caller).reset_time
        return min(max(1, ceil(reset - time.time())), quota.limit.get_expiry())

    def _headers(self, caller: str) -> Headers:
        """`RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers has them."""
        stats = [(quota, self._windows.get_window_stats(quota.limit, caller)) for quota in self._quotas]
        policy = ", ".join(f'"{quota.name}";q={quota.limit.amount};w={quota.limit.get_expiry()}' for quota, _ in stats)
        left = ", ".join(
            f'"{quota.name}";r={one.remaining};t={max(0, ceil(one.reset_time - time.time()))}' for quota, one in stats
        )
        return (("RateLimit-Policy", policy), ("RateLimit", left))
