"""Guess the family of a legal form from its official name, for ISO 20275 rows nobody has looked at by hand."""

import re
from typing import Final

# First match wins, so the narrower family stands first.
_FAMILIES: Final = {
    "llp": (r"limited liability (limited )?partnership"),
    "limited-partnership": (
        r"limited partnership|kommandit|comandit|commandit|коммандит|合資|合资|komandit|betéti|توصية|"
        r"توصيه"
    ),
    "partnership": (
        r"partnership|partner|nom collectif|nome collettivo|colectiv|ve[rř]ejn|ortak|товарищест|"
        r"общие? товарищ|合夥|合伙|合名|تضامن|vennootschap onder|interessent|jawna|tikroji|avoin"
    ),
    "cooperative": (
        r"co-?op|kooperat|spółdziel|družst|druzst|szövetk|zadru|osuusk|andels|genossensch|"
        r"кооперат|組合|조합|تعاون|samvirk"
    ),
    "foundation": (
        r"foundation|fond|fund[aá]c|stift|stich|sihtas|alapítv|fundusz|財団|재단|基金|nadac|nadace|"
        r"zaklad|säätiö|وقف"
    ),
    "association": (
        r"associa|asocia|verein|vereniging|foren|fören|yhdisty|egyesület|stowarzysz|spolek|"
        r"združenie|udru|biedr|объедин|союз|общественн|社団|사단|协会|社会团体|organizac|syndic|non-?profit|"
        r"not.for.profit|sans but lucratif"
    ),
    "public-body": (
        r"public (body|law|authorit)|ministr|gemeinde|commune|municip|collectivit|"
        r"établissement public|etablissement public|государственн.* учрежд|муниципальн.* учрежд|"
        r"учрежден|state agency|government|agency|ente pubblico|öffentlich|行政|机关|事业单位|公共"
    ),
    "state-enterprise": (
        r"state enterprise|public enterprise|государственн.* предпр|унитарн|предприят|"
        r"statsforetak|entreprise publique|empresa p[uú]blica|statutory corporation|"
        r"przedsiębiorstwo państwowe|state.owned"
    ),
    "sole-proprietor": (
        r"sole (trader|propriet)|einzel|individual|individuel|proprietorship|eenmanszaak|enskild|"
        r"enkelt|egyéni|индивидуальн|개인"
    ),
    "joint-stock": (
        r"joint.stock|aktien|aktiebolag|aktsia|akci|acci|anonym|anónim|anônim|anonim|naamloze|"
        r"per azioni|public (limited|company)|share|aksje|aktieselsk|delni|dioni|részvény|akcyjna|"
        r"par actions|por acciones|açõ|акционер|акціонер|株式|주식|股份|مساهم|berhad|μετοχ|ανώνυμ"
    ),
    "limited": (
        r"limited|liability|begrenz|beschränkt|responsab|ierobež|rib[oó]n|ograni|omezen|obmedz|"
        r"korlátolt|ansvar|aprib|vastut|begränsad|beperkte|ограничен|обмежен|有限|유한|مسؤولية|"
        r"مسئولية|garanti|περιορισμ|hlutafélag"
    ),
    "corporation": (r"corporation|incorporated"),
    "trust": (r"trust"),
    "company": (
        r"company|compan|société|sociedad|sociedade|societ|gesellschaft|vennootschap|selskab|"
        r"selskap|bolag|bendrov|spółka|společnost|spoločnosť|društvo|yhtiö|общество|товариств|会社|"
        r"회사|公司|شرك"
    ),
}
_PATTERNS: Final = tuple((family, re.compile(pattern)) for family, pattern in _FAMILIES.items())
_CORPORATE: Final = frozenset(
    {"llp", "limited-partnership", "partnership", "joint-stock", "limited", "corporation", "company"}
)

# An English form is taken out of a name only if it consists of these words: "Insurance Company" is half the name.
_ENGLISH_LEGAL: Final = frozenset(
    {
        "a", "activity", "an", "and", "business", "by", "capital", "close", "closed", "co", "company",
        "corporation", "designated", "domestic", "exempt", "exempted", "for", "foreign", "general",
        "guarantee", "having", "inc", "incorporated", "joint", "liability", "limited", "ltd", "member",
        "non", "nonprofit", "not", "of", "open", "or", "organisation", "organization", "partnership",
        "private", "professional", "profit", "proprietary", "public", "registered", "share", "shares",
        "simplified", "single", "society", "special", "statutory", "stock", "the", "unlimited", "variable",
        "with", "without"
    }
)  # fmt: skip
# Words that name a trade or a purpose rather than a form, in the languages of the list.
_TRADE: Final = re.compile(
    r"bank|bancor|assur|insur|versicher|seguro|assicur|verzeker|pojiš|zavarov|osigur|fond|"
    r"fund|invest|credit|crédit|kredit|sparkass|épargne|ahorro|agric|rural|pension|notar|"
    r"avocat|m[ée]decin|pharmac|architect|sport|culte|relig|church|union|school|school|"
    r"hospital|école|lotter|bourse|börs|exchange|страхов|банк|银行|保険|기금|보험"
)
_ODD: Final = re.compile(r"[()\[\]/:*]|\d{3}")


def family_of(name: str) -> str:
    """Return the family (a key of `matching.legal_forms.GENERICS`) of a legal form's full name, "other" if unclear."""
    return next((family for family, pattern in _PATTERNS if pattern.search(name)), "other")


def is_only_legal_words(folded: str, family: str) -> bool:
    """Say whether a form may be cut from names: it is corporate, several words long, and names no trade."""
    words = folded.split()
    if family not in _CORPORATE or _TRADE.search(folded) or (len(words) < 2 and len(folded) < 6):
        return False
    if folded.isascii() and any(
        word in {"company", "corporation", "partnership", "limited", "partnerships"} for word in words
    ):
        return all(word in _ENGLISH_LEGAL for word in words) and len(words) > 1
    return len(words) >= 2 or not folded.isascii()


def is_plain_spelling(text: str) -> bool:
    """Say whether a spelling from a list can be used as it stands: no remarks, no alternatives inside."""
    return len(text) <= 80 and not _ODD.search(text)
