"""The `gid` command. A command parses, calls one use case and prints; every failure is one line and an advice."""

import importlib
import importlib.metadata
import os
import sys
from collections.abc import Iterable
from typing import Annotated

import typer
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError

from api.cli.printing import visible
from api.errors import StoreUnavailableError
from api.logs import configure_logs, event_log
from matching.errors import MatchingError
from node.errors import ChainUnavailableError, DevnetError, GidError, RegistryPausedError

USER, USAGE, AWAY, INTERRUPTED = 1, 2, 3, 130
"""Exit codes: the user's mistake, a command line that cannot be read, a service that is away, Ctrl-C."""

COMMANDS = {
    "demo": "api.cli.demo:demo",
    "serve": "api.cli.serve:serve",
    "devnet": "api.cli.devnet:app",
    "import": "api.cli.intake:import_extract",
    "proposals": "api.cli.proposals:app",
    "approve": "api.cli.proposals:approve",
    "reject": "api.cli.proposals:reject",
    "defer": "api.cli.proposals:defer",
    "relate": "api.cli.proposals:relate",
    "reopen": "api.cli.proposals:reopen",
    "merge": "api.cli.changing:merge",
    "split": "api.cli.changing:split",
    "link": "api.cli.changing:link",
    "unlink": "api.cli.changing:unlink",
    "revoke": "api.cli.changing:revoke",
    "consent": "api.cli.changing:consent",
    "anchor": "api.cli.anchoring:anchor",
    "issues": "api.cli.issues:app",
    "report": "api.cli.report:report",
    "search": "api.cli.batch_search:search",
    "show": "api.cli.applicants:show",
    "explain": "api.cli.explaining:explain",
    "proof": "api.cli.proofs:proof",
    "certificate": "api.cli.proofs:certificate",
    "header": "api.cli.verifying:header",
    "verify": "api.cli.verifying:verify",
    "rebuild": "api.cli.anchoring:rebuild",
    "export": "api.cli.exporting:export",
    "audit": "api.cli.auditing:audit",
    "cluster": "api.cli.bulk:cluster",
    "evaluate": "api.cli.bulk:evaluate",
    "quality": "api.cli.quality:quality",
    "accounts": "api.cli.accounts:app",
    "trail": "api.cli.trail:trail",
    "erase": "api.cli.erasing:erase",
    "backup": "api.cli.backup:backup",
    "restore": "api.cli.backup:restore",
    "settings": "api.cli.settings:settings",
}
"""Where each command is. Only the one asked for is imported: all of them together take seconds to load."""


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"gid {importlib.metadata.version('gid-pilot')}")
        raise typer.Exit


def build_app(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """Put the command line together from some of the commands, or from all."""
    app = typer.Typer(
        name="gid",
        help="Global identifiers and standard names for applicants. Pilot: no legal effect, no WIPO identifiers.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_callback)  # without it a single command would swallow its own name
    for name in names:
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def _callback(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass  # its options do the work


def main() -> None:
    """Run the command line; never shows a traceback unless GID_LOG_LEVEL=debug asks for it."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    configure_logs(os.environ.get("GID_LOG_LEVEL", "warning"))
    os.umask(0o077)  # what we write holds names and salts: for this user only
    try:
        asked = [name for name in arguments[:1] if name in COMMANDS]
        wanted = [] if arguments == ["--version"] else asked or COMMANDS
        done = build_app(wanted)(arguments, prog_name="gid", standalone_mode=False)
    except NoArgsIsHelpError as error:
        typer.echo(error.format_message())
        return USAGE
    except UsageError as error:
        where = error.ctx.command_path if error.ctx else "gid"
        return _fail(error.format_message(), f"{where} --help shows how", USAGE)
    except ClickException as error:
        return _fail(error.format_message(), "", USER)
    except (KeyboardInterrupt, typer.Abort):
        return _fail("stopped", "", INTERRUPTED)
    except (ChainUnavailableError, RegistryPausedError, DevnetError, StoreUnavailableError) as error:
        return _fail(str(error), error.advice, AWAY)
    except GidError as error:
        return _fail(str(error), error.advice, USER)
    except MatchingError as error:
        return _fail(str(error), "", USER)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _fail_of_system(error)
    except Exception as error:
        return _unforeseen(error)
    return done if isinstance(done, int) else 0


def _fail(message: str, advice: str, code: int) -> int:
    line = " ".join(visible(part) for part in message.splitlines())
    typer.echo(f"error: {line}", err=True)
    if advice:
        typer.echo(f"advice: {advice}", err=True)
    return code


def _fail_of_system(error: OSError) -> int:
    """A file that cannot be read or written: named, where the system says which."""
    if error.strerror is None or error.filename is None:
        return _unforeseen(error)
    return _fail(f"{os.fsdecode(error.filename)}: {error.strerror}", "check the path and who may use it", USER)


def _unforeseen(error: Exception) -> int:
    if os.environ.get("GID_LOG_LEVEL", "").lower() == "debug":
        event_log().error("command_failed", exc_info=error)
    return _fail(
        f"an error nobody foresaw ({type(error).__name__})", "run again with GID_LOG_LEVEL=debug and report it", USER
    )
