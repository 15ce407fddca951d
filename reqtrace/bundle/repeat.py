# SPDX-License-Identifier: Apache-2.0
"""The evidence is made from what is packed and from nothing else: by whoever makes a bundle, and by whoever checks it.

Both do the same here, so that what is repeated is what was done. Nothing of a bundle is executed but its test cases, on
targets that are reqtrace's own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from reqtrace import config as configuration
from reqtrace.bundle.confine import objections, strays
from reqtrace.bundle.former import change_since
from reqtrace.bundle.logs import logs
from reqtrace.bundle.manifest import REPORT, LeftOut, Procedure
from reqtrace.catalogue import Code
from reqtrace.config import Config, Format
from reqtrace.config.results import Tested
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.pipeline import Conclusion, Selection, Wanted, conclude, executions, weigh
from reqtrace.pipeline.gather import material
from reqtrace.provenance import Provenance
from reqtrace.read.readings import Workers
from reqtrace.read.results.gather import Wanted as Brought
from reqtrace.read.results.gather import gather
from reqtrace.read.results.record import Elsewhere
from reqtrace.report.formats import Choice, documents, lacks
from reqtrace.report.material import Absence, Material
from reqtrace.span import Span
from reqtrace.trace.review import review


class Repeated(Struct, frozen=True):
    """What came of a procedure; `unwritten` are the formats that can not be written here."""

    conclusion: Conclusion
    members: Mapping[str, bytes]
    unwritten: tuple[Format, ...] = ()


class Settled(Struct, frozen=True):
    """The settings that were packed, and what they name."""

    config: Config
    reasons: Mapping[str, str] = MappingProxyType({})
    problems: tuple[Diagnostic, ...] = ()


# [impl->dsn~evidence_comes_from_the_bundle_alone~1]
def repeat(
    root: Path,
    procedure: Procedure,
    provenance: Provenance,
    left_out: Sequence[LeftOut] = (),
    *,
    workers: Workers | None = None,
    baseline: Path | None = None,
) -> Repeated | tuple[Diagnostic, ...]:
    """Trace, execute and write in the folder `root`, where the inputs are laid out, and nowhere else.

    What changes are counted from, if there is anything, is laid out in the folder `baseline`. What can not be used of
    the inputs or the procedure is told instead.
    """
    if refusals := tuple(objections(procedure)):
        return refusals
    with chdir(root / procedure.here):
        settled = _settle(procedure)
        if any(each.code.misuse for each in settled.problems):
            return settled.problems
        concluded = _concluded(procedure, settled, provenance, left_out, workers)
        if concluded.misused:
            return tuple(each for each in concluded.diagnostics if each.code.misuse)
        conclusion = _weighed(procedure, settled, concluded, baseline, workers)
        if isinstance(conclusion, tuple):
            return conclusion
        stuff = material(conclusion, provenance, choice=_choice(procedure))
        unwritten = tuple(each for each in procedure.formats if lacks(each))
        written = dict(_written(procedure, stuff))
    return Repeated(conclusion, dict(logs(conclusion.evidence) if conclusion.evidence else ()) | written, unwritten)


def brought(procedure: Procedure, config: Config) -> Elsewhere:
    """What files say of what was observed elsewhere, those that were typed and those that settings name."""
    folder = PurePosixPath(procedure.configuration).parent
    if not (procedure.results or config.results.files or config.inspections):
        return Elsewhere()
    return gather(
        Brought(
            named=procedure.results,
            configured=tuple(os.path.normpath(folder / pattern) for pattern in config.results.files),
            inspections=os.path.normpath(folder / config.inspections) if config.inspections else "",
        )
    )


def _observed(procedure: Procedure, config: Config, provenance: Provenance) -> Elsewhere:
    """The same, with what it has to be of: the commit that was checked out."""
    found = brought(procedure, config)
    if found == Elsewhere():
        return found
    found = replace(found, today=procedure.today, any_commit=config.results.commit is Tested.ANY)
    return replace(found, commit=provenance.commit, dirty=provenance.dirty) if found.files else found


def _settle(procedure: Procedure) -> Settled:
    """Read the settings, and what they name."""
    if not procedure.configuration:
        return Settled(Config())
    config, _, problems = configuration.read(Path(procedure.configuration), procedure.configuration)
    problems = (*problems, *strays(procedure, config))
    if config.survivors is None or not procedure.probed or any(each.code.misuse for each in problems):
        return Settled(config, problems=problems)
    file = os.path.normpath(Path(procedure.configuration).parent / config.survivors)
    reasons, more = configuration.read_reasons(Path(file), file)
    return Settled(config, reasons, (*problems, *more))


def _concluded(
    procedure: Procedure,
    settled: Settled,
    provenance: Provenance,
    left_out: Sequence[LeftOut],
    workers: Workers | None,
) -> Conclusion:
    """What follows from the inputs, together with what is known of those that were left out."""
    wanted = Wanted(procedure.compared, procedure.probed, settled.reasons)
    concluded = conclude(
        procedure.paths,
        replace(settled.config, gitignore=False),  # what git ignores was not packed
        tuple(executions(procedure.on, procedure.profile, wanted)),
        Selection(_set(procedure.kinds), _set(procedure.tags)),
        today=procedure.today,
        whole=procedure.whole,
        workers=workers,
        elsewhere=lambda _: _observed(procedure, settled.config, provenance),
    )
    notes = tuple(Diagnostic(Code.LEFT_OUT, each.message, Span(each.file)) for each in left_out)
    return replace(concluded, config=settled.config, diagnostics=in_order((*concluded.diagnostics, *notes)))


def _weighed(
    procedure: Procedure, settled: Settled, concluded: Conclusion, baseline: Path | None, workers: Workers | None
) -> Conclusion | tuple[Diagnostic, ...]:
    """The same, held against what the project demands of itself, and with what changed, where that is known."""
    if procedure.baseline and baseline:
        change = change_since(procedure.baseline, baseline, procedure, concluded, workers)
        if isinstance(change, tuple):
            return change
        found = in_order((*concluded.diagnostics, *review(change)))
        weighed = weigh(replace(concluded, diagnostics=found), change, strict=True)
    else:
        weighed = weigh(concluded, strict=True)
    return replace(weighed, diagnostics=in_order((*settled.problems, *weighed.diagnostics)))


def _set(words: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)


def _choice(procedure: Procedure) -> Choice:
    """The formats as they were when the evidence was made: documents name each other."""
    return Choice(procedure.formats, tuple(Absence(format_, reason) for format_, reason in procedure.absent))


def _written(procedure: Procedure, stuff: Material) -> Iterator[tuple[str, bytes]]:
    for format_ in procedure.formats:
        if not lacks(format_):
            yield from ((REPORT + name, content) for name, content in documents(format_, stuff))
