"""Ties a database to one chain: nonces, GIDs and blocks of one chain mean nothing on another."""

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
    # Block 1 and not block 0: anvil writes a new block 0 whenever it starts, and everything after it stays.
    genesis = connection.block(1)
    if genesis is None:
        raise ChainUnavailableError(connection.config.rpc_url, "it has no first block")
    registry = to_checksum_address(connection.config.registry)
    known = _known(engine) or _note(engine, genesis.hash, registry)
    if known[0] != genesis.hash:
        raise WrongChainError("chain for this database", expected=known[0].hex()[:16], actual=genesis.hash.hex()[:16])
    if known[1] != registry:
        raise WrongChainError("registry for this database", expected=known[1], actual=registry)


def _known(engine: Engine) -> tuple[bytes, str] | None:
    with engine.connect() as database:
        row = database.execute(select(identity.c.genesis, identity.c.registry)).first()
    return (bytes(row.genesis), row.registry) if row else None


def _note(engine: Engine, genesis: bytes, registry: str) -> tuple[bytes, str]:
    """Write the chain down and return what is written, which may be another process's."""
    try:
        with engine.begin() as database:
            database.execute(insert(identity).values(only=1, genesis=genesis, registry=registry))
    except IntegrityError:
        return _known(engine) or (genesis, registry)
    return genesis, registry
