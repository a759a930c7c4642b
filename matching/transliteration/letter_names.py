"""Names of Latin letters spelt out in kana or Hangul: シーエヌエス is CNS, 에스케이 is SK."""

from __future__ import annotations

import re
from functools import lru_cache

_KANA = {
    "a": "エー エイ", "b": "ビー ビイ", "c": "シー シイ", "d": "ディー デー ディ", "e": "イー", "f": "エフ", "g": "ジー ジイ",
    "h": "エイチ エッチ", "i": "アイ", "j": "ジェー ジェイ", "k": "ケー ケイ", "l": "エル", "m": "エム", "n": "エヌ", "o": "オー",
    "p": "ピー ピイ", "q": "キュー", "r": "アール", "s": "エス", "t": "ティー ティ", "u": "ユー", "v": "ブイ ヴィー ヴイ ヴィ",
    "w": "ダブリュー ダブリュ", "x": "エックス", "y": "ワイ", "z": "ゼット ズィー", "&": "アンド",
}  # fmt: skip
_HANGUL = {
    "a": "에이", "b": "비", "c": "씨 시", "d": "디", "e": "이", "f": "에프", "g": "지", "h": "에이치", "i": "아이", "j": "제이",
    "k": "케이", "l": "엘", "m": "엠", "n": "엔", "o": "오", "p": "피", "q": "큐", "r": "알 아르", "s": "에스", "t": "티", "u": "유",
    "v": "브이", "w": "더블유", "x": "엑스", "y": "와이", "z": "제트 지트", "&": "앤드 앤",
}  # fmt: skip
_LETTER_OF = {name: letter for table in (_KANA, _HANGUL) for letter, names in table.items() for name in names.split()}
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
