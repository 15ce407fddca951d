# SPDX-License-Identifier: Apache-2.0
"""What changed between two states that a command names, each read and judged with the settings that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final, NoReturn

from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.cli.answer import tell
from reqtrace.cli.conclusion import today
from reqtrace.cli.elsewhere import observed
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.manner import Manner, Source
from reqtrace.cli.place import Place
from reqtrace.cli.resources import Resources, resources
from reqtrace.cli.states import HERE, find_state, fork_of
from reqtrace.diagnostic import Diagnostic
from reqtrace.pipeline import EVERYTHING, Conclusion, Execution, Selection, deduce, execute
from reqtrace.pipeline.again import doubted, execute_again, state
from reqtrace.read.selection import select
from reqtrace.span import Span
from reqtrace.trace.change import Change, State
from reqtrace.trace.compare import among, compare
from reqtrace.trace.remarks import unread

_NOTHING: Final = (Code.MISSING_PATH, Code.NOTHING_READ)
"""What is said where a state holds nothing yet, or nothing any more."""


# [impl->dsn~former_verdicts_are_known_or_not~1]
def change_between(
    manner: Manner,
    source: Source,
    names: tuple[str, str],
    execution: Execution | None = None,
    results: Sequence[str] = (),
) -> tuple[Change, Exit]:
    """What changed between two states, of the items that are looked at, and the exit code that goes with it.

    The cases of both are executed where `execution` says on what, those that are the same in both once; each state is
    judged by what was observed elsewhere of it, to which of the state after those belong that `results` name. What is
    not looked at is compared and executed all the same, so that verdicts are what they are.
    """
    with ExitStack() as end, resources(manner) as tools:
        before, after = (_found(manner, find_state(name, source.paths, end)) for name in names)
        if nowhere := [path for path in before.missing if path in after.missing]:
            _stop(manner, *(_missing(path, before, after) for path in nowhere))
        was, is_ = (_deduced(manner, source, place, EVERYTHING, tools) for place in (before, after))
        if not (was.library.items or is_.library.items):
            nothing = Diagnostic(
                Code.NOTHING_READ, f"no item was found in {names[0]}, and none in {names[1]}", Span("")
            )
            _stop(manner, nothing)
        if execution is not None:
            seen = observed(after, is_.library, results, today(manner))
            if refused := [each for each in seen.elsewhere.diagnostics if each.code.misuse]:
                _stop(manner, *refused)
            is_ = execute(is_, execution, workers=tools.workers, elsewhere=seen.elsewhere)
            was = _executed(manner, before, was, execution, is_, selection=EVERYTHING, tools=tools)
            is_ = doubted(is_, was.evidence, seen) if was.evidence else is_
        change = _as_far(compare(_state(before, was), _state(after, is_)), (before, was), (after, is_))
    if source.selection != EVERYTHING:
        change = _chosen(manner, change, source.selection, (was, is_))
    told = tuple(each.diagnostic for each in change.remarks if each.diagnostic.code is not Code.LOST_ITEM)
    tell(manner, told)  # what is gone is among the items that changed
    misused = any(map(_is_misuse, (*was.diagnostics, *is_.diagnostics, *told)))
    return change, Exit.MISUSE if misused else Exit.OK if change.sound else Exit.DEFECT


# [impl->dsn~baseline_of_a_report~1]
def change_since(
    manner: Manner, source: Source, conclusion: Conclusion, name: str, execution: Execution | None = None
) -> Change:
    """What changed from the state called `name`, a revision, a folder or a bundle, to what was concluded here.

    Where cases were executed, `execution` says on what; of the former state those are executed that differ, and it is
    judged by what was observed elsewhere of it, as far as that is known. Places are seen from the folder that those of
    `conclusion` are seen from. A name that stands for nothing ends the command.
    """
    with ExitStack() as end, resources(manner) as tools:
        place = _found(manner, find_state(name, source.paths, end))
        linked = source.selection if execution is None else EVERYTHING  # as `conclude` does
        before = _deduced(manner, source, place, linked, tools)
        if execution is not None:
            before = _executed(manner, place, before, execution, conclusion, selection=source.selection, tools=tools)
        return _as_far(compare(state(_unplaced(place.name), before), state(HERE, conclusion)), (place, before))


def _unplaced(name: str) -> str:
    """What a state is called in a document, which says nothing of places on this machine."""
    return Path(name).name if Path(name).is_absolute() else name


# [impl->dsn~changes_count_from_the_fork~1]
def change_since_fork(manner: Manner, source: Source, conclusion: Conclusion, revision: str) -> Change:
    """What was changed here since `revision` was left; nothing is executed."""
    with ExitStack() as end, resources(manner) as tools:
        place = _found(manner, fork_of(revision, source.paths, end))
        before = _deduced(manner, source, place, source.selection, tools)
        return _as_far(compare(state(place.name, before), state(HERE, conclusion)), (place, before))


# [impl->dsn~half_a_base_is_none~1]
def _as_far(change: Change, *states: tuple[Place, Conclusion]) -> Change:
    """The change with what was not read of these states, so that nobody takes it for all that changed."""
    missing = [
        unread(_unplaced(place.name), each.message)
        for place, conclusion in states
        for each in (*place.said, *conclusion.diagnostics)
        if each.code is Code.PARTIAL_STATE or (_is_misuse(each) and each.code is not Code.UNKNOWN_NAME)
    ]
    return replace(change, remarks=(*missing, *change.remarks)) if missing else change


def _chosen(manner: Manner, change: Change, selection: Selection, states: Iterable[Conclusion]) -> Change:
    """What of a change is about the items that are looked at."""
    libraries = (select(each.library.items, selection.kinds, selection.tags) for each in states)
    ids = {item.id for items in libraries for item in items}
    if not ids:
        _stop(manner, Diagnostic(Code.UNKNOWN_NAME, "no item is of these kinds and tags", Span("selection")))
    return among(change, ids)


def _found(manner: Manner, place: Place | Diagnostic) -> Place:
    if isinstance(place, Diagnostic):
        _stop(manner, place)
    tell(manner, place.said)
    if any(each.code.misuse for each in place.said):
        raise Stop(Exit.MISUSE)
    return place


def _missing(path: str, before: Place, after: Place) -> Diagnostic:
    message = f"{path} does not exist, neither in {before.name} nor in {after.name}"
    return Diagnostic(Code.MISSING_PATH, message, Span(path))


def _stop(manner: Manner, *diagnostics: Diagnostic) -> NoReturn:
    tell(manner, diagnostics)
    raise Stop(Exit.MISUSE)


def _deduced(manner: Manner, source: Source, place: Place, selection: Selection, tools: Resources) -> Conclusion:
    """What follows from the texts of a state; what can not be read of it is told with its name."""
    conclusion = deduce(
        place.paths,
        place.config,
        selection,
        today=today(manner),
        whole=not source.paths,
        cache=tools.cache,
        workers=tools.workers,
    )
    tell(manner, tuple(_of(place, each) for each in conclusion.diagnostics if _is_misuse(each)))
    return conclusion


def _is_misuse(diagnostic: Diagnostic) -> bool:
    return diagnostic.code.misuse and diagnostic.code not in _NOTHING


def _of(place: Place, diagnostic: Diagnostic) -> Diagnostic:
    return replace(diagnostic, message=f"{place.name}: {diagnostic.message}")


def _executed(
    manner: Manner,
    place: Place,
    before: Conclusion,
    execution: Execution,
    after: Conclusion,
    *,
    selection: Selection,
    tools: Resources,
) -> Conclusion:
    """The former state, judged by its own cases and by what was observed elsewhere of it."""
    if after.evidence is None:
        raise ValueError("nothing was executed, so nothing is known of the cases that are the same")
    seen = observed(place, before.library, (), today(manner))
    return execute_again(before, execution, after.evidence, selection, workers=tools.workers, observed=seen)


def _state(place: Place, conclusion: Conclusion) -> State:
    return state(place.name, conclusion, place.shown(conclusion.library.base))
