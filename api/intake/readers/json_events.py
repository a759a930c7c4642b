"""JSON piece by piece, told as if it were XML: keys are elements, members of an array repeat that of its key."""

import codecs
from collections.abc import Iterator
from typing import Any

import ijson

from api.intake.encodings import Encoding
from api.intake.readers.elements import MAX_DEPTH, MAX_SILENT_BYTES, MAX_TEXT_CHARS, DocumentError, plain_name
from api.intake.readers.xml_events import Listener
from api.intake.source import Source

ROOT = "document"
"""The name of what has no key: the outermost value, and the members of an outermost array."""

_BAG = "bag"


class _Teller:
    """Turns events of JSON into events of elements; keeps what the parts of each open object or array are called."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._open: list[tuple[str | None, bool]] = []  # name of an array's members (None: object), and if it is a Bag
        self._key = ROOT

    @property
    def depth(self) -> int:
        return len(self._open)

    def tell(self, event: str, value: Any) -> None:
        if event == "map_key":
            self._key = plain_name(value) or "unnamed"
        elif event == "start_map":
            self._listener.start(self._name(), {})
            self._open.append((None, False))
        elif event == "start_array":
            self._begin_array(self._name())
        elif event == "end_map":
            self._open.pop()
            self._listener.end()
        elif event == "end_array":
            if self._open.pop()[1]:
                self._listener.end()
        elif event in ("string", "number"):
            self._listener.start(self._name(), {})
            self._listener.text(str(value))
            self._listener.end()

    def _begin_array(self, name: str) -> None:
        bag = name.endswith(_BAG) and name != _BAG  # ST.97: a Bag holds its children without naming them
        if bag:
            self._listener.start(name, {})
        self._open.append((name.removesuffix(_BAG) if bag else name, bag))

    def _name(self) -> str:
        """What the next value is called: by its array, or by the key before it."""
        if not self._open:
            return ROOT
        name = self._open[-1][0]
        return self._key if name is None else name


def read_json(source: Source, listener: Listener) -> Iterator[None]:
    """Tell the listener everything; yields now and then, so that what it found can be taken.

    Several documents may follow each other, one a line or without any separator.

    Raises:
        DocumentError: not JSON, not UTF-8 or UTF-16, or beyond a cap.
    """
    teller = _Teller(listener)
    events = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events, use_float=True, multiple_values=True)
    silent = read = 0
    try:
        for piece in _pieces(source):
            parser.send(piece)
            read += len(piece)
            silent = 0 if events else silent + len(piece)
            if silent > MAX_SILENT_BYTES:
                raise DocumentError(f"{source.name}: a value ends only after {MAX_SILENT_BYTES:,} bytes")
            _tell(teller, events, source)
            del events[:]
            yield
        parser.close()
        _tell(teller, events, source)
    except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
        reason = "it is cut short" if isinstance(error, ijson.IncompleteJSONError) else "it is not JSON in UTF-8"
        raise DocumentError(f"{source.name}: {reason}, within the first {read:,} bytes") from None
    yield


def _tell(teller: _Teller, events: list[tuple[str, Any]], source: Source) -> None:
    for event, value in events:
        if isinstance(value, str) and len(value) > MAX_TEXT_CHARS:
            value = value[: MAX_TEXT_CHARS + 1]  # whoever listens to it refuses it
        teller.tell(event, value)
        if teller.depth > MAX_DEPTH:
            raise DocumentError(f"{source.name}: values are nested deeper than {MAX_DEPTH}")


def _pieces(source: Source) -> Iterator[bytes]:
    encoding = source.encoding()
    if not encoding.certain and not encoding.name.startswith("utf-16"):
        raise DocumentError(f"{source.name}: JSON is UTF-8, this is not", advice="save it as UTF-8")
    if encoding.name == "utf-8":
        yield from source.chunks(skip=encoding.mark)
        return
    yield from _transcoded(source, encoding)


def _transcoded(source: Source, encoding: Encoding) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding.name)("strict")
    for chunk in source.chunks(skip=encoding.mark):
        yield decoder.decode(chunk).encode("utf-8")
