"""Ties a database to one chain: nonces, GIDs and blocks of one chain mean nothing on another."""

from dataclasses import asdict, dataclass

from eth_utils.address import to_checksum_address
from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from node.connection import ChainConnection
from node.errors import ChainUnavailableError, WrongChainError
from node.tables import identity, operations


def forget_chain(connection: Connection) -> None:
    """Untie a database whose chain tables have been emptied; only when nothing is left in the outbox either."""
    if connection.execute(select(operations.c.id).limit(1)).first() is None:
        connection.execute(delete(identity))


def require_same_chain(engine: Engine, connection: ChainConnection) -> None:
    """Check that the endpoint serves the chain this database was filled from; the first use writes it down.

    Raises:
        WrongChainError: Another first block or another registry, as after a development chain was thrown away.
    """
    served = _served(connection)
    with engine.connect() as database:
        known = _known(database)
    _compare(known or _note(engine, served), served)


def tie_to_chain(database: Connection, connection: ChainConnection) -> None:
    """As `require_same_chain`, in the caller's transaction, which nobody else can write beside."""
    served = _served(connection)
    known = _known(database)
    if known is None:
        database.execute(insert(identity).values(only=1, **asdict(served)))
    _compare(known or served, served)


@dataclass(frozen=True, slots=True)
class _Identity:
    """A chain and a contract on it: the hash of the first block, and the address."""

    genesis: bytes
    registry: str


def _served(connection: ChainConnection) -> _Identity:
    # Block 1 and not block 0: anvil writes a new block 0 whenever it starts, and everything after it stays.
    genesis = connection.block(1)
    if genesis is None:
        raise ChainUnavailableError(connection.config.rpc_url, "it has no first block")
    return _Identity(genesis.hash, to_checksum_address(connection.config.registry))


def _compare(known: _Identity, served: _Identity) -> None:
    if known.genesis != served.genesis:
        shown = {"expected": known.genesis.hex()[:16], "actual": served.genesis.hex()[:16]}
        raise WrongChainError("chain for this database", **shown)
    if known.registry != served.registry:
        raise WrongChainError("registry for this database", expected=known.registry, actual=served.registry)


def _known(database: Connection) -> _Identity | None:
    row = database.execute(select(identity.c.genesis, identity.c.registry)).first()
    return _Identity(bytes(row.genesis), row.registry) if row else None


def _note(engine: Engine, served: _Identity) -> _Identity:
    """Write the chain down and return what is written, which may be another process's."""
    try:
        with engine.begin() as database:
            database.execute(insert(identity).values(only=1, **asdict(served)))
    except IntegrityError:
        with engine.connect() as database:
            return _known(database) or served
    return served
