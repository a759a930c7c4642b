"""Persons nobody is: combinations of common name words in six scripts, written in the ways offices write them.

Every word is a common given or family name with its usual spellings; which words meet is drawn by seed. That a
combination is somebody's name is chance.
"""

import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["PersonRow", "made_up_persons"]

Word = tuple[str, ...]
"""A name word: first as its own script writes it, then Latin spellings, the usual one first."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One spelling of one made-up person."""

    entity: str
    name: str
    country: str
    language: str


_LATIN_GIVEN: tuple[Word, ...] = tuple(
    (word,) for word in (
        "José", "María", "François", "Jürgen", "Søren", "Łukasz", "Zoë", "Björn", "Anaïs", "Jiří", "Ángel", "Gérard",
        "Thomas", "Laura", "Peter", "Helen", "Robert", "Susan", "Michael", "Karen", "David", "Paula", "Stephen", "Anna",
    )
)  # fmt: skip
_LATIN_FAMILY: tuple[Word, ...] = tuple(
    (word,) for word in (
        "Müller", "Núñez", "Lefèvre", "Sørensen", "Wałęsa", "Dvořák", "Gonçalves", "Håkansson", "Schröder", "Peña",
        "Brontë", "Smith", "Johnson", "Walker", "Bennett", "Carter", "Fischer", "Rossi", "Novak", "Silva", "Moreau",
    )
)  # fmt: skip
_WORDS: dict[str, tuple[str, tuple[Word, ...], tuple[Word, ...]]] = {
    "ko": ("KR", (("김", "Kim"), ("이", "Lee", "Yi"), ("박", "Park", "Pak"), ("최", "Choi"), ("정", "Jung", "Jeong"),
                  ("강", "Kang"), ("윤", "Yoon", "Yun"), ("임", "Lim", "Im")),
           (("민수", "Min-su", "Minsoo"), ("지영", "Ji-young", "Jiyeong"), ("현우", "Hyun-woo", "Hyeonu"),
            ("서연", "Seo-yeon"), ("동현", "Dong-hyun"), ("수진", "Su-jin", "Soojin"), ("성호", "Sung-ho", "Seongho"))),
    "ja": ("JP", (("佐藤", "Sato", "Satoh"), ("鈴木", "Suzuki"), ("高橋", "Takahashi"), ("田中", "Tanaka"),
                  ("伊藤", "Ito", "Itoh"), ("渡辺", "Watanabe"), ("山本", "Yamamoto"), ("小林", "Kobayashi")),
           (("健一", "Kenichi", "Ken'ichi"), ("洋子", "Yoko"), ("隆", "Takashi"), ("誠", "Makoto"), ("直樹", "Naoki"),
            ("恵子", "Keiko"), ("浩", "Hiroshi"))),
    "ru": ("RU", (("Иванов", "Ivanov"), ("Смирнов", "Smirnov"), ("Кузнецов", "Kuznetsov"), ("Попов", "Popov"),
                  ("Васильев", "Vasilyev", "Vasil'ev"), ("Соколов", "Sokolov"), ("Фёдоров", "Fedorov", "Fyodorov")),
           (("Алексей", "Alexey", "Aleksei"), ("Сергей", "Sergey", "Sergei"), ("Дмитрий", "Dmitry", "Dmitriy"),
            ("Юрий", "Yuri", "Iurii"), ("Николай", "Nikolay", "Nikolai"), ("Андрей", "Andrey", "Andrei"))),
    "ar": ("SA", (("الأحمد", "Al-Ahmad"), ("الحربي", "Al-Harbi", "Alharbi"), ("القحطاني", "Al-Qahtani", "Al Kahtani"),
                  ("الزهراني", "Al-Zahrani", "Alzahrani"), ("السالم", "Al-Salem")),
           (("محمد", "Mohammed", "Muhammad"), ("عبدالله", "Abdullah", "Abdallah"), ("خالد", "Khalid", "Khaled"),
            ("فاطمة", "Fatima", "Fatimah"), ("يوسف", "Yousef", "Yusuf"))),
    "zh": ("CN", (("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("陈", "Chen"), ("赵", "Zhao")),
           (("伟", "Wei"), ("秀英", "Xiuying"), ("建国", "Jianguo", "Jian-Guo"), ("志强", "Zhiqiang"), ("丽", "Li"),
            ("晓明", "Xiaoming", "Xiao Ming"), ("海燕", "Haiyan"))),
}  # fmt: skip
_FAMILY_FIRST = frozenset({"ko", "ja", "zh", "ru"})


def made_up_persons(count: int, *, seed: int) -> Iterator[PersonRow]:
    """Yield about three spellings each of `count` persons: half in Latin script, the rest in the others by turns."""
    chance = random.Random(seed)
    languages = sorted(_WORDS)
    met: set[tuple[str, ...]] = set()
    number = 0
    while number < count:
        language = "" if number % 2 == 0 else languages[number // 2 % len(languages)]
        country, families, givens = _WORDS.get(language, ("", _LATIN_FAMILY, _LATIN_GIVEN))
        family, given = chance.choice(families), chance.choice(givens)
        middle = chance.choice("ABCDEGHJKLMPRST") if not language and chance.random() < 0.4 else ""
        if (family[0], given[0], middle) in met or (not language and (family[0], given[0], "") in met):
            continue
        met |= {(family[0], given[0], middle), (family[0], given[0], "")}
        names = (
            _in_script(family, given, language, chance) if language else _in_latin(family[0], given[0], middle, chance)
        )
        for name in dict.fromkeys(names):
            yield PersonRow(f"made-up:{number:04}", name, country, language)
        number += 1


def _in_latin(family: str, given: str, middle: str, chance: random.Random) -> Sequence[str]:
    whole = f"{given} {middle}. {family}" if middle else f"{given} {family}"
    others = [
        f"{family.upper()}, {given}",
        _bare(whole),
        f"{given} {family}",
        f"{given[0]}. {middle}. {family}" if middle else f"{given[0]}. {family}",
        _slip(whole, chance),
    ]
    return [whole, *chance.sample([other for other in dict.fromkeys(others) if other != whole], 2)]


def _in_script(family: Word, given: Word, language: str, chance: random.Random) -> Sequence[str]:
    first, last = (family, given) if language in _FAMILY_FIRST else (given, family)
    native = f"{first[0]}{'' if language in ('ko', 'ja', 'zh') else ' '}{last[0]}"
    latin = f"{given[1]} {family[1]}"
    other = f"{chance.choice(family[1:])}, {chance.choice(given[1:])}"
    return [native, latin, other]


def _bare(name: str) -> str:
    letters = name.replace("ø", "o").replace("Ł", "L").replace("ł", "l").replace("å", "a")
    return "".join(one for one in unicodedata.normalize("NFD", letters) if not unicodedata.combining(one))


def _slip(name: str, chance: random.Random) -> str:
    """Two neighbouring letters inside a word swapped."""
    places = [at for at in range(1, len(name) - 2) if name[at : at + 2].isalpha() and name[at] != name[at + 1]]
    at = chance.choice(places)
    return f"{name[:at]}{name[at + 1]}{name[at]}{name[at + 2 :]}"
