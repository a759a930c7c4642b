"""Names of Latin letters spelt out in kana or Hangul: シーエヌエス is CNS, 에스케이 is SK."""

from __future__ import annotations

import re
from functools import lru_cache

_LETTERS = "a b c d e f g h i j k l m n o p q r s t u v w x y z &".split(" ")  # noqa: SIM905
_KANA = (
    "エー/エイ ビー/ビイ シー/シイ ディー/デー/ディ イー エフ ジー/ジイ エイチ/エッチ アイ ジェー/ジェイ ケー/ケイ "
    "エル エム エヌ オー ピー/ピイ キュー アール エス ティー/ティ ユー "
    "ブイ/ヴィー/ヴイ/ヴィ ダブリュー/ダブリュ エックス ワイ ゼット/ズィー アンド"
)
_HANGUL = (
    "에이 비 씨/시 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 알/아르 "
    "에스 티 유 브이 더블유 엑스 와이 제트/지트 앤드/앤"
)
_LETTER_OF = {
    name: letter
    for table in (_KANA, _HANGUL)
    for letter, names in zip(_LETTERS, table.split(" "), strict=True)
    for name in names.split("/")
}
_NAME = re.compile("|".join(sorted(_LETTER_OF, key=lambda name: (-len(name), name))))
_MIN_LETTERS = 2


@lru_cache(maxsize=65536)
def read_letter_names(word: str) -> str:
    """Read a word that spells Latin letters by their names.

    Args:
        word: Katakana or Hangul, without spaces.

    Returns:
        The letters in lower case ("cns"); "" unless the whole word is at least two letter names.
    """
    letters: list[str] = []
    position = 0
    while position < len(word):
        match = _NAME.match(word, position)
        if match is None:
            return ""
        letters.append(_LETTER_OF[match[0]])
        position = match.end()
    return "".join(letters).replace("&", "") if len(letters) >= _MIN_LETTERS else ""
