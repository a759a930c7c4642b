"""Choose the organisations: which kinds are left out, how many of each kind are taken, which look-alikes are in."""

import re
from collections.abc import Iterable, Mapping, Sequence

from devnet.pilot.labels import FitForm
from devnet.pilot.sources import Organisation, draw

Forms = Mapping[str, tuple[FitForm, ...]]

# How many organisations are taken, lowest draw first; None takes all there are.
QUOTAS: Mapping[str, int | None] = {
    "Arabic": None,
    "Hangul": None,
    "Cyrillic": 700,
    "Japanese, research": 680,
    "Chinese": 330,
    "Latin, research": 240,
    "Latin of Korea": 100,
    "Latin of the Eurasian member states": 60,
    "Japanese filers": 860,
    "foreign filers in Japan": 60,
    "legal entities": 220,
    "legal entities of Saudi Arabia": 90,
}
LOOK_ALIKES: Mapping[str, int] = {  # pairs, of which both sides are taken
    "parent_child": 60,
    "same_name_other_entity": 50,
    "sibling_company": 40,
    "differs_by_number_or_letter": 20,
    "same_core_other_country": 40,
}
EURASIAN_STATES = frozenset({"AM", "AZ", "BY", "KG", "KZ", "RU", "TJ", "TM"})

_FILER = re.compile(r"会社|法人|組合|銀行|金庫|機構|公社")
_NO_FILER = re.compile(
    r"持株会|理事長|大臣|投資法人|ファンド|特定目的会社|投資事業|匿名組合|信託"
    r"|キャピタル|アセット|インベスト|証券投資|資産管理"
)
_FOREIGN_FILER = re.compile(
    r"(リミテッド|インク|コーポレーション|カンパニー|エルエルシー|ピーエルシー|エー・ゲー|アーゲー"
    r"|エス・エー|ゲーエムベーハー|インコーポレイテッド|インコーポレーテッド|ビー・ヴィ|エヌ・ヴィ)$"
)
_NO_FOREIGN_FILER = re.compile(
    r"ファンド|キャピタル|インベスト|アセット|シェアーズ|セキュリティーズ|パートナーズ"
    r"|マネ[ー]?ジメント|エルピー|トラスト|バンク|アドバイザ"
)
# A legal entity is taken when a word tells that it makes or develops something, and its legal form that it is no
# person in business: that leaves out holdings, funds, single-property companies and practices named after a doctor.
_MAKER = re.compile(
    r"\b(technolog\w*|pharma\w*|systems?|electr\w+|chemi\w+|semiconductors?|materials?|machin\w+|maschinen\w*|sensor\w*"
    r"|instruments?|laborator\w+|robot\w*|aerospace|automoti\w+|textil\w*|bio\w+|software|diagnost\w*|therapeutics"
    r"|plasti\w+|optic\w*|photonics|batter\w+|medizintechnik|technik|equipment|manufactur\w+|motors?|steel|polymer\w*"
    r"|ceramic\w*|foods?|cosmetics?|packaging)\b",
    re.IGNORECASE,
)
_NO_MAKER = re.compile(
    r"invest|capital|fund|propert|estate|partner|trust|holding|\bL\.?P\.?\b|\bCELL\b|securit|financ|credit|leasing"
    r"|wealth|\bSPV\b|beheer|praktijk|\bdoct?or\b|\bDR\.?\b|housing|^\w\.|^\w \w|\b\w\.\w\.|\bDI\b|hotel|solar|wind"
    r"|energy|power|\bCARE\b|school|dental",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(
    r"\b(inc|incorporated|llc|corp|corporation|ltd|limited|plc|gmbh|ag|kg|se|s\.?a\.?s?|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v"
    r"|a/?s|aps|ab|oyj?|a\.?s|s\.?r\.?o|kft|zrt|sl|s\.l|s\.?a\.?r\.?l|o\.?o\.?o|o[uü]|as|pte|pty|co)\b\.?",
    re.IGNORECASE,
)


def is_suitable(organisation: Organisation, forms: Sequence[FitForm]) -> bool:
    """Tell whether an organisation may stand in the pilot: surely no natural person, and no mere investment vehicle."""
    if not any(form.is_name for form in forms):
        return False
    name = forms[0].text
    if organisation.source == "EDINET" and organisation.country:
        return bool(_FILER.search(name)) and not _NO_FILER.search(name)
    if organisation.source == "EDINET":
        return forms[0].script == "Jpan" and bool(_FOREIGN_FILER.search(name)) and not _NO_FOREIGN_FILER.search(name)
    if organisation.source == "GLEIF":
        return bool(_MAKER.search(name) and _LEGAL_FORM.search(name)) and not _NO_MAKER.search(name)
    return True


def choose(
    organisations: Mapping[str, Organisation], forms: Forms, look_alikes: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, Organisation]:
    """Return the organisations taken, by entity id in order: first the look-alike pairs, then each quota by draw."""
    taken: set[str] = set()
    for relation, wanted in LOOK_ALIKES.items():
        pairs = [pair for pair in look_alikes.get(relation, ()) if set(pair) <= organisations.keys()]
        for pair in sorted(pairs, key=lambda both: draw("look-alike", *both))[:wanted]:
            taken.update(pair)
    for group, members in _groups(organisations.values(), forms).items():
        ordered = sorted(members, key=lambda entity: draw("choice", entity))
        taken.update(ordered[: QUOTAS[group]])
    return {entity: organisations[entity] for entity in sorted(taken)}


def _groups(organisations: Iterable[Organisation], forms: Forms) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {group: [] for group in QUOTAS}
    for organisation in organisations:
        for group in _groups_of(organisation, [form for form in forms[organisation.entity_id] if form.is_name]):
            groups[group].append(organisation.entity_id)
    return groups


def _groups_of(organisation: Organisation, names: Sequence[FitForm]) -> list[str]:
    if organisation.source == "EDINET":
        if not organisation.country:
            return ["foreign filers in Japan"]
        # Nearly all filers with an English name are operating companies; of the others only a few are taken.
        has_latin = any(name.script == "Latn" and name.language == "en" for name in names)
        return ["Japanese filers"] if has_latin or draw("no Latin", organisation.entity_id) < 0.06 else []
    if organisation.source == "GLEIF":
        return ["legal entities of Saudi Arabia" if organisation.country == "SA" else "legal entities"]
    groups = _research_groups(names)
    if groups or not any(name.script == "Latn" for name in names):
        return groups
    if organisation.country == "KR":
        return ["Latin of Korea"]
    return ["Latin of the Eurasian member states" if organisation.country in EURASIAN_STATES else "Latin, research"]


def _research_groups(names: Sequence[FitForm]) -> list[str]:
    scripts = {name.script for name in names}
    languages = {name.language for name in names}
    by_script = {"Arab": "Arabic", "Hang": "Hangul", "Cyrl": "Cyrillic"}
    groups = [group for script, group in by_script.items() if script in scripts]
    if "ja" in languages:
        groups.append("Japanese, research")
    if "zh" in languages:
        groups.append("Chinese")
    return groups
