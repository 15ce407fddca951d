# SPDX-License-Identifier: Apache-2.0
"""From text to view: the five arrows, in one function."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from itertools import chain
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic, in_order, nearest
from reqtrace.evidence import Evidence, Survey
from reqtrace.item import Item
from reqtrace.pipeline.conclusion import Conclusion
from reqtrace.pipeline.execution import EVERYTHING, Comparison, Execution, Probing, Selection
from reqtrace.read.cache import Cache
from reqtrace.read.formats import Formats
from reqtrace.read.library import Library, read
from reqtrace.read.readings import Workers
from reqtrace.read.results.record import Elsewhere
from reqtrace.read.selection import select
from reqtrace.span import Span
from reqtrace.trace.adequacy import adequacy
from reqtrace.trace.change import Change
from reqtrace.trace.conclusions import Scope, trace
from reqtrace.trace.gate import Measured, complaints, thresholds
from reqtrace.trace.tagging import unclear_tags
from reqtrace.trace.verdict import judge
from reqtrace.trace.versions import versions

if TYPE_CHECKING:
    from concurrent.futures import Executor

NOTHING: Final = Elsewhere()
"""Nothing was observed elsewhere."""


# [impl->dsn~arrows_are_functions~1]
def conclude(
    paths: Sequence[str],
    config: Config,
    execution: Execution | Sequence[Execution] | None = None,
    selection: Selection = EVERYTHING,
    *,
    today: datetime.date | None = None,
    whole: bool = True,
    cache: Cache | None = None,
    workers: Workers | None = None,
    elsewhere: Callable[[Library], Elsewhere] | None = None,
) -> Conclusion:
    """Read `paths`, link, judge, and, where `execution` says on what, execute the test cases and judge by them.

    Where cases are executed, the selection is one of cases: everything is linked, and what is left out has not been
    run, so that no requirement is verified by a part of its cases. `elsewhere` reads what was observed elsewhere, once
    it is known what was traced. The rest is said at `deduce` and `execute`.
    """
    linked = selection if execution is None else EVERYTHING
    deduced = deduce(paths, config, linked, today=today, whole=whole, cache=cache, workers=workers)
    if execution is None:
        return deduced
    brought = elsewhere(deduced.library) if elsewhere else NOTHING
    return execute(deduced, execution, selection, workers=workers, elsewhere=brought)


def deduce(
    paths: Sequence[str],
    config: Config,
    selection: Selection = EVERYTHING,
    *,
    today: datetime.date | None = None,
    whole: bool = True,
    cache: Cache | None = None,
    workers: Workers | None = None,
    outputs: Iterable[str] = (),
) -> Conclusion:
    """Read `paths`, link and judge: what follows from the texts alone.

    `today` is the day on which justified gaps are accepted or not any more; `whole` says whether `paths` are all that
    the project has. `cache` remembers what was read; `workers` read where there is much to read. `outputs` are folders
    that whoever calls fills himself, and that are not read.
    """
    formats = Formats.of(config)
    library, said = read(
        paths,
        config.exclude,
        formats=formats,
        gitignore=config.gitignore,
        cache=cache,
        workers=workers,
        outputs=outputs,
    )
    selected, objections = _selected(library, selection)
    if selected is library.items:
        traced = trace(library.items, library.outline, Scope(config, today, whole))
    else:
        traced = trace(selected, None, Scope(config, today, whole=False, among=selection.kinds))
    diagnostics = in_order((*said, *traced.diagnostics, *objections))
    whole = whole and selected is library.items
    return Conclusion(config, library, traced.graph, traced.coverage, diagnostics, paths=tuple(paths), whole=whole)


def execute(
    deduced: Conclusion,
    execution: Execution | Sequence[Execution],
    selection: Selection = EVERYTHING,
    *,
    workers: Workers | None = None,
    elsewhere: Elsewhere = NOTHING,
) -> Conclusion:
    """Execute the test cases of what was deduced, those of `selection`, and judge by them.

    `workers` execute them; without any, this process does. The same conclusion follows either way. Of several
    executions the evidence and the verdicts are those of the first, and what is told of a case is told once. What was
    observed `elsewhere` counts besides, but says nothing of a version that deviates from what is required.
    """
    # From here on every item is looked at many times.
    deduced = replace(deduced, graph=replace(deduced.graph, items=tuple(deduced.graph.items)))
    if isinstance(execution, Execution):
        return _executed(deduced, execution, selection, workers, elsewhere)
    done = [_executed(deduced, each, selection, workers, elsewhere) for each in execution]
    return replace(
        done[0],
        diagnostics=in_order(dict.fromkeys(chain.from_iterable(each.diagnostics for each in done))),
        matrix=next((each.matrix for each in done if each.matrix), None),
        adequacy=next((each.adequacy for each in done if each.adequacy), None),
    )


def _executed(
    deduced: Conclusion, execution: Execution, selection: Selection, workers: Workers | None, elsewhere: Elsewhere
) -> Conclusion:
    config, library, graph, coverage = deduced.config, deduced.library, deduced.graph, deduced.coverage
    selected, objections = _selected(library, selection)
    cases, unknown = _cases(library, selected, config, execution.only)
    columns, observed, found = _observed(cases, execution, workers() if workers else None)
    evidence = columns[execution.profiles.index(execution.profile) if isinstance(execution, Comparison) else 0]
    if elsewhere != NOTHING:
        from reqtrace.trace.imported import adopt  # noqa: PLC0415 - most projects name nothing

        columns = tuple(each if each.findings else adopt(graph, each, elsewhere, config)[0] for each in columns)
        evidence, observed = adopt(graph, evidence, elsewhere, config, observed)
    # What counts of what was observed elsewhere takes the place of an execution; what does not count takes none.
    nothing = _nothing(library, cases, deduced.paths) if execution.due and not evidence.elsewhere else ()
    judgements = judge(graph, coverage, evidence, config)
    unclear = unclear_tags(library.items, config)
    conclusion = replace(
        deduced,
        whole=deduced.whole and selected is library.items and execution.only == "*",
        diagnostics=in_order((*deduced.diagnostics, *objections, *unknown, *observed, *nothing, *unclear)),
        judgements=judgements,
        evidence=evidence,
        elsewhere=elsewhere,
    )
    match execution:
        case Comparison():
            return replace(conclusion, matrix=versions(graph, coverage, columns, config, [(evidence, judgements)]))
        case Probing(reasons=reasons) if found is not None:
            return replace(conclusion, adequacy=adequacy(graph, coverage, found, config, reasons, evidence=evidence))
        case _:
            return conclusion


# [impl->dsn~gates_are_weighed_last~1]
def weigh(conclusion: Conclusion, change: Change | None = None, *, strict: bool = False) -> Conclusion:
    """Hold what was concluded against what the project demands of itself; `change` is what happened since a baseline.

    Where `strict`, a demand that nothing was measured for is an error, and that the cases notice too little is wrong
    only where the project demands more: what is measured besides decides nothing.
    """
    config, said = conclusion.config, conclusion.diagnostics
    measured = Measured(
        graph=conclusion.graph,
        coverage=conclusion.coverage,
        diagnostics=said,
        judgements=conclusion.judgements,
        evidence=conclusion.evidence,
        adequacy=conclusion.adequacy,
        change=change,
        whole=conclusion.whole,
    )
    held = thresholds(config, measured)
    diagnostics = in_order((*said, *complaints(held, config.gate, strict=strict)))
    return replace(conclusion, diagnostics=diagnostics, change=change, gate=held, aimed=not strict)


def _selected(library: Library, selection: Selection) -> tuple[Sequence[Item], tuple[Diagnostic, ...]]:
    """The items of a selection; one that fits none is a misuse."""
    selected = select(library.items, selection.kinds, selection.tags)
    if selected or not library.items:
        return selected, ()
    return selected, (Diagnostic(Code.UNKNOWN_NAME, "no item is of these kinds and tags", Span("selection")),)


_Observed = tuple[tuple[Evidence, ...], tuple[Diagnostic, ...], Survey | None]


def _observed(cases: Sequence[Item], execution: Execution, executor: Executor | None) -> _Observed:
    """Execute the cases: an evidence for each profile, one at least, and what they noticed where that was asked."""
    match execution:
        case Comparison(target=target, profiles=profiles):
            from reqtrace.scenario.compare import compare  # noqa: PLC0415 - a trace executes nothing

            return *compare(cases, target, profiles, executor=executor), None
        case Probing(laboratory=laboratory):
            from reqtrace.scenario.probe import survey  # noqa: PLC0415 - as above

            found, said = survey(cases, laboratory, executor=executor)
            return (found.evidence,), said, found
        case Execution(target=target, profile=profile):
            from reqtrace.scenario import run  # noqa: PLC0415 - as above

            evidence, said = run.execute(cases, target, profile, executor=executor)
            return (evidence,), said, None


def _cases(
    library: Library, selected: Sequence[Item], config: Config, only: str
) -> tuple[list[Item], list[Diagnostic]]:
    """The test cases selected whose id or name fits the pattern `only`; a pattern that fits none is a misuse."""
    places = {item.span for item in selected}
    cases = [item for item in library.items if config.is_executable(item.id.kind) and item.span in places]
    chosen = [item for item in cases if fnmatchcase(str(item.id), only) or fnmatchcase(item.id.name, only)]
    if chosen or only == "*":
        return chosen, []
    names = {name for item in cases for name in (str(item.id), item.id.name)}
    closest = nearest(only, names)
    help_ = f"did you mean {closest}?" if closest else _how_many(cases)
    return [], [Diagnostic(Code.UNKNOWN_NAME, f"no test case is called {only!r}", Span("--only"), (), help_)]


def _how_many(cases: Sequence[Item]) -> str:
    """The number of test cases, as a sentence."""
    return "there is 1 test case" if len(cases) == 1 else f"there are {len(cases) or 'no'} test cases"


def _nothing(library: Library, cases: Sequence[Item], paths: Sequence[str]) -> list[Diagnostic]:
    """Complain where there is something to verify and no test case at all."""
    if cases or not library.items:
        return []
    place = Span(library.base if len(paths) > 1 else paths[0])
    return [Diagnostic(Code.NOTHING_EXECUTED, "there is no test case to execute, so nothing is verified", place)]
