"""Names of persons for training: those on file, in the orders offices write them, and combinations of name words.

Whole names exist for Latin, Hangul and Hebrew. For Cyrillic, Arabic, kana and Han, aligned name words and Japanese name
lists are combined at random; the model sees only their letter runs. Chinese names are drawn from common family names
and given-name characters, which are general knowledge.
"""

import csv
import gzip
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from matching.training.development import read_rows

_CHINESE_FAMILY: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭"
    "廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鍾譚鄒陸龔賴"
)
_CHINESE_GIVEN: Final = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂丹萍鹏华红玉飞玲志建国文辉梅俊峰海波宁欣雨晨宇浩轩子涵梓嘉怡思佳雪琳慧莉生春永健"
    "世广义良仁龙元全胜学祥才发武新利清彬富顺信中有坚和彪博诚先敬震振壮会群豪心邦承乐绍功松善厚庆友裕河哲亨康星光天达安岩茂进林坤"
    "偉麗強軍艷傑濤蘭剛紅飛國輝寧軒勝學發堅會樂紹慶達進靜華鵬龍"
)
_RUSSIAN_FAMILY_ENDINGS: Final = (
    "ов",
    "ев",
    "ин",
    "ын",
    "ский",
    "цкий",
    "ко",
    "ук",
    "юк",
    "ян",
    "ова",
    "ева",
    "ина",
    "ская",
)
_TITLES: Final = ("dr. ", "prof. ", "mr. ", "ing. ", "dipl.-ing. ", "prof. dr. ")
_SCRIPTS_OF_WORDS: Final = {
    "russian": " ",
    "arabic": " ",
    "hebrew": " ",
    "katakana": "・",
    "chinese": "·",
    "korean": " ",
}


def person_names(folder: Path, japanese: Path, *, seed: int) -> Iterator[tuple[str, str]]:
    """Yield (key, name): the key groups the spellings of one person, real or made up.

    Args:
        folder: Holds `person_*.csv.gz`.
        japanese: Holds the lists of Japanese family and given names.
        seed: Of the random combinations.
    """
    draw = random.Random(seed)  # noqa: S311
    seen: set[tuple[str, str]] = set()
    for path in sorted(folder.glob("person_*.csv.gz")):
        rows = list(read_rows(path))
        if rows and "entity_id" in rows[0]:
            for row in rows:
                if row.get("label_flag") or (row["entity_id"], row["name"]) in seen:
                    continue
                seen.add((row["entity_id"], row["name"]))
                for name in _written(row, draw):
                    yield row["entity_id"], name
        elif rows and "native" in rows[0]:
            yield from _combined(rows, draw)
    yield from _japanese(japanese, draw)
    for _ in range(20_000):
        given = "".join(draw.choice(_CHINESE_GIVEN) for _ in range(draw.choice((1, 2, 2))))
        name = draw.choice(_CHINESE_FAMILY[: 30 if draw.random() < 0.6 else None]) + given
        yield f"zh {name}", name


def _written(row: dict[str, str], draw: random.Random) -> Iterator[str]:
    """The name as it stands and, where its parts are known, in another order or with initials."""
    yield row["name"]
    given, family = row.get("given_name", ""), row.get("family_name", "")
    if given and family:
        initials = " ".join(f"{word[0]}." for word in given.split())
        yield draw.choice(
            (f"{family}, {given}", f"{family} {given}", f"{initials} {family}", f"{family} {initials}",
             f"{family}, {initials}", f"{draw.choice(_TITLES)}{given} {family}", f"{family.upper()} {given}")
        )  # fmt: skip
    elif row["name"].isascii() and " " in row["name"] and draw.random() < 0.3:
        *before, last = row["name"].split()
        yield f"{last}, {' '.join(before)}"


def _combined(rows: list[dict[str, str]], draw: random.Random) -> Iterator[tuple[str, str]]:
    """Two or three name words of one script, drawn as often as they occur."""
    for script, joint in _SCRIPTS_OF_WORDS.items():
        words = [row["native"] for row in rows if row["lang"] == script]
        counts = [int(row["count"]) for row in rows if row["lang"] == script]
        if not words:
            continue
        for _ in range(20_000):
            chosen = draw.choices(words, counts, k=draw.choice((2, 2, 2, 3)))
            name = joint.join(chosen)
            yield f"{script} {name}", name
        if script == "russian":
            yield from _russian(words, draw)


def _russian(words: list[str], draw: random.Random) -> Iterator[tuple[str, str]]:
    """Family name, given name and patronymic, full or as initials."""
    family = [word for word in words if word.endswith(_RUSSIAN_FAMILY_ENDINGS)]
    given = [word for word in words if len(word) > 2 and not word.endswith(_RUSSIAN_FAMILY_ENDINGS)]
    for _ in range(20_000):
        last, first, father = draw.choice(family), draw.choice(given), draw.choice(given)
        ending = draw.choice(("ович", "овна")) if father[-1] not in "аеиоуыэюяйь" else draw.choice(("евич", "евна"))
        patronymic = father.rstrip("аеиоуыэюяйь") + ending
        name = draw.choice(
            (f"{last} {first} {patronymic}", f"{first} {patronymic} {last}", f"{last} {first[0]}.{father[0]}.",
             f"{first[0]}. {father[0]}. {last}", f"{last} {first}")
        )  # fmt: skip
        yield f"ru {name}", name


def _japanese(folder: Path, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Family and given name in kanji, with and without a space, and in kana."""
    family = list(_plain_rows(folder / "last_name_org.csv.gz"))
    given = [
        row for name in ("first_name_man_org", "first_name_woman_org") for row in _plain_rows(folder / f"{name}.csv.gz")
    ]
    weights = [float(row[1]) for row in family]
    for _ in range(30_000):
        last, first = draw.choices(family, weights)[0], draw.choice(given)
        kanji = draw.choice(first[2].split(","))
        name = draw.choice(
            (
                f"{last[0]}{kanji}",
                f"{last[0]}　{kanji}",
                f"{last[0]} {kanji}",
                f"{_katakana(last[2])} {_katakana(first[0])}",
            )
        )
        yield f"ja {name}", name


def _katakana(hiragana: str) -> str:
    return "".join(chr(ord(char) + 0x60) if "ぁ" <= char <= "ゖ" else char for char in hiragana)


def _plain_rows(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.reader(file)
