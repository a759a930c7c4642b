"""Accounts of people and programs."""

from fastapi import APIRouter

from api.access.accounts import AccountChange, NewAccount
from api.access.roles import Role
from api.errors import UsageError
from api.routers.acting import ActingAccount
from api.routers.pilot import ServedPilot
from api.schemas.access import AccountChangeIn, AccountIn, AccountOut, AccountsOut
from api.schemas.wire import ANSWERS

router = APIRouter(prefix="/v1/accounts", tags=["accounts"], responses=ANSWERS)


@router.get("")
def list_accounts(pilot: ServedPilot) -> AccountsOut:
    """List all accounts with their keys, without any secret."""
    items = [AccountOut.of(view) for view in pilot.accounts.all()]
    return AccountsOut(items=items, total=len(items))


@router.post("", status_code=201)
def add_account(account: AccountIn, pilot: ServedPilot, acting: ActingAccount) -> AccountOut:
    """Add a person, or a program, whose key is in the answer, this once. The first account closes an open pilot."""
    if (account.kind == "person") != (account.password is not None):
        raise UsageError("a person needs a password, a program has none")
    new = NewAccount(
        name=account.name,
        kind=account.kind,
        roles=frozenset(account.roles),
        office=account.office,
        password=account.password or "",
        key_days=account.key_days,
    )
    return AccountOut.of(pilot.accounts.add(new, by=acting.name))


@router.patch("/{account_id}")
def change_account(account_id: str, change: AccountChangeIn, pilot: ServedPilot, acting: ActingAccount) -> AccountOut:
    """Change roles, office or password, disable, issue or revoke a key; others than administrators: own password."""
    wanted = AccountChange(
        roles=_roles(change.roles),
        office=change.office,
        disabled=change.disabled,
        password=change.password,
        present_password=change.present_password,
        new_key_days=change.new_key_days,
        key_scopes=_roles(change.key_scopes),
        revoke_key=change.revoke_key,
    )
    return AccountOut.of(pilot.accounts.change(account_id, wanted, acting))


def _roles(listed: list[Role] | None) -> frozenset[Role] | None:
    return frozenset(listed) if listed is not None else None
