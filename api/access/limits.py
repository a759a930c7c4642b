"""The settings of this layer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Sessions and quotas.

    Attributes:
        session_hours: How long a sign-in lasts.
        cost_per_minute: Units an account may use a minute; `api.access.policy` has what each operation costs.
        cost_per_day: Units an account may use a day.
        answers_kept_hours: How long an answer is kept for a repeated Idempotency-Key.
    """

    session_hours: int = 12
    cost_per_minute: int = 6_000
    cost_per_day: int = 2_000_000
    answers_kept_hours: int = 24
