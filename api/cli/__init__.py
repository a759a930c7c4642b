"""The `gid` command. A command parses, calls one use case and prints; every failure is one line and an advice."""

import os
import sys

import typer
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError

from api.cli import anchoring, applicants, batch_search, devnet, intake, proofs, proposals, serve, settings
from api.cli.bulk import cluster, evaluate
from api.cli.demo import demo
from api.cli.printing import visible
from api.errors import StoreUnavailableError
from api.logs import configure_logs, event_log
from matching.errors import MatchingError
from node.errors import ChainUnavailableError, DevnetError, GidError, RegistryPausedError

USER, USAGE, AWAY, INTERRUPTED = 1, 2, 3, 130
"""Exit codes: the user's mistake, a command line that cannot be read, a service that is away, Ctrl-C."""

app = typer.Typer(
    name="gid",
    help="Global identifiers and standard names for applicants. Pilot: no legal effect, no WIPO identifiers.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(demo)
app.command()(serve.serve)
app.add_typer(devnet.app, name="devnet")
app.command("import")(intake.import_extract)
app.add_typer(proposals.app, name="proposals")
for judge in (proposals.approve, proposals.reject, proposals.defer, proposals.reopen):
    app.command()(judge)
app.command()(anchoring.anchor)
app.command()(batch_search.search)
app.command()(applicants.show)
app.command()(applicants.explain)
app.command()(proofs.proof)
app.command()(proofs.verify)
app.command()(anchoring.rebuild)
app.command()(cluster)
app.command()(evaluate)
app.command()(settings.settings)


def main() -> None:
    """Run the command line; never shows a traceback unless GID_LOG_LEVEL=debug asks for it."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    configure_logs(os.environ.get("GID_LOG_LEVEL", "warning"))
    try:
        done = app(arguments, prog_name="gid", standalone_mode=False)
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
    except Exception as error:
        return _unforeseen(error)
    return done if isinstance(done, int) else 0


def _fail(message: str, advice: str, code: int) -> int:
    line = " ".join(visible(part) for part in message.splitlines())
    typer.echo(f"error: {line}", err=True)
    if advice:
        typer.echo(f"advice: {advice}", err=True)
    return code


def _unforeseen(error: Exception) -> int:
    if os.environ.get("GID_LOG_LEVEL", "").lower() == "debug":
        event_log().error("command_failed", exc_info=error)
    return _fail(
        f"an error nobody foresaw ({type(error).__name__})", "run again with GID_LOG_LEVEL=debug and report it", USER
    )
