# SPDX-License-Identifier: Apache-2.0
"""Compares two states of a project: what became of every item, and what has to be looked at because of it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from reqtrace.ident import ItemId
from reqtrace.item import Item
from reqtrace.trace.change import Change, Edit, FieldChange, ItemChange, State
from reqtrace.trace.doubts import unknown
from reqtrace.trace.impact import Impact, impact
from reqtrace.trace.pairs import Pair, content, pairs
from reqtrace.trace.reconfigured import reconfigured
from reqtrace.trace.remarks import remarks
from reqtrace.trace.verdict import Verdict


# [impl->dsn~changes_by_content~2]
def compare(before: State, after: State) -> Change:
    """What changed from one state to the other; what is the same in both is not spoken of.

    An item is the same wherever it stands. Compared the other way round, everything is said the other way round.
    """
    found = list(pairs(before.graph.items, after.graph.items))
    changes = {pair: change for pair in found if (change := _change(before, after, pair))}
    executed = before.judgements is not None and after.judgements is not None
    reached: Impact = impact(before, after, found, changes)
    return Change(
        before.name,
        after.name,
        tuple(sorted(changes.values(), key=lambda each: (each.id, each.span))),
        reached.suspects,
        reached.rerun,
        MappingProxyType(dict(sorted(_verdicts(before, after, found)))) if executed else MappingProxyType({}),
        reached.rejudge,
        executed,
        after.evidence.qualifier if executed and after.evidence else "",
        tuple(sorted(set(_incomparable(before, after, found)))),
        tuple(each.name for each in (before, after) if unknown(each.judgements)) if executed else (),
        remarks(before, after, found, changes),
        bool(tuple(reconfigured(before, after))),
    )


def among(change: Change, ids: Set[ItemId]) -> Change:
    """What of a change is about the items with these ids, as they are called after it or were before."""
    return replace(
        change,
        items=tuple(each for each in change.items if each.before in ids or each.after in ids),
        suspects=tuple(each for each in change.suspects if each.id in ids),
        rerun=tuple(id_ for id_ in change.rerun if id_ in ids),
        rejudge=tuple(id_ for id_ in change.rejudge if id_ in ids),
        verdicts=MappingProxyType({id_: verdicts for id_, verdicts in change.verdicts.items() if id_ in ids}),
        incomparable=tuple(id_ for id_ in change.incomparable if id_ in ids),
        remarks=tuple(each for each in change.remarks if not each.ids or any(id_ in ids for id_ in each.ids)),
    )


def _verdicts(before: State, after: State, found: list[Pair]) -> Iterator[tuple[ItemId, tuple[Verdict, Verdict]]]:
    """The verdicts that are another one, of items that are there in both states."""
    for old, new in found:
        was, is_ = _verdict(before, old), _verdict(after, new)
        if new is not None and was is not None and is_ is not None and was is not is_:
            yield after.graph.items[new].id, (was, is_)


def _incomparable(before: State, after: State, found: list[Pair]) -> Iterator[ItemId]:
    """The items that are there in both states, with a verdict in one of them that nobody knows."""
    if before.judgements is None or after.judgements is None:
        return
    for old, new in found:
        if old is None or new is None:
            continue
        if not (before.judgements[old].known and after.judgements[new].known):
            yield after.graph.items[new].id


def _verdict(state: State, position: int | None) -> Verdict | None:
    """The verdict of an item; None where there is no item, or nobody knows it."""
    judgement = None if position is None or state.judgements is None else state.judgements[position]
    return judgement.verdict if judgement and judgement.known else None


def _change(before: State, after: State, pair: Pair) -> ItemChange | None:
    """What became of one item; None where it is as it was."""
    old, new = pair
    was = None if old is None else before.graph.items[old]
    is_ = None if new is None else after.graph.items[new]
    item = is_ or was
    edits = _edits(was, is_)
    if item is None or not edits:
        return None
    links_before, links_after = _links(was), _links(is_)
    return ItemChange(
        was.id if was else None,
        is_.id if is_ else None,
        item.title or item.id.name,
        edits,
        item.span.below(after.base if is_ else before.base),
        _fields(was, is_) if was and is_ else (),
        tuple(link for link in links_after if link not in links_before),
        tuple(link for link in links_before if link not in links_after),
        _verdict(before, old),
        _verdict(after, new),
    )


def _edits(was: Item | None, is_: Item | None) -> tuple[Edit, ...]:
    """What was done to an item, in the order of `Edit`; nothing where it says the same in the same revision."""
    if was is None or is_ is None:
        return (Edit.ADDED if was is None else Edit.REMOVED,)
    if was.digest and was.digest == is_.digest and was.id == is_.id:
        return ()  # written in the same words, so there is no need to look at each
    said, says = content(was), content(is_)
    if said == says and was.id.revision == is_.id.revision:
        return (Edit.UNREAD,) if _is_unread(was, is_) else ()
    done = set[Edit]()
    if is_.id.revision < was.id.revision:
        done.add(Edit.LOWERED)
    if said.text == says.text and was.id.revision != is_.id.revision:
        done.add(Edit.RENUMBERED)
    elif said.text != says.text and was.id.revision == is_.id.revision:
        done.add(Edit.REWRITTEN)
    elif said.text != says.text and was.id.revision < is_.id.revision:
        done.add(Edit.REVISED)
    if said.links != says.links:
        done.add(Edit.RELINKED)
    if said.label != says.label:
        done.add(Edit.RELABELLED)
    return tuple(edit for edit in Edit if edit in done)


def _is_unread(was: Item, is_: Item) -> bool:
    """Whether two items that say the same are of a format with more fields than are read, and differ in these."""
    formats = all(item.span.file.lower().endswith(_WITH_MORE_FIELDS) for item in (was, is_))
    return formats and was.digest != is_.digest and all(getattr(was, each) == getattr(is_, each) for each in _PROSE)


def _links(item: Item | None) -> tuple[str, ...]:
    return tuple(link for link in content(item).links if link != "rejected") if item else ()


def _fields(was: Item, is_: Item) -> tuple[FieldChange, ...]:
    """The fields that say something else, as they were written; code where no description shows it."""
    said, says = content(was), content(is_)
    fields: list[FieldChange] = []
    if said.text != says.text:
        name = next((name for name in _TEXTS if _written(was, name) != _written(is_, name)), "code")
        fields.append(FieldChange(name, _written(was, name), _written(is_, name)))
    if said.label != says.label:
        written = [FieldChange(name, *(_written(item, name) for item in (was, is_))) for name in _LABELS]
        fields += (each for each in written if each not in fields and each.before.split() != each.after.split())
    return tuple(fields)


_TEXTS: Final = ("description", "code", "title")
"""What the text may be that is another one, the likeliest first."""
_LABELS: Final = ("title", "status", "rationale", "comment", "tags")
_PROSE: Final = ("title", "description", "rationale", "comment")
_WITH_MORE_FIELDS: Final = (".xml", ".oreqm")
"""How the names of files end in whose items stand fields that are not read."""


def _written(item: Item, name: str) -> str:
    match name:
        case "tags":
            return ", ".join(sorted(item.tags))
        case "code":
            return "\n\n".join(block.text for block in item.blocks)
    return str(getattr(item, name))
