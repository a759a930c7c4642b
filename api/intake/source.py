"""The bytes of a file that somebody sent: unzipped, counted and capped; its content says what it is, not its name."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from api.errors import ExtractError, ExtractTooLargeError
from api.intake.encodings import Encoding, detect_encoding, named_encoding
from api.intake.limits import IntakeLimits

CHUNK_BYTES = 65_536
HEAD_BYTES = 65_536
MAX_LINE_BYTES = 1_000_000
"""Longest line: several times what a record with a thousand numbers and all the names it may have comes to."""
LOOK_FOR_QUOTES = "look for a name that is too long or a quote that is not closed"

MAX_GZIP_RATIO = 100
"""Unzipped bytes for each zipped one; extracts come to 5 to 40, what is made to fill a disk to a thousand."""
RATIO_MATTERS_FROM = 16 * 1024 * 1024

_FOREIGN_MARKS = {
    b"PK\x03\x04": "a spreadsheet or zip archive", b"PK\x05\x06": "an empty zip archive", b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "an old Office document", b"BZh": "a bzip2 archive", b"7z\xbc\xaf": "a 7-Zip archive",
    b"\xfd7zX": "an xz archive", b"\x28\xb5\x2f\xfd": "a zstd archive", b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"Rar!": "a RAR archive",
    b"SQLite format 3\0": "a database", b"PAR1": "a Parquet table",
}  # fmt: skip


@dataclass(slots=True)
class Source:
    """An opened file.

    Attributes:
        name: What to call it in messages.
        head: Its first bytes, unzipped.
        total: Bytes of the file as sent.
    """

    name: str
    head: bytes
    total: int
    _packed: IO[bytes]
    _plain: IO[bytes]
    _limits: IntakeLimits
    _read: int = 0

    @property
    def position(self) -> int:
        """Bytes of the file as sent that were read so far."""
        return min(self._packed.tell(), self.total)

    @property
    def zipped(self) -> bool:
        """Whether it came as gzip."""
        return self._plain is not self._packed

    def encoding(self, asked: str = "") -> Encoding:
        """How to read it as text; `asked` is what a person said.

        Raises:
            ExtractError: the encoding cannot be told, or the one asked for is none that is read.
        """
        found = detect_encoding(self.head)
        if not asked:
            if found is None:
                raise ExtractError(
                    f"{self.name}: its encoding cannot be told", advice="save it as UTF-8, or say which one it is"
                )
            return found
        codec = named_encoding(asked)
        if not codec:
            raise ExtractError(f"{self.name}: {asked[:24]!a} is no encoding that is read here", advice="try utf-8")
        if found is not None and found.mark:
            return found  # the mark says more than a person
        if codec == "utf-16":
            return found if found and found.name.startswith("utf-16") else Encoding("utf-16-le")
        return Encoding(codec)

    def chunks(self, *, skip: int = 0) -> Iterator[bytes]:
        """All bytes from behind `skip` on, piece by piece; again from the beginning at each call."""
        self._rewind(skip)
        while chunk := self._plain.read(CHUNK_BYTES):
            self._count(len(chunk))
            yield chunk

    def lines(self, encoding: Encoding) -> Iterator[str]:
        """The text line by line: memory stays flat, an error names line and byte."""
        self._rewind(encoding.mark)
        if encoding.name.startswith("utf-16"):
            yield from self._wide_lines(encoding)
            return
        number, offset = 0, encoding.mark
        while line := self._plain.readline(MAX_LINE_BYTES):
            number += 1
            if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):  # cut, perhaps within a character
                raise self._line_too_long(number)
            try:
                yield line.decode(encoding.name)
            except UnicodeDecodeError as error:
                place = f"line {number} (row {number - 1})"
                what = f"byte 0x{line[error.start]:02x} at offset {offset + error.start:,}"
                raise ExtractError(
                    f"{self.name}: {place} is not {encoding.name.upper()}: {what}",
                    advice="save the file as UTF-8, or say which encoding it has",
                ) from None
            offset += len(line)
            self._count(len(line))

    def _wide_lines(self, encoding: Encoding) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(encoding.name)("strict")
        rest, number = "", 0
        try:
            while chunk := self._plain.read(CHUNK_BYTES):
                self._count(len(chunk))
                *whole, rest = (rest + decoder.decode(chunk)).split("\n")
                for line in whole:
                    number += 1
                    yield line + "\n"
                if len(rest) > MAX_LINE_BYTES:
                    raise self._line_too_long(number + 1)
            rest += decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise ExtractError(f"{self.name}: line {number + 1} is not {encoding.name.upper()}") from None
        if rest:
            yield rest

    def _line_too_long(self, number: int) -> ExtractError:
        most = self._limits.max_name_chars
        reason = f"line {number} has more than {MAX_LINE_BYTES:,} bytes, a name may have at most {most:,} characters"
        return ExtractError(f"{self.name}: {reason}", advice=LOOK_FOR_QUOTES)

    def _rewind(self, skip: int) -> None:
        self._plain.seek(0)
        self._plain.read(skip)
        self._read = skip

    def _count(self, size: int) -> None:
        self._read += size
        if self._read > self._limits.max_file_bytes:
            raise ExtractTooLargeError(self._read, self._limits.max_file_bytes, "bytes")
        if self.zipped and self._read > max(RATIO_MATTERS_FROM, MAX_GZIP_RATIO * self._packed.tell()):
            raise ExtractError(
                f"{self.name}: it unzips to more than {MAX_GZIP_RATIO} times its size", advice="send it as it is"
            )


@contextmanager
def open_source(path: Path, limits: IntakeLimits, *, name: str = "") -> Iterator[Source]:
    """Open a file of somebody else's.

    Args:
        path: Where it is.
        limits: Caps; the size is checked before anything is read.
        name: What to call it in messages; the path by default.

    Raises:
        ExtractError: no file, empty, not text, damaged.
        ExtractTooLargeError: too many bytes.
    """
    name = name or str(path)
    try:
        if path.is_dir():
            raise ExtractError(f"{name}: this is a folder, expected a file")
        total = path.stat().st_size
        if total > limits.max_file_bytes:
            raise ExtractTooLargeError(total, limits.max_file_bytes, "bytes")
        with path.open("rb") as packed:
            plain = _unzipped(packed)
            head = plain.read(HEAD_BYTES)
            _refuse_foreign(name, head)
            yield Source(name, head, total, packed, plain, limits)
    except FileNotFoundError:
        raise ExtractError(f"{name}: no such file") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise ExtractError(f"{name}: the gzip data is damaged or cut short") from None
    except OSError as error:
        raise ExtractError(f"{name}: {error.strerror or type(error).__name__}") from None


def _unzipped(packed: IO[bytes]) -> IO[bytes]:
    zipped = packed.read(2) == b"\x1f\x8b"
    packed.seek(0)
    return gzip.open(packed) if zipped else packed  # type: ignore[return-value]


def _refuse_foreign(name: str, head: bytes) -> None:
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ExtractError(f"{name}: the file is empty", advice="expected an extract: CSV, XML or JSON")
    if head.startswith(b"\x1f\x8b"):
        raise ExtractError(f"{name}: this is gzip within gzip", advice="zip it once or not at all")
    for mark, what in _FOREIGN_MARKS.items():
        if head.startswith(mark):
            raise ExtractError(f"{name}: this is {what}, not text", advice="save it as CSV UTF-8")
