"""Broken files from whole ones: seeded, so that every one of them can be made again from its number."""

import gzip
import random
import re
from collections.abc import Callable, Sequence

Mutation = Callable[[random.Random, bytes, Sequence[bytes]], bytes]

_TOKEN = re.compile(rb"[<>{}\[\]\"',;:=&/\r\n]")
_NASTY = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1f\x8b", b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<![CDATA[", b"]]>",
    b"<!--", b"&b;", b"&#0;", b"&#x110000;", b'<?xml version="1.0" encoding="cp037"?>', b'"', b"'", b"\\ud800",
    b"\\u0000", b"1e999", b"-", b"NaN", b"9" * 5_000, b"=cmd|' /C calc'!A0", "\u202e".encode(),
    "\ufdfa".encode() * 200, b"\x80\x81\xfe", b"\r", b"\x0b", b",,,,,,", b";", b"\t", b"|", b"A" * 70_000,
)  # fmt: skip


def _at(rng: random.Random, data: bytes) -> int:
    """A place, half of the time where something begins or ends."""
    if data and rng.random() < 0.5 and (found := [match.start() for match in _TOKEN.finditer(data[:20_000])]):
        return rng.choice(found)
    return rng.randrange(len(data) + 1)


def _flip(rng: random.Random, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 20)):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _cut(rng: random.Random, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    return data[: _at(rng, data)]


def _drop(rng: random.Random, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    start = _at(rng, data)
    return data[:start] + data[start + rng.randint(1, 200) :]


def _insert(rng: random.Random, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    place = _at(rng, data)
    return data[:place] + rng.choice(_NASTY) * rng.choice((1, 1, 1, 3)) + data[place:]


def _repeat(rng: random.Random, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    start = _at(rng, data)
    piece = data[start : start + rng.randint(1, 300)]
    return data[:start] + piece * rng.choice((2, 10, 300)) + data[start:]


def _splice(rng: random.Random, data: bytes, corpus: Sequence[bytes]) -> bytes:
    other = rng.choice(corpus)
    return data[: _at(rng, data)] + other[_at(rng, other) :]


def _nest(rng: random.Random, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    place, deep = _at(rng, data), rng.choice((10, 70, 5_000))
    opening, closing = rng.choice(((b"<a>", b"</a>"), (b"[", b"]"), (b'{"a":', b"}")))
    return data[:place] + opening * deep + data[place:] + closing * rng.choice((0, deep))


def _recode(rng: random.Random, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        rng.choice(("utf-16", "utf-16-be", "utf-32", "cp932", "cp1252", "gb18030", "euc_kr", "utf-7")), "replace"
    )


def _zip(rng: random.Random, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    zipped = bytearray(gzip.compress(data, mtime=0))  # without the time it would be another file each second
    if rng.random() < 0.7:
        zipped[rng.randrange(len(zipped))] ^= 1 << rng.randrange(8)
    return bytes(zipped[: rng.choice((len(zipped), rng.randrange(len(zipped)) + 1))])


def _widen(rng: random.Random, data: bytes, _corpus: Sequence[bytes]) -> bytes:
    """Many attributes, columns or keys."""
    place = _at(rng, data)
    wide = rng.choice((b' a%d="b"', b",c%d", b'"k%d":1,', b"<n%d/>"))
    return data[:place] + b"".join(wide % number for number in range(rng.choice((70, 3_000)))) + data[place:]


MUTATIONS: tuple[Mutation, ...] = (_flip, _cut, _drop, _insert, _insert, _repeat, _splice, _nest, _recode, _zip, _widen)


def broken_file(seed: int, number: int, corpus: Sequence[bytes]) -> bytes:
    """File `number` of a seed: one of the corpus after one to four mutations."""
    rng = random.Random(f"{seed}:{number}")
    data = rng.choice(corpus)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        data = rng.choice(MUTATIONS)(rng, data, corpus)
        data = data[:2_000_000]
    return data
