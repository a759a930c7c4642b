"""`gid accounts`: people and programs that may use the API, and their keys."""

import getpass
import sys
from typing import Annotated

import typer

from api.access.accounts import MOST_KEY_DAYS, AccountChange, AccountView, NewAccount
from api.access.roles import LOCAL, Role
from api.cli.offices import office_code
from api.cli.printing import print_json, print_table
from api.errors import UnknownAccountError, UsageError
from api.pilot import Pilot, open_pilot
from api.schemas.access import AccountOut, AccountsOut
from api.settings import read_settings

app = typer.Typer(
    help="People and programs that may use the API: add, list, change, disable, key.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="As `gid accounts list` shows it.")]
Roles = Annotated[list[Role], typer.Option("--role", help="May be given several times.")]
Office = Annotated[str, typer.Option(help="ST.3 code of the only office it acts for.")]
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@app.command("add")
def add(
    name: Name,
    role: Roles,
    office: Office = "",
    program: Annotated[bool, typer.Option("--program", help="A program: it gets an API key, no password.")] = False,
    days: Annotated[int, typer.Option(min=1, max=MOST_KEY_DAYS, help="How long the key lives.")] = MOST_KEY_DAYS,
    password_stdin: PasswordStdin = False,
    as_json: AsJson = False,
) -> None:
    """Add a person, who is asked for a password, or a program. The first account closes an open pilot."""
    with open_pilot(read_settings(), make=False) as pilot:
        new = NewAccount(
            name=name,
            kind="program" if program else "person",
            roles=frozenset(role),
            office=office_code(office) if office else "",
            password="" if program else _password(password_stdin),
            key_days=days,
        )
        _tell(pilot.accounts.add(new, by=LOCAL.name), as_json)


@app.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """List all accounts and their living keys."""
    with open_pilot(read_settings(), make=False) as pilot:
        items = [AccountOut.of(view) for view in pilot.accounts.all()]
    if as_json:
        print_json(AccountsOut(items=items, total=len(items)))
        return
    rows = [
        (
            item.name,
            item.kind,
            " ".join(item.roles),
            item.office or "all",
            "disabled" if item.disabled_at else "active",
            " ".join(f"{key.id} until {key.expires_at[:10]}" for key in item.keys if not key.revoked_at),
        )
        for item in items
    ]
    print_table(("name", "kind", "roles", "office", "state", "keys"), rows, flowing="keys")


@app.command("change")
def change(
    name: Name,
    role: Annotated[list[Role] | None, typer.Option("--role", help="The new roles, all of them.")] = None,
    office: Annotated[str | None, typer.Option(help="The only office it acts for; `all` for every office.")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for another password.")] = False,
    password_stdin: PasswordStdin = False,
    as_json: AsJson = False,
) -> None:
    """Change roles, office or password; its sessions end."""
    code = None if office is None else "" if office == "all" else office_code(office)
    new = _password(password_stdin) if password or password_stdin else None
    wanted = AccountChange(roles=frozenset(role) if role else None, office=code, password=new)
    _change(name, wanted, as_json)


@app.command("disable")
def disable(name: Name, as_json: AsJson = False) -> None:
    """Let an account do nothing any more: its sessions end and its keys hold no longer, at once."""
    _change(name, AccountChange(disabled=True), as_json)


@app.command("enable")
def enable(name: Name, as_json: AsJson = False) -> None:
    """Let a disabled account work again."""
    _change(name, AccountChange(disabled=False), as_json)


@app.command("key")
def key(
    name: Name,
    days: Annotated[int, typer.Option(min=1, max=MOST_KEY_DAYS, help="How long the new key lives.")] = MOST_KEY_DAYS,
    scope: Annotated[list[Role] | None, typer.Option("--scope", help="Fewer roles than the account has.")] = None,
    revoke: Annotated[str, typer.Option(metavar="ID", help="End this key at once, and issue none.")] = "",
    as_json: AsJson = False,
) -> None:
    """Issue another API key for a program, or revoke one. Two may live at a time, so that one can follow the other."""
    if revoke:
        _change(name, AccountChange(revoke_key=revoke), as_json)
        return
    _change(name, AccountChange(new_key_days=days, key_scopes=frozenset(scope) if scope else None), as_json)


def _change(name: str, wanted: AccountChange, as_json: bool) -> None:
    with open_pilot(read_settings(), make=False) as pilot:
        _tell(pilot.accounts.change(_id_of(pilot, name), wanted, LOCAL), as_json)


def _id_of(pilot: Pilot, name: str) -> str:
    for view in pilot.accounts.all():
        if view.account.name == name:
            return view.account.id
    raise UnknownAccountError(name)


def _password(from_stdin: bool) -> str:
    """Never from the command line, where other users could read it."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("no terminal to ask for a password on", advice="pipe it in with --password-stdin")
    first = getpass.getpass("password: ")
    if getpass.getpass("again: ") != first:
        raise UsageError("the two passwords differ")
    return first


def _tell(view: AccountView, as_json: bool) -> None:
    shown = AccountOut.of(view)
    if as_json:
        print_json(shown)
        return
    state = "disabled" if shown.disabled_at else "active"
    typer.echo(f"{shown.name}  {shown.kind}  {' '.join(shown.roles)}  office {shown.office or 'all'}  {state}")
    if shown.key:
        typer.echo(shown.key)
        typer.echo("note: this is the only time the key is shown; keep it where secrets are kept", err=True)
