"""A few nodes taken out of many, put together as if they were a small corpus of their own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.analysis import NameColumns
from matching.nodes import Codes, Nodes

__all__ = ["ChosenNodes", "choose_nodes", "spans"]

ChosenNodes = tuple[Nodes, NDArray[np.int64]]
"""Nodes, and the numbers of those that are wanted."""


def choose_nodes(parts: Sequence[ChosenNodes]) -> tuple[Nodes, list[NDArray[np.int64]]]:
    """Take nodes out of several places, in the order asked for.

    Args:
        parts: Where from, and which; a node named twice becomes two.

    Returns:
        The chosen nodes, numbered from 0, one row each; and per part the row of `nodes.names` of each name that came
        along, as numbers in the old place.
    """
    columns: list[NameColumns] = []
    old_names: list[NDArray[np.int64]] = []
    entry_node, entry_name = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    nodes_before = names_before = 0
    for nodes, numbers in parts:
        owner, entry = spans(nodes.entry_node, numbers)
        wanted, place = np.unique(nodes.entry_name[entry], return_inverse=True)
        columns.append(nodes.names.take(wanted.tolist()))
        old_names.append(wanted)
        entry_node.append(owner + nodes_before)
        entry_name.append(place + names_before)
        nodes_before += len(numbers)
        names_before += len(wanted)
    countries, country = _renumbered([(nodes.countries, nodes.country[numbers]) for nodes, numbers in parts])
    cities, city = _renumbered([(nodes.cities, nodes.city[numbers]) for nodes, numbers in parts])
    chosen = Nodes(
        of_row=np.arange(nodes_before),
        names=NameColumns.join(columns),
        entry_node=np.concatenate(entry_node),
        entry_name=np.concatenate(entry_name),
        country=country,
        city=city,
        countries=countries,
        cities=cities,
        kind=np.concatenate([nodes.kind[numbers] for nodes, numbers in parts]),
        size=np.concatenate([nodes.size[numbers] for nodes, numbers in parts]),
        identifiers=_codes([(nodes.identifiers, numbers) for nodes, numbers in parts]),
        families=_codes([(nodes.families, numbers) for nodes, numbers in parts]),
    )
    return chosen, old_names


def spans(sorted_keys: NDArray[np.integer], wanted: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each wanted key occurs: its place in `wanted`, once per occurrence, and the place in `sorted_keys`."""
    start = np.searchsorted(sorted_keys, wanted)
    count = np.searchsorted(sorted_keys, wanted, side="right") - start
    owner = np.repeat(np.arange(len(wanted)), count)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count) + start[owner]


def _renumbered(parts: Sequence[tuple[list[str], NDArray[np.int64]]]) -> tuple[list[str], NDArray[np.int64]]:
    """Words that are used, sorted, and their new numbers; -1 stays -1."""
    used = [{place: words[place] for place in np.unique(numbers).tolist() if place >= 0} for words, numbers in parts]
    every = sorted({word for one in used for word in one.values()})
    place = {word: number for number, word in enumerate(every)}
    renumbered = []
    for one, (_, numbers) in zip(used, parts, strict=True):
        moved = {number: place[word] for number, word in one.items()}
        renumbered += [moved.get(number, -1) for number in numbers.tolist()]
    return every, np.array(renumbered, np.int64)


def _codes(parts: Sequence[tuple[Codes, NDArray[np.int64]]]) -> Codes:
    found: list[tuple[int, str]] = []
    before = 0
    for codes, numbers in parts:
        if len(codes.node):
            owner, entry = spans(codes.node, numbers)
            words = [codes.words[code] for code in codes.code[entry].tolist()]
            found += zip((owner + before).tolist(), words, strict=True)
        before += len(numbers)
    return Codes.of(found)
