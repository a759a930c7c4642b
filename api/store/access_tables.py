"""The tables of who may use the pilot, of answers already given, and of what was erased."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, String, Table

from api.store.tables import metadata

accounts = Table(
    "accounts",  # never deleted: the audit trail names them
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("office", String(2), nullable=False),
    Column("password_hash", String(200)),
    Column("created_at", String(32), nullable=False),
    Column("disabled_at", String(32)),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("account_id", String(16), ForeignKey("accounts.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False),  # SHA-256 of the secret; the secret itself is shown once and not kept
    Column("scopes", JSON, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("last_used_at", String(32)),
    Column("revoked_at", String(32)),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the cookie
    Column("account_id", String(16), ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
)

given_answers = Table(
    "given_answers",  # by Idempotency-Key, for a day
    metadata,
    Column("account", String(16), primary_key=True),
    Column("key", String(64), primary_key=True),  # SHA-256 of the header
    Column("request", String(64), nullable=False),
    Column("begun_at", String(32), nullable=False, index=True),
    Column("status", Integer),  # NULL while the first request is under way
    Column("headers", JSON),
    Column("body", LargeBinary),
)

erasures = Table(
    "erasures",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("key", String(64), nullable=False),  # of the fingerprints; one for all erasures of a pilot
    Column("gids", JSON, nullable=False),
    Column("fingerprints", JSON, nullable=False),  # keyed hashes of record ids, so that a restored record is recognised
    Column("certificate", JSON, nullable=False),
    Column("purged_at", String(32)),  # when no copy of the bytes was left in the database file
)
