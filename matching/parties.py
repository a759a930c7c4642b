"""Split one applicant string that names several parties: "X acting through Y", "A c/o B", "A also trading as B"."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PartyRole(StrEnum):
    """What a further party is to the principal, read from the words that join them."""

    REPRESENTATIVE = "representative"  # "as represented by", "acting by and through": who acts for the principal
    BENEFICIARY = "beneficiary"  # "on behalf of": for whom the principal acts
    TRADING_NAME = "tradingName"  # "also trading as", "d/b/a": the same party under another name
    FORMER_NAME = "formerName"  # "formerly known as"
    CARE_OF = "careOf"  # "c/o": an address, not an applicant
    CO_APPLICANT = "coApplicant"  # "A; B": a second applicant in one field


@dataclass(frozen=True, slots=True)
class Party:
    """A further party in an applicant string."""

    role: PartyRole
    text: str  # folded


@dataclass(frozen=True, slots=True)
class Parties:
    """The parts of one applicant string; `principal` is never empty unless the whole string was."""

    principal: str
    others: tuple[Party, ...]


_JOINTS: Final[dict[PartyRole, tuple[str, ...]]] = {
    PartyRole.REPRESENTATIVE: (
        "acting by and through", "acting by & through", "acting through", "by and through", "by & through",
        "as represented by", "represented by", "as represented through", "representee par", "représentée par",
        "représenté par", "vertreten durch", "represented herein by", "representada por", "representado por",
        "rappresentata da", "rappresentato da", "vertegenwoordigd door", "в лице", "от имени которого выступает",
        "от имени которой выступает",
    ),
    PartyRole.BENEFICIARY: (
        "acting for and on behalf of", "acting for & on behalf of", "for and on behalf of", "for & on behalf of",
        "acting on behalf of", "on behalf of", "pour le compte de", "im namen von", "от имени",
    ),
    PartyRole.TRADING_NAME: (
        "also trading as", "trading as", "t/a", "doing business as", "dba", "also known as", "aka",
        "also doing business as", "faisant commerce sous", "handelnd unter",
    ),
    PartyRole.FORMER_NAME: ("formerly known as", "formerly", "fka", "previously known as", "vormals", "anciennement"),
    PartyRole.CARE_OF: ("c/o", "care of", "in care of"),
    PartyRole.CO_APPLICANT: (";",),
}  # fmt: skip
_ROLE_OF: Final = {joint: role for role, joints in _JOINTS.items() for joint in joints}
_JOINT: Final = re.compile(
    "(?:^|(?<= ))(?:" + "|".join(re.escape(joint) for joint in sorted(_ROLE_OF, key=len, reverse=True)) + ")(?= |$)"
)
_EDGE: Final = " ,;()"


def split_parties(folded: str) -> Parties:
    """Split a folded name at the words that join parties.

    Args:
        folded: What `fold_name` returned.

    Returns:
        The first party as principal, and each further party with its role in reading order. A joint with nothing on one
        side of it is left in the text: "Trading As Equals" is a name.
    """
    joints = [match for match in _JOINT.finditer(folded) if folded[: match.start()].strip(_EDGE)]
    if not joints:
        return Parties(folded, ())
    ends = [match.start() for match in joints[1:]] + [len(folded)]
    others: list[Party] = []
    principal = folded[: joints[0].start()].strip(_EDGE)
    for match, end in zip(joints, ends, strict=True):
        text = folded[match.end() : end].strip(_EDGE)
        if text:
            others.append(Party(_ROLE_OF[match.group(0)], text))
    return Parties(principal, tuple(others)) if others else Parties(folded.strip(_EDGE), ())
