"""Tables of one applicant a row and a name column for each office or language, as the IP5 offices publish them."""

import re
import unicodedata
from collections.abc import Sequence

from api.intake.readers.mapping import Mapped, key_of

_LANGUAGES = {
    "epo": "en", "ep": "en", "jpo": "ja", "jp": "ja", "kipo": "ko", "kr": "ko", "cnipa": "zh", "sipo": "zh", "cn": "zh",
    "uspto": "en", "us": "en", "english": "en", "japanese": "ja", "korean": "ko", "chinese": "zh", "french": "fr",
    "german": "de", "russian": "ru", "arabic": "ar", "spanish": "es", "英語": "en", "日本語": "ja", "韓国語": "ko",
    "中国語": "zh", "英文": "en", "日文": "ja", "韩文": "ko", "中文": "zh",
    "영어": "en", "일본어": "ja", "한국어": "ko", "중국어": "zh",
}  # fmt: skip
_FILLING = re.compile(
    r"\b(applicant'?s?|names?|standard(ized)?|in|office|of|the|at|language)\b|[()\[\]:/_-]|名称|名|명칭"
)
_ADDRESS = re.compile(r"address|住所|地址|주소|country|city|code|number|\bid\b", re.IGNORECASE)

LEAST_COLUMNS = 3
"""Columns of different offices or languages that make a table one of this kind."""


def guess_mapping_table(headings: Sequence[str]) -> Mapped | None:
    """Its name columns by language, the English one as the name that is filed; None when it is no such table."""
    by_language: Mapped = {}
    tokens: set[str] = set()
    further: list[str] = []  # a second column in one language, as EPO and USPTO both have English
    for heading in headings:
        token = _token(heading)
        if token in _LANGUAGES and not _ADDRESS.search(heading):
            tokens.add(token)
            if by_language.setdefault(_LANGUAGES[token], heading) != heading:
                further.append(heading)
    if len(tokens) < LEAST_COLUMNS or len(by_language) < LEAST_COLUMNS:
        return None
    filed = "en" if "en" in by_language else next(iter(by_language))
    mapping: Mapped = {"name": by_language.pop(filed)}
    mapping |= {f"name@{language}": heading for language, heading in by_language.items()}
    if further:
        mapping["name:legal"] = further[0]
    number = next(
        (
            one
            for one in headings
            if key_of(one) in ("no", "number", "id", "companyid", "entityid", "番号", "번호", "序号")
        ),
        "",
    )
    return mapping | ({"local_id": number} if number else {})


def _token(heading: str) -> str:
    plain = unicodedata.normalize("NFKC", heading[:80]).casefold()
    return " ".join(_FILLING.sub(" ", plain).split())
