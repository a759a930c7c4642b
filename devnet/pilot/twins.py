"""Keep one organisation from standing in the gold data as two.

The sources do not know each other: a company may have one id as a research organisation, another as a filer of
securities reports and a third as a legal entity. Two organisations of different sources that share a core name, very
loosely told, are therefore never both taken, and two of one source only where the source itself surely means two.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from devnet.pilot.labels import FitForm
from devnet.pilot.sources import SOURCES, Organisation

# Legal forms, and words that come and go in the name of one group (Holdings, Japan): dropping too much is safe here.
_LOOSE_WORDS = re.compile(
    r"(ab|ag|and|anonim|anonima|aps|as|asa|bv|co|company|corp|corporation|de|del|di|eood|et|gesellschaft|"
    r"gmbh|group|gruppe|holding|holdings|inc|incorporated|india|international|japan|kabushiki|kaisha|kft|"
    r"kg|kk|korea|limitada|limitata|limited|llc|llp|lp|ltd|ltda|mbh|nv|oao|of|ooo|ou|oy|oyj|plc|private|"
    r"pte|pty|public|pvt|sa|sarl|sas|sca|scsp|se|sirketi|sl|slu|sociedad|societe|sp|spa|spol|spzoo|srl|sro|"
    r"the|uk|ulc|und|us|usa|ve|y|z|zoo|zrt)"
)
_LOOSE_PARTS = re.compile(
    r"株式会社|株式會社|合同会社|有限会社|合名会社|合資会社|相互会社|(?:一般|公益|特定)?(?:財団|社団)法人|社会医療法人|医療法人(?:社団|財団)?"
    r"|国立研究開発法人|独立行政法人|国立大学法人|公立大学法人|学校法人|社会福祉法人|技術研究組合|ホールディングス|グループ(?:本社)?"
    r"|股份|有限(?:责任)?公司|集团|주식회사|유한회사|그룹|[(][^()]*[)]"
)


def core_name(text: str) -> str:
    """Return a name without case, marks, punctuation, legal forms and group words; "" when too little is left."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _LOOSE_PARTS.sub(" ", folded)
    folded = "".join(mark for mark in unicodedata.normalize("NFD", folded) if not unicodedata.combining(mark))
    dotless = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", folded)
    words = re.findall(r"\w+", unicodedata.normalize("NFC", dotless))
    core = "".join(word for word in words if not _LOOSE_WORDS.fullmatch(word))
    return core if len(core) >= (3 if core.isascii() else 2) else ""


def without_twins(
    organisations: Iterable[Organisation], forms: Mapping[str, tuple[FitForm, ...]]
) -> dict[str, Organisation]:
    """Return the organisations that are surely different ones, by entity id.

    Args:
        organisations: In any order; sources named first in `SOURCES` win over later ones, lower ids over higher ones.
        forms: The fit forms of each organisation, by entity id.

    Returns:
        Those kept. Dropped is an organisation that shares a core name with one kept from another source; in the legal
        entity list and the research list also with one of the same country; among filers with one at the same address.
        Namesakes in different countries, and filers of one name at different addresses, are real and stay.
    """
    kept: dict[str, Organisation] = {}
    owners: dict[str, list[Organisation]] = {}
    for organisation in sorted(organisations, key=lambda each: (SOURCES.index(each.source), each.entity_id)):
        cores = {core_name(form.text) for form in forms[organisation.entity_id] if form.kind != "short"} - {""}
        if any(_may_be_one(organisation, other) for core in cores for other in owners.get(core, ())):
            continue
        kept[organisation.entity_id] = organisation
        for core in cores:
            owners.setdefault(core, []).append(organisation)
    return kept


def _may_be_one(left: Organisation, right: Organisation) -> bool:
    if left.source != right.source:
        return True
    if left.country != right.country:
        return False
    return left.source != "EDINET" or left.city == right.city
