# SPDX-License-Identifier: Apache-2.0
"""What changed in words: the answer in one sentence, what it is worth, and texts line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from reqtrace.catalogue import Code
from reqtrace.report.view import counted
from reqtrace.trace.change import Change, Direction, Edit, ItemChange, Suspect

_AROUND: Final = 1
"""How many lines that are the same are shown around those that are not."""
_LONGEST: Final = 2000
"""Texts of more lines than this are not matched line by line, which would take too long."""


class Sign(StrEnum):
    """What became of a line."""

    SAME = " "
    GONE = "-"
    NEW = "+"
    LEFT_OUT = "…"
    """Lines that are the same were left out here."""


MENDS: Final = {
    Edit.REWRITTEN: "its text was changed and its revision was not: raise the revision, then review what cites it",
    Edit.LOWERED: "its revision is lower than it was: give it one that it never had",
}
"""What is wrong with an edit that must not be, and the way out."""
FIELD_TITLES: Final = {"description": "Text", "code": "Code"}
"""What fields are called, where their name is not enough."""


def answer(change: Change) -> str:
    """How things stand, in one sentence."""
    span = f"from {change.before} to {change.after}"
    if change.unchanged:
        return f"Nothing changed {span}."
    failed = f"{counted(len(change.failed), 'verified item')} failed" if change.failed else ""
    if not change.items:
        return f"No item changed {span}{f', and {failed}' if failed else ''}."
    changed = f"{counted(len(change.items), 'item')} changed {span}"
    number = len(change.defects)
    if not number:
        return f"{changed}, {f'and {failed}' if failed else 'each as it may'}."
    wrong = "one of them as it must not" if number == 1 else f"{number} of them as they must not"
    must_not = wrong if len(change.items) > 1 else "as it must not"
    return f"{changed}, {must_not}{f', and {failed}' if failed else ''}."


def meaning(change: Change) -> str:
    """What follows from that, and what it rests on."""
    others_ = counted(len(change.rejudge), "other item") if change.rejudge else "no other item"
    told = f"{_be(len(change.rerun), 'test case')} to be executed again, and {others_} may have another verdict."
    if not change.items:
        told = ""
    return f"{told} {_compared(change)}".strip()


# [impl->dsn~former_verdicts_are_known_or_not~1]
def _compared(change: Change) -> str:
    """What is known of verdicts that are other ones, and of how many nothing is."""
    if not change.executed:
        return "No test case was executed for this comparison, so it says nothing of verdicts."
    number = len(change.verdicts)
    told = f"{counted(number, 'verdict') if number else 'No verdict'} changed ({change.qualifier})"
    if change.worse and change.worse != change.failed:
        told += (
            f"; {counted(len(change.worse), 'item')} {'is' if len(change.worse) == 1 else 'are'} not verified any more"
        )
    if not change.untold:
        return f"{told}."
    unknown = len(change.incomparable)
    known = f"{told} of those that can be compared" if unknown else told
    others_ = f", so {counted(unknown, 'verdict')} can not be compared" if unknown else ""
    return f"{known}. It is not known what was tested or inspected elsewhere in {' and '.join(change.untold)}{others_}."


def _be(number: int, noun: str) -> str:
    return f"{counted(number, noun) if number else f'No {noun}'} {'has' if number in {0, 1} else 'have'}"


def warnings(change: Change) -> tuple[str, ...]:
    """What whoever relies on the comparison must know, but for items that are gone, which stand among the items."""
    told = (each.diagnostic for each in change.remarks)
    return tuple(each.message for each in told if each.code is not Code.LOST_ITEM)


def gravest(edits: Sequence[Edit]) -> Edit:
    """The edit by which a change is shown: one that must not be, else the first."""
    return next((edit for edit in edits if edit.defect), edits[0])


def ordered(change: Change) -> list[ItemChange]:
    """The changed items: what must not be, then by what was done, then by id."""
    order = list(Edit)

    def rank(item: ItemChange) -> tuple[bool, int]:
        edit = gravest(item.edits)
        return not edit.defect, order.index(edit)

    return sorted(change.items, key=rank)


def name(item: ItemChange) -> str:
    """The id, and the one it was before where that is another one."""
    if item.before and item.after and item.before != item.after:
        return f"{item.before} → {item.after}"
    return str(item.id)


def others(item: ItemChange) -> tuple[Edit, ...]:
    """What else was done to an item, besides that by which it is shown."""
    return tuple(edit for edit in item.edits if edit is not gravest(item.edits))


def relation(suspect: Suspect) -> str:
    """How a suspect is tied to what changed, as words between the two."""
    tie = "covers" if suspect.direction is Direction.DOWN else "is covered by"
    return tie if suspect.near else f"{tie}, through others,"


def of_direction(change: Change, direction: Direction) -> list[Suspect]:
    """The suspects that suspicion reached on one way."""
    return [each for each in change.suspects if each.direction is direction]


def lines(before: str, after: str) -> Iterator[tuple[Sign, str]]:
    """What became of a text line by line; of what is the same only what stands near a change."""
    if before == after:
        return
    old, new = before.split("\n") if before else [], after.split("\n") if after else []
    if len(old) + len(new) > _LONGEST:
        yield from ((Sign.GONE, line) for line in old)
        yield from ((Sign.NEW, line) for line in new)
        return
    reached = 0
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_AROUND):
        if group[0][1] > reached:
            yield Sign.LEFT_OUT, ""
        for tag, start, end, start_new, end_new in group:
            if tag == "equal":
                yield from ((Sign.SAME, line) for line in old[start:end])
            else:
                yield from ((Sign.GONE, line) for line in old[start:end])
                yield from ((Sign.NEW, line) for line in new[start_new:end_new])
        reached = group[-1][2]
    if reached < len(old):
        yield Sign.LEFT_OUT, ""
