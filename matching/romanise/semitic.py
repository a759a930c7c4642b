"""Arabic, Persian, Urdu and Hebrew to ASCII: consonants as written, short vowels guessed."""

from __future__ import annotations

import re
import unicodedata

_ARABIC = dict(
    zip("بتثجحخدذرزسشصضطظغفقكلمنه", "b t th j h kh d dh r z s sh s d t z gh f q k l m n h".split(), strict=True)
) | {"پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ک": "k", "ڤ": "v", "ڥ": "v", "ڭ": "ng", "ٹ": "t", "ڈ": "d", "ڑ": "r",
     "ں": "n", "ھ": "h", "ہ": "h", "ۃ": "t", "ځ": "z", "څ": "ts", "ډ": "d", "ړ": "r", "ږ": "zh", "ښ": "sh", "ګ": "g",
     "ڼ": "n", "ټ": "t", "ء": "", "ع": "", "ۆ": "o", "ێ": "e", "ڕ": "r", "ڵ": "l"}  # fmt: skip
_PERSIAN = {**_ARABIC, "ث": "s", "ذ": "z", "ض": "z", "ظ": "z", "ق": "gh", "و": "v"}
_SPELL_OUT = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ا", "ی": "ي", "ې": "ي", "ے": "ي", "ۍ": "ي", "ئ": "ي", "ؤ": "و",
     "ـ": "", "\u200c": " ", "\u200d": "", "ۀ": "ة"}
)  # fmt: skip
_LONG = {"ا": "a", "و": "u", "ي": "i"}
_GLIDE = {"و": "w", "ي": "y"}
_PERSIAN_LANGUAGES = frozenset({"fa", "ps", "ur", "ku", "ckb"})

_HEBREW = dict(zip("בגדהזחטיכלמנסעפצקרשתךםןףץ",
                   "b g d h z h t y k l m n s  p ts k r sh t k m n f ts".split(" "), strict=True))  # fmt: skip
_GERESH = (("ג'", "j"), ("ז'", "zh"), ("צ'", "ch"), ("ץ'", "ch"), ("ת'", "th"), ("ד'", "dh"), ("ח'", "kh"))


def _strip_points(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFC", text) if not unicodedata.combining(char))


def _ends_feminine(word: str, position: int) -> bool:
    return position == len(word) - 2 and word[-1] in "ةه"


def _arabic_word(word: str, consonants: dict[str, str]) -> str:
    out: list[str] = []
    open_syllable = False  # the last sound was a vowel
    last = len(word) - 1
    for position, char in enumerate(word):
        nearby = word[position + 1] if position < last else ""
        if char == "ة" or (char == "ه" and position == last and position > 1 and not open_syllable):
            out.append("a")  # folding writes ta marbuta as a plain final h
            open_syllable = True
        elif char in _LONG:
            glide = char in _GLIDE and (
                position == 0 or open_syllable or nearby == "ا" or _ends_feminine(word, position)
            )
            if glide:
                if not open_syllable and position and _ends_feminine(word, position):
                    out.append("i")
                out.append(_GLIDE[char] if char == "ي" or consonants is _ARABIC else "v")
                open_syllable = False
            else:
                out.append(_LONG[char])
                open_syllable = True
        elif char in consonants:
            if (
                out
                and not open_syllable
                and not (len(out) > 1 and nearby in _LONG)
                and (position < last or len(out) == 1)
            ):
                out.append("a")
            out.append(consonants[char])
            open_syllable = not consonants[char] and open_syllable
        elif char.isascii():
            out.append(char)
    return "".join(out)


def romanise_arabic(text: str, language: str = "") -> tuple[str, ...]:
    """Write Arabic letters in ASCII with "a" wherever a short vowel must have been.

    Args:
        text: Any normal form; vowel points are dropped, the article is cut off as a word "al".
        language: ISO 639-1; Persian, Pashto, Urdu and Kurdish use Persian letter values.

    Returns:
        One or two spellings. The vowels are a guess: compare `skeleton` values, not these, for identity.
    """
    persian = language in _PERSIAN_LANGUAGES or any(char in "پچژگ" for char in text)
    consonants = _PERSIAN if persian else _ARABIC
    words: list[str] = []
    for word in _strip_points(text).translate(_SPELL_OUT).split():
        article = not persian and word.startswith("ال") and len(word) > 4
        core = word[2:] if article else word
        plain = _arabic_word(core, consonants)
        words.append(f"al {plain}" if article else plain)
    best = " ".join(words)
    variant = best.replace("j", "g").replace("q", "k").replace("th", "t").replace("dh", "d").replace("gh", "g")
    return tuple(dict.fromkeys((best, variant)))


def _hebrew_word(word: str) -> str:
    for letters, latin in _GERESH:
        word = word.replace(letters, latin)
    out: list[str] = []
    vowel = False
    last = len(word) - 1
    for position, char in enumerate(word):
        nearby = word[position + 1] if position < last else ""
        if char in "אע":
            if not vowel and nearby not in ("ו", "י"):
                out.append("a")
                vowel = True
        elif char == "ו":
            out.append("v" if position == 0 or vowel or nearby == "ו" else "" if out and out[-1] == "v" else "o")
            vowel = out[-1] == "o"
        elif char == "י" and position and not vowel:
            out.append("i")
            vowel = True
        elif char == "ה" and position == last and out:
            if not vowel:
                out.append("a")
        elif char in _HEBREW:
            if out and not vowel and nearby and nearby not in "ויאה":
                out.append("a")
            out.append("f" if char == "פ" and position else _HEBREW[char])
            vowel = False
        elif char.isascii() and char not in "'\"":
            out.append(char)
            vowel = char in "aeiou"
    return "".join(out)


def romanise_hebrew(text: str) -> tuple[str, ...]:
    """Write Hebrew letters in ASCII with "a" wherever a short vowel must have been.

    Args:
        text: Any normal form; points are dropped; geresh and gershayim as ' and ".

    Returns:
        One or two spellings (pe and bet soft or hard). Vowels are a guess.
    """
    cleaned = _strip_points(text).replace("׳", "'").replace("״", "").replace('"', "")
    best = " ".join(_hebrew_word(word) for word in re.split(r"[\s־]+", cleaned) if word)
    variant = best.replace("f", "p").replace("b", "v").replace("sh", "s")
    return tuple(dict.fromkeys((best, variant)))
