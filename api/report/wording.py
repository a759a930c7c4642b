"""The report's texts in one language, and how a figure is written in it."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from api.errors import UnknownWordError
from api.report.blocks import Code, Paragraph, Part
from api.report.figures import Figure, FigureBook

LANGUAGES_OF_WIPO = ("ar", "en", "es", "fr", "ru", "zh")

_PLACE = re.compile(r"\{([\w.]+)\}|`([^`]+)`")

_MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?Z$")


class Wording:
    """One language's texts.

    A text may hold `{section.figure}`, filled with that figure, and `code`. A further language is one more file
    beside messages/en.yml with the same keys.
    """

    def __init__(self, language: str) -> None:
        if language not in present_languages():
            raise UnknownWordError("language", language, present_languages())
        self.language = language
        self._texts = _read(language)
        self.direction: str = self._texts["direction"]

    def text(self, key: str, **places: str) -> str:
        """A text without figures; `places` fill {words} of it."""
        found: Any = self._texts
        for part in key.split("."):
            found = found[part]
        return str(found).format(**places) if places else str(found)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        found: Any = self._texts
        for part in key.split("."):
            if not isinstance(found, Mapping) or part not in found:
                return False
            found = found[part]
        return True

    def parts(self, key: str, figures: FigureBook) -> tuple[Part, ...]:
        """A text with its figures in place."""
        text, parts, end = self.text(key), list[Part](), 0
        for place in _PLACE.finditer(text):
            parts.append(text[end : place.start()])
            parts.append(figures[place[1]] if place[1] else Code(place[2]))
            end = place.end()
        return tuple(part for part in (*parts, text[end:]) if part != "")

    def paragraph(self, key: str, figures: FigureBook, *, quiet: bool = False) -> Paragraph:
        """A paragraph with its figures in place."""
        return Paragraph(self.parts(key, figures), quiet)

    def figure(self, figure: Figure) -> str:
        """The figure as every format shows it, interval included."""
        shown = self._value(figure.value, figure.unit)
        if figure.interval is None:
            return shown
        low, high = (self._value(bound, figure.unit) for bound in figure.interval)
        return f"{shown} ({low.removesuffix(' %')}–{high})"

    @staticmethod
    def moment(stamped: str) -> str:
        """A moment in UTC, given in RFC 3339, to the minute."""
        return _MOMENT.sub(r"\1 \2 UTC", stamped)

    def unit(self, unit: str) -> str:
        """A unit by its name."""
        return self.text(f"units.{unit}")

    def _value(self, value: float | str, unit: str) -> str:
        if isinstance(value, str):
            return self.moment(value) if unit == "moment" else value
        if unit == "share":
            return f"{self._number(value * 100, 1)} %"
        if unit == "bytes":
            return self._bytes(value)
        digits = 0 if unit in ("count", "gas") or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
        if 0 < abs(value) < 0.1:
            digits = 4
        name = "" if unit in ("count", "ratio") else f" {self.text(f'suffixes.{unit}')}"
        return self._number(value, 0 if isinstance(value, int) else digits) + name

    def _bytes(self, value: float) -> str:
        for name in ("B", "KB", "MB", "GB", "TB"):
            if abs(value) < 1000 or name == "TB":
                break
            value /= 1000
        return f"{self._number(value, 0 if name == 'B' or value >= 100 else 1)} {name}"

    def _number(self, value: float, digits: int) -> str:
        plain = f"{value:,.{digits}f}"
        marks = {",": self.text("numbers.group"), ".": self.text("numbers.decimal")}
        return "".join(marks.get(character, character) for character in plain)


@cache
def present_languages() -> tuple[str, ...]:
    """Languages of which there is a file of texts."""
    folder = files("api.report").joinpath("messages")
    return tuple(code for code in LANGUAGES_OF_WIPO if folder.joinpath(f"{code}.yml").is_file())


@cache
def _read(language: str) -> Mapping[str, Any]:
    text = files("api.report").joinpath("messages", f"{language}.yml").read_text(encoding="utf-8")
    texts: Mapping[str, Any] = yaml.safe_load(text)
    return texts
