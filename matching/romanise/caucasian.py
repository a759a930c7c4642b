"""Georgian (national system of 2002) and Armenian (BGN/PCGN 1981, eastern; western as a variant) to ASCII."""

from __future__ import annotations

_GEORGIAN = str.maketrans(
    dict(
        zip(
            "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
            "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h".split(),
            strict=True,
        )
    )
)
_ARMENIAN_LETTERS = "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև"
_EASTERN = "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev".split()
_WESTERN = "a p k t e z e y t zh i l kh dz g h ts gh j m y n sh o ch b ch r s v d r ts v p k o f ev".split()
_ARMENIAN = tuple(str.maketrans(dict(zip(_ARMENIAN_LETTERS, latin, strict=True))) for latin in (_EASTERN, _WESTERN))


def romanise_georgian(text: str) -> tuple[str, ...]:
    """Write Georgian (Mkhedruli) in ASCII; one spelling."""
    return (text.lower().translate(_GEORGIAN),)


def romanise_armenian(text: str) -> tuple[str, ...]:
    """Write Armenian in ASCII; the eastern spelling first, the western (p for b, t for d) second."""
    joined = text.lower().replace("ու", "u")
    return tuple(dict.fromkeys(joined.translate(table) for table in _ARMENIAN))
