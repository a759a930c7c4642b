"""XML piece by piece, by expat: no entities but the five of XML, nothing fetched, nothing kept."""

import codecs
import re
from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat  # expat alone, without the modules that resolve entities

from api.errors import ExtractError
from api.intake.encodings import Encoding, named_encoding
from api.intake.readers.elements import MAX_ATTRIBUTES, MAX_NAMES, MAX_SILENT_BYTES, DocumentError, plain_name
from api.intake.source import Source

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_LITERAL = rb"""(?:"[^"<&]{0,1000}"|'[^'<&]{0,1000}')"""
_DOCTYPE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)*+"
    rb"(<!DOCTYPE\s+[A-Za-z_][\w.:-]{0,200}(?:\s+(?:SYSTEM|PUBLIC\s+" + _LITERAL + rb")\s+" + _LITERAL + rb")?\s*>)",
    re.DOTALL,
)
"""A document type that only names itself or a file elsewhere, with what may stand before it. Linear in the input."""

STRIP_DOCTYPE = "leave out what stands in <!DOCTYPE ... [ ... ]>: it can make a reader unfold things without end"


class Listener(Protocol):
    """Told what a document says, in its order; names are plain."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def text(self, text: str) -> None:
        """A piece of its text."""

    def end(self) -> None:
        """The element that began last, and has not ended, ends."""


def read_xml(source: Source, listener: Listener, asked: str = "") -> Iterator[None]:
    """Tell the listener everything; yields now and then, so that what it found can be taken.

    Raises:
        DocumentError: not well formed, with a document type that declares something, or beyond a cap; names the line.
    """
    told = False

    def start(tag: str, pairs: list[str]) -> None:
        nonlocal told
        told = True
        if len(pairs) > 2 * MAX_ATTRIBUTES:
            raise _problem(source, parser, f"an element has {len(pairs) // 2} attributes, at most {MAX_ATTRIBUTES}")
        attributes = {plain_name(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}
        listener.start(plain_name(tag), attributes)

    def end(_tag: str) -> None:
        nonlocal told
        told = True
        listener.end()

    def text(piece: str) -> None:
        nonlocal told
        told = True
        listener.text(piece)

    def doctype(*_: object) -> None:
        raise DocumentError(
            f"{source.name}: a document type (DOCTYPE) that declares something itself is not taken",
            advice=STRIP_DOCTYPE,
        )

    pieces, codec = _pieces(source, asked)
    names: dict[str, str] = {}
    parser = expat.ParserCreate(codec, intern=names)
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = doctype
    silent = 0
    try:
        for piece in pieces:
            told = False
            parser.Parse(piece, False)
            silent = 0 if told else silent + len(piece)
            if silent > MAX_SILENT_BYTES:
                raise _problem(source, parser, f"a tag or comment is longer than {MAX_SILENT_BYTES:,} bytes")
            if len(names) > MAX_NAMES:
                raise _problem(source, parser, f"more than {MAX_NAMES:,} different names of elements and attributes")
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        reason = f"line {error.lineno:,}, column {error.offset:,}: {expat.ErrorString(error.code)}"
        raise DocumentError(f"{source.name}: the XML is damaged: {reason}") from None
    except UnicodeDecodeError as error:
        raise DocumentError(f"{source.name}: the XML is not in {error.encoding}") from None
    yield


def _problem(source: Source, parser: expat.XMLParserType, reason: str) -> DocumentError:
    return DocumentError(f"{source.name}: line {parser.CurrentLineNumber:,}: {reason}")


def _pieces(source: Source, asked: str) -> tuple[Iterator[bytes], str]:
    """The bytes in UTF-8, whatever they came in: expat knows few encodings."""
    declared = _DECLARED.match(source.head)
    if asked or not declared:
        encoding = source.encoding(asked)
    else:
        said = declared.group(1).decode("ascii")
        codec = named_encoding(said)
        if not codec:
            raise ExtractError(f"{source.name}: the declared encoding {said!a} is none that is read here")
        encoding = Encoding(codec) if not codec.startswith("utf-16") else source.encoding()
        if source.head.startswith(codecs.BOM_UTF8):
            encoding = Encoding("utf-8")
    pieces = source.chunks() if encoding.name == "utf-8" else _transcoded(source, encoding)
    return _without_doctype(pieces), "utf-8"


def _without_doctype(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Blank a document type that declares nothing, in the first piece: nothing is fetched, and no entity is known.

    What the parser never sees cannot change how it reads: a reference to an entity of that type is an error, where a
    parser that had seen it might pass over it in silence.
    """
    for number, piece in enumerate(pieces):
        found = _DOCTYPE.match(piece) if number == 0 else None
        if found:
            begin, end = found.span(1)
            yield piece[:begin] + re.sub(rb"[^\r\n]", b" ", found[1]) + piece[end:]
        else:
            yield piece


def _transcoded(source: Source, encoding: Encoding) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding.name)("strict")
    for chunk in source.chunks(skip=encoding.mark):
        yield decoder.decode(chunk).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")
