"""The roles, and the account in whose name a request acts."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from api.errors import OfficeForbiddenError, OwnProposalError


class Role(StrEnum):
    """What an account is for; one may have several."""

    SUBMITTER = "submitter"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    READER = "reader"


EVERY_ROLE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Acting:
    """In whose name a request acts.

    Attributes:
        id: Of the account, "" when nobody signed in.
        name: As the audit trail has it.
        roles: Those that hold for this request: a key may have fewer than its account.
        office: The one office the account acts for, "" when it is bound to none.
        open: The pilot has no accounts yet and listens on the loopback address only.
        key_id: Of the API key, "" in a session.
        expires_at: When session or key ends, "" when never.
    """

    id: str
    name: str
    roles: frozenset[Role]
    office: str = ""
    open: bool = False
    key_id: str = ""
    expires_at: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether somebody stands behind the request, the local administrator of an open pilot included."""
        return self.open or bool(self.id)

    @property
    def for_all_offices(self) -> bool:
        """Whether no office binds it; an administrator acts for all."""
        return not self.office or Role.ADMINISTRATOR in self.roles

    def signs_as(self, stated: str) -> str:
        """The name under which it decides: its own, or, in an open pilot, the one that was stated."""
        return stated if self.open else self.name

    def acts_for(self, stated: str) -> str:
        """The office it decides for: the stated one, or its own where none was.

        Raises:
            OfficeForbiddenError: it is bound to another one.
        """
        if not self.for_all_offices and stated not in ("", self.office):
            raise OfficeForbiddenError(self.office)
        return stated or self.office

    def require_concern(self, offices: Collection[str]) -> None:
        """Refuse what concerns none of the offices it may act for.

        Raises:
            OfficeForbiddenError: it is bound to an office that is not among these.
        """
        if not self.for_all_offices and self.office not in offices:
            raise OfficeForbiddenError(self.office)

    def require_own(self, offices: Collection[str]) -> None:
        """Refuse what is of another office than the one it is bound to.

        Raises:
            OfficeForbiddenError: one of these is another office.
        """
        if not self.for_all_offices and set(offices) - {self.office}:
            raise OfficeForbiddenError(self.office)

    def require_other_eyes(self, raised_by: str) -> None:
        """Four eyes: who raised a merge or split does not approve it; an open pilot knows no persons.

        Raises:
            OwnProposalError: the same account raised it.
        """
        if not self.open and raised_by and raised_by == self.name:
            raise OwnProposalError


LOCAL = Acting(id="", name="local", roles=frozenset({Role.ADMINISTRATOR}), open=True)
"""The built-in administrator of an open pilot."""

NOBODY = Acting(id="", name="", roles=frozenset())
