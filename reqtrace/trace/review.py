# SPDX-License-Identifier: Apache-2.0
"""What a change obliges somebody to do, as diagnostics: to raise a revision, or to look at what was not changed."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.ident import GREATEST_REVISION
from reqtrace.trace.change import Change, Direction, Edit, ItemChange, Suspect


# [impl->dsn~unannounced_changes_are_defects~1]
def review(change: Change) -> tuple[Diagnostic, ...]:
    """What is wrong with a change, and what has to be looked at because of it: of each link, no more than one end.

    Where a revision was raised, links to the former one are complained of anyway.
    """
    rewritten = {each.after for each in change.items if Edit.REWRITTEN in each.edits}
    found = [*_unannounced(change), *_lowered(change), *(each.diagnostic for each in change.remarks)]
    for suspect in change.suspects:
        if suspect.near and suspect.direction is Direction.UP:
            found.append(_above(suspect, change))
        elif suspect.near and suspect.because in rewritten:
            found.append(_below(suspect, change))
    return in_order(found)


def _unannounced(change: Change) -> Iterator[Diagnostic]:
    for item in change.items:
        if Edit.REWRITTEN in item.edits:
            message = f"{item.id} says something else than it did in {change.before}, under the same revision"
            yield Diagnostic(Code.UNANNOUNCED_CHANGE, message, item.span, (), _raised(item))


def _raised(item: ItemChange) -> str:
    """What to call the item from now on."""
    if item.id.revision >= GREATEST_REVISION:
        return "call the item otherwise: there is no greater revision"
    higher = replace(item.id, revision=item.id.revision + 1)
    return f"write {higher}, then review what covers it and let it cite that revision"


def _lowered(change: Change) -> Iterator[Diagnostic]:
    for item in change.items:
        if Edit.LOWERED in item.edits:
            message = f"{item.after} was {item.before} in {change.before}, and a revision is never lowered"
            yield Diagnostic(Code.LOWERED_REVISION, message, item.span)


def _below(suspect: Suspect, change: Change) -> Diagnostic:
    message = f"{suspect.id} covers {suspect.because}, the text of which is another one than in {change.before}"
    return Diagnostic(Code.SUSPECT_BELOW, message, suspect.span)


def _above(suspect: Suspect, change: Change) -> Diagnostic:
    message = f"{suspect.id} is covered by {suspect.because}, which is not as it was in {change.before}"
    return Diagnostic(Code.SUSPECT_ABOVE, message, suspect.span)
