"""The whole devnet in one call: chain running, contracts deployed, offices admitted. A step already done is skipped."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devnet.chain import RunningChain, find_chain, running_chain, start_chain, stop_chain
from devnet.deploy import Deployment, deploy_contracts, read_deployment
from devnet.offices import FOUNDER, admit_offices, guardian_key, office_keys
from node.client import RegistryClient
from node.connection import ChainConfig
from node.errors import ChainUnavailableError, DevnetError
from node.identifiers import OfficeCode
from node.rpc import Rpc
from node.signer import Signer


@dataclass(frozen=True, slots=True)
class Devnet:
    """A chain that is ready for the pilot, and the keys of its offices."""

    folder: Path
    chain: RunningChain
    deployment: Deployment
    signers: Mapping[OfficeCode, Signer]

    @property
    def config(self) -> ChainConfig:
        """The settings with which a client reaches it."""
        return self.deployment.config(self.chain.rpc_url)


def open_devnet(folder: Path, *, port: int = 0) -> Devnet:
    """Start the devnet of a data folder, or complete what is missing; it stays up until `stop_chain`.

    A chain that this call started and that cannot be prepared is stopped again.

    Raises:
        DevnetError: The chain cannot be started.
    """
    was_running = find_chain(folder) is not None
    chain = start_chain(folder, port=port)
    try:
        return prepare(folder, chain)
    except BaseException:  # Ctrl-C too: nobody would know of the process that stays behind
        if not was_running:
            stop_chain(folder)
        raise


@contextmanager
def running_devnet(folder: Path, *, port: int = 0, old_states: int = 0) -> Iterator[Devnet]:
    """A devnet for the length of a `with` block; it ends with this process even if that is killed."""
    with running_chain(folder, port=port, old_states=old_states) as chain:
        yield prepare(folder, chain)


def prepare(folder: Path, chain: RunningChain, *, payer: Signer | None = None) -> Devnet:
    """Deploy and admit on a running chain what is not there yet; `payer` as `Relayer`'s signer."""
    signers = office_keys(folder)
    founder, guardian = (FOUNDER.code, signers[FOUNDER.code].address), guardian_key(folder).address
    deployment = deploy_contracts(folder, Rpc(chain.rpc_url), founder=founder, guardian=guardian, payer=payer)
    admit_offices(RegistryClient(deployment.config(chain.rpc_url)), signers, payer=payer)
    return Devnet(folder, chain, deployment, signers)


def devnet_config(folder: Path) -> ChainConfig:
    """Return the client settings of the devnet that runs on a data folder, without changing anything.

    Raises:
        ChainUnavailableError: It does not run.
        DevnetError: It runs and has no contracts.
    """
    chain, deployment = find_chain(folder), read_deployment(folder)
    if chain is None:
        raise ChainUnavailableError(str(folder), "the local chain does not run")
    if deployment is None:
        raise DevnetError(f"{folder} has no deployed contracts", advice="start the devnet again: gid devnet start")
    return deployment.config(chain.rpc_url)
