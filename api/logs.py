"""Structured logs on stderr: events with ids and counts, never a name of an applicant."""

import logging
import sys

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure_logs(level: str) -> None:
    """Write one JSON object per event to stderr; an unknown level counts as `info`."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS.get(level.lower(), logging.INFO)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def event_log() -> structlog.typing.FilteringBoundLogger:
    """The log; call as `event_log().info("proposal_approved", proposal="p123")`."""
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return log
