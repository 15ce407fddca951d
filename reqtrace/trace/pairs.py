# SPDX-License-Identifier: Apache-2.0
"""Finds the items of one state of a project again in another, wherever they are written there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from reqtrace.item import Item, Status
from reqtrace.trace.wording import wording

_CHECKSUM: Final = re.compile(r"(?<=.)-\d{6,10}\Z")
"""How the name ends that the reader gives to a tag without one, made of its place and so another one elsewhere."""

Pair = tuple[int | None, int | None]
"""The position of an item before and after; None where it was not, or is not there."""


class Content(NamedTuple):
    """All that an author said in an item but for its id and its place, to be compared.

    `text` is what others rest on: the description, of which only the breaking of paragraphs into lines does not matter,
    and the code; where there is neither, the title. `links` is everything that ties it to others, and `label` the rest,
    but for its white space.
    """

    text: tuple[str, ...]
    links: tuple[str, ...]
    label: tuple[str, ...]


def content(item: Item) -> Content:
    """What an item says; a rejected one is tied to nothing, whatever it says."""
    code = [f"{block.language}\n{_trimmed(block.text)}" for block in item.blocks]
    title = " ".join(item.title.split())
    alone = not (item.description or code)
    return Content(
        (title,) if alone else (*wording(item.description), "", *code),
        ("rejected",) if item.status is Status.REJECTED else tuple(sorted(set(_links(item)))),
        (
            "" if alone else title,
            *(" ".join(each.split()) for each in (item.rationale, item.comment)),
            item.status,
            *sorted(item.tags),
        ),
    )


def _links(item: Item) -> Iterator[str]:
    yield from (f"covers {each.id}" for each in item.covers)
    yield from (f"needs {each.kind}" for each in item.needs)
    yield from (f"depends on {each.id}" for each in item.depends)
    if item.forwards:
        yield "forwards its need"


def _trimmed(code: str) -> str:
    """Code without blanks at the ends of lines and empty lines around it, which nobody sees."""
    return "\n".join(line.rstrip() for line in code.strip("\n").split("\n")).strip("\n")


def pairs(before: Sequence[Item], after: Sequence[Item]) -> Iterator[Pair]:
    """Every item of both states with itself in the other, as positions; files and their order have no say.

    An item is known by kind and name. Where several share these, those of the same revision and content belong
    together, then those of the same revision, then the rest by their revisions.
    """
    known, there = _named(before), _named(after)
    for name, old in known.items():
        new = there.get(name, ())
        if len(old) == len(new) == 1:
            yield old[0], new[0]
        else:
            yield from _matched(before, old, after, new)
    for name, new in there.items():
        if name not in known:
            yield from ((None, position) for position in new)


def _named(items: Sequence[Item]) -> Mapping[tuple[str, str], Sequence[int]]:
    """The positions of items by kind and name."""
    named: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for position, item in enumerate(items):
        id_ = item.id
        named[id_.kind, id_.name if id_.revision else _CHECKSUM.sub("-", id_.name)].append(position)
    return named


def _matched(before: Sequence[Item], old: Sequence[int], after: Sequence[Item], new: Sequence[int]) -> Iterator[Pair]:
    """Items of one name: each as near to what it was as can be, whichever of the two states is called the former."""
    left, right = _ordered(before, old), _ordered(after, new)
    for exactness in (None, 1, 0):
        heads = defaultdict[object, list[int]](list)
        for key, position in right:
            heads[key[:exactness]].append(position)
        rest = []
        taken = set[int]()
        for key, position in left:
            if found := heads[key[:exactness]]:
                taken.add(found[0])
                yield position, found.pop(0)
            else:
                rest.append((key, position))
        left, right = rest, [each for each in right if each[1] not in taken]
    yield from ((position, None) for _, position in left)
    yield from ((None, position) for _, position in right)


def _ordered(items: Sequence[Item], positions: Sequence[int]) -> list[tuple[tuple[int, Content, str], int]]:
    """Items of one name in an order that does not depend on where they stand, as far as anything tells them apart."""
    keyed = [((items[each].id.revision, content(items[each]), items[each].id.name), each) for each in positions]
    return sorted(keyed, key=lambda each: each[0])
