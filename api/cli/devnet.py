"""`gid devnet`: the local chain with its five pilot offices."""

import json
import shutil
from pathlib import Path
from typing import Annotated

import typer

from api.chain import devnet_folder
from api.home import make_home, require_home
from api.settings import read_settings
from devnet.chain import find_chain, stop_chain
from devnet.network import Devnet, open_devnet
from node.client import RegistryClient
from node.errors import ChainUnavailableError, ConflictError

app = typer.Typer(help="The local chain with its five pilot offices.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def start(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 lets the system choose one.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Start the chain, deploy the contracts and admit the offices, as far as that is not done."""
    settings = read_settings()
    make_home(settings.home)
    _print(open_devnet(devnet_folder(settings.home), port=port), as_json)


@app.command()
def stop() -> None:
    """Stop the chain; its state stays for the next start."""
    stopped = stop_chain(_present_folder())
    typer.echo("stopped" if stopped else "it was not running")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say whether the chain runs, where, and who takes part. Exit code 3 when it does not run."""
    folder = _present_folder()
    if find_chain(folder) is None:
        raise ChainUnavailableError(str(folder), "the local chain does not run")
    _print(open_devnet(folder), as_json)


@app.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Really throw the chain away.")] = False) -> None:
    """Stop the chain and throw its state away. GIDs on it are gone; remove gid.db too, it belongs to that chain."""
    if not yes:
        raise ConflictError("a reset throws away every GID on the local chain", advice="say so with --yes")
    folder = _present_folder()
    stop_chain(folder)
    shutil.rmtree(folder, ignore_errors=True)
    typer.echo("the local chain is gone")


def _present_folder() -> Path:
    home = read_settings().home
    require_home(home)
    return devnet_folder(home)


def _print(network: Devnet, as_json: bool) -> None:
    offices = RegistryClient(network.config).all_offices()
    if as_json:
        facts = {
            "rpcUrl": network.config.rpc_url,
            "chainId": network.config.chain_id,
            "registry": network.config.registry,
            "officesContract": network.config.offices,
            "offices": [{"code": each.code, "key": each.key, "status": each.status} for each in offices],
        }
        typer.echo(json.dumps(facts))
        return
    typer.echo(f"chain {network.config.chain_id} at {network.config.rpc_url}, registry {network.config.registry}")
    for each in offices:
        typer.echo(f"  {each.code}  {each.status:<9} {each.key}")
