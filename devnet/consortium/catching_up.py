"""Bring a node the blocks it missed, from one that has them; it executes each of them itself."""

from devnet.consortium.member import VALID, Member, Payload

NO_REQUESTS: list[str] = []
"""Deposits and the like are requests of Ethereum's own chain; nothing here makes any."""


def catch_up(member: Member, source: Member) -> bool:
    """Replay on a node what another has beyond it; False when it refuses a block."""
    for number in range(member.height() + 1, source.height() + 1):
        payload = payload_of(source, number)
        if member.check(payload, NO_REQUESTS) != VALID:
            return False
        member.follow(payload["blockHash"])
    return True


def payload_of(source: Member, number: int) -> Payload:
    """Return a block in the form in which the Engine API takes it."""
    block = source.block(hex(number))
    same = (
        "parentHash", "stateRoot", "receiptsRoot", "logsBloom", "gasLimit", "gasUsed", "timestamp", "extraData",
        "baseFeePerGas", "blobGasUsed", "excessBlobGas", "withdrawals", "requestsHash",
    )  # fmt: skip
    return {
        **{name: block[name] for name in same},
        "blockNumber": block["number"],
        "blockHash": block["hash"],
        "feeRecipient": block["miner"],
        "prevRandao": block["mixHash"],
        "transactions": source.raw_transactions(number),
    }
