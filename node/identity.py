"""Ties a database to one chain: nonces, GIDs and blocks of one chain mean nothing on another."""

from eth_utils.address import to_checksum_address
from sqlalchemy import Connection, Engine, delete, insert, select

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
        WrongChainError: Another genesis block or another registry, as after a development chain was thrown away.
    """
    genesis = connection.block(0)
    if genesis is None:
        raise ChainUnavailableError(connection.config.rpc_url, "it has no first block")
    registry = to_checksum_address(connection.config.registry)
    with engine.begin() as database:
        known = database.execute(select(identity.c.genesis, identity.c.registry)).first()
        if known is None:
            database.execute(insert(identity).values(only=1, genesis=genesis.hash, registry=registry))
            return
    if bytes(known.genesis) != genesis.hash:
        raise WrongChainError(
            "chain for this database", expected=bytes(known.genesis).hex()[:16], actual=genesis.hash.hex()[:16]
        )
    if known.registry != registry:
        raise WrongChainError("registry for this database", expected=known.registry, actual=registry)
