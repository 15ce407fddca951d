# SPDX-License-Identifier: Apache-2.0
"""What has to be said of a comparison besides what became of each item: where it may not show what it seems to show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final

from reqtrace.catalogue import Code
from reqtrace.config.terms import Method
from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Item, Status
from reqtrace.span import Span
from reqtrace.trace.change import Edit, ItemChange, Remark, State
from reqtrace.trace.elsewhere import elsewhere
from reqtrace.trace.pairs import Pair
from reqtrace.trace.reconfigured import reconfigured

_ALIKE: Final = 0.7
"""How alike two texts are at least of which one seems to have taken the place of the other."""
_MOST: Final = 5_000
"""How many pairs of texts are held against each other at most; of more, only the titles are."""
_NAMESAKES: Final = 10
"""How many items a title may have that still says something."""
_WORDS: Final = 200
"""How many words of a text are looked at, lest long ones take too long."""

_WHOLE: Final = "see to it that all of it can be read, or name the paths that can and matter"


def remarks(
    before: State, after: State, found: Iterable[Pair], changes: Mapping[Pair, ItemChange]
) -> tuple[Remark, ...]:
    """What whoever relies on the comparison of two states must know."""
    renamed = _renamed(before, after, changes)
    gone = {old for old, _ in renamed}
    return (
        *reconfigured(before, after),
        *(_renaming(before, after, *pair) for pair in renamed),
        *(_loss(before, pair[0]) for pair in changes if _matters(before, pair) and pair[0] not in gone),
        *(_unread(change, before) for change in changes.values() if Edit.UNREAD in change.edits),
        *_elsewhere(before, after, found, changes),
    )


# [impl->dsn~nothing_goes_in_silence~1]
def _matters(before: State, pair: Pair) -> bool:
    """Whether an item was removed that was a requirement, or that others covered."""
    position, new = pair
    if position is None or new is not None:
        return False
    item = before.graph.items[position]
    if item.status is Status.REJECTED:
        return False
    if set(before.graph.children(position)):
        return True
    return bool(item.description or item.title or item.needs) and not _is_case(before, item)


def _is_case(state: State, item: Item) -> bool:
    """Whether an item is a test case, executed here or elsewhere."""
    kind, config = item.id.kind, state.config
    tested = config.is_judged(kind) and config.method_of(kind) is Method.TEST and bool(item.covers)
    return config.is_executable(kind) or tested


def _loss(before: State, position: int | None) -> Remark:
    if position is None:
        raise ValueError("what was removed was there before")
    item = before.graph.items[position]
    others = set(before.graph.children(position))
    by = f", where {_counted(len(others))} covered it" if others else ""
    message = f"{item.id} is gone: it was there in {before.name}{by}"
    place = Span(item.span.file).below(before.base)  # something else stands on the line by now
    return Remark(Diagnostic(Code.LOST_ITEM, message, place), (item.id,))


def _counted(number: int) -> str:
    return "another item" if number == 1 else f"{number} others"


# [impl->dsn~nothing_goes_in_silence~1]
def _renamed(before: State, after: State, changes: Mapping[Pair, ItemChange]) -> tuple[tuple[int, int], ...]:
    """Removed items, each with the added one most like it, if any is: the same pairs whichever state is the former."""
    gone = {old: before.graph.items[old] for old, new in changes if old is not None and new is None}
    come = {new: after.graph.items[new] for old, new in changes if new is not None and old is None}
    rivals = _Rivals(come, close=len(gone) * len(come) <= _MOST)
    rated = [
        (-likeness, sorted((str(was.id), str(come[new].id))), old, new)
        for old, was in gone.items()
        for new in rivals.of(was)
        if (likeness := _likeness(was, come[new])) >= _ALIKE
    ]
    taken: dict[int, int] = {}
    used = set[int]()
    for _, _, old, new in sorted(rated):
        if old not in taken and new not in used:
            taken[old] = new
            used.add(new)
    return tuple(taken.items())


class _Rivals:
    """The added items that a removed one is held against: all, or where these are too many those of its title."""

    def __init__(self, come: Mapping[int, Item], *, close: bool) -> None:
        self.come = come if close else {}
        self.titled: defaultdict[str, list[int]] = defaultdict(list)
        for new, item in come.items():
            if item.title and not close:
                self.titled[_title(item)].append(new)

    def of(self, was: Item) -> Iterable[int]:
        """The positions of those that one which was removed is held against."""
        titled = self.titled.get(_title(was), ())
        return self.come or (titled if len(titled) <= _NAMESAKES else ())


def _title(item: Item) -> str:
    return " ".join(item.title.split())


def _likeness(was: Item, is_: Item) -> float:
    """How alike two items are, up to 1: those with one title are, else it is the words of the texts that count."""
    if was.title and _title(was) == _title(is_):
        return 1.0
    one, other = sorted((_text(was), _text(is_)))
    if not one or not other:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0


def _text(item: Item) -> list[str]:
    """The first words of an item, but for those of its links."""
    texts = (item.description, *(block.text for block in item.blocks))
    return [word for text in texts for word in text.split()][:_WORDS]


def _renaming(before: State, after: State, old: int, new: int) -> Remark:
    was, is_ = before.graph.items[old], after.graph.items[new]
    message = f"{is_.id} seems to be {was.id} under another name: that was there in {before.name}, and is gone"
    span = is_.span.below(after.base)
    return Remark(Diagnostic(Code.RENAMED_ITEM, message, span), (was.id, is_.id))


def _unread(change: ItemChange, before: State) -> Remark:
    message = f"{change.id} is written otherwise than in {before.name}, in what reqtrace does not read"
    return Remark(Diagnostic(Code.UNREAD_CHANGE, message, change.span), (change.id,))


# [impl->dsn~text_elsewhere_is_told~1]
def _elsewhere(
    before: State, after: State, found: Iterable[Pair], changes: Mapping[Pair, ItemChange]
) -> Iterator[Remark]:
    """The items that are told to say the same, while a part of what they say stands elsewhere."""
    for pair in found:
        old, new = pair
        if old is None or new is None:
            continue
        if pair in changes and any(edit.of_text for edit in changes[pair].edits):
            continue
        item = after.graph.items[new]
        if item.status is not Status.REJECTED and (names := elsewhere(item)):
            message = (
                f"a part of {item.id} stands elsewhere and was not compared with {before.name}: {', '.join(names)}"
            )
            yield Remark(Diagnostic(Code.TEXT_ELSEWHERE, message, item.span.below(after.base)), (item.id,))


def unread(name: str, reason: str) -> Remark:
    """That the state called `name` was not read in full, so that nobody knows all that changed since."""
    message = f"{name} was not read in full, so nobody knows all that changed since: {reason}"
    return Remark(Diagnostic(Code.UNKNOWN_STATE, message, Span(name), (), _WHOLE))
