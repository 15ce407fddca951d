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
from reqtrace.bundle.logs import logs
from reqtrace.bundle.manifest import REPORT, LeftOut, Procedure
from reqtrace.catalogue import Code
from reqtrace.config import Config, Format
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.pipeline import Conclusion, Selection, Wanted, conclude, executions
from reqtrace.pipeline.gather import material
from reqtrace.provenance import Provenance
from reqtrace.read.readings import Workers
from reqtrace.report.formats import Choice, documents, lacks
from reqtrace.report.material import Absence, Material
from reqtrace.scenario.targets import PROFILES
from reqtrace.span import Span


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
    workers: Workers | None = None,
) -> Repeated | tuple[Diagnostic, ...]:
    """Trace, execute and write in the folder `root`, where the inputs are laid out, and nowhere else.

    What can not be used of the inputs or the procedure is told instead.
    """
    if objections := tuple(_objections(procedure)):
        return objections
    with chdir(root / procedure.here):
        settled = _settle(procedure)
        told = (*_strays(procedure, settled.config), *settled.problems)
        if any(each.code.misuse for each in told):
            return told
        conclusion = _concluded(procedure, settled, left_out, workers)
        if conclusion.misused:
            return tuple(each for each in conclusion.diagnostics if each.code.misuse)
        stuff = material(conclusion, provenance, choice=_choice(procedure))
        unwritten = tuple(each for each in procedure.formats if lacks(each))
        written = dict(_written(procedure, stuff))
    return Repeated(conclusion, dict(logs(conclusion.evidence) if conclusion.evidence else ()) | written, unwritten)


def _objections(procedure: Procedure) -> Iterator[Diagnostic]:
    """What a procedure demands that is not to be had here."""
    if procedure.profile not in PROFILES.get(procedure.on, ()):
        message = f"the test cases were executed on {procedure.on}, {procedure.profile}, which is unknown here"
        yield Diagnostic(Code.NO_BUNDLE, message, Span("procedure"), (), "use the version of reqtrace that was used")
    named = (*procedure.paths, *procedure.results, procedure.configuration)
    for path in ("", *named):
        if not _is_below(procedure.here, path):
            message = f"the procedure reads {path or procedure.here}, which lies outside of the bundle"
            yield Diagnostic(Code.NO_BUNDLE, message, Span("procedure"))


def _is_below(here: str, path: str) -> bool:
    """Whether a path, seen from `here`, stays among what was packed."""
    place = os.path.normpath(PurePosixPath(here) / path)
    return not PurePosixPath(place).is_absolute() and ".." not in PurePosixPath(place).parts


def _strays(procedure: Procedure, config: Config) -> Iterator[Diagnostic]:
    """The files that the settings name and that lie outside of what was packed."""
    folder = str(PurePosixPath(procedure.here) / PurePosixPath(procedure.configuration).parent)
    for path in named_files(config):
        if not _is_below(folder, path):
            message = f"{procedure.configuration} names {path}, which lies outside of the bundle"
            yield Diagnostic(Code.NO_BUNDLE, message, Span(procedure.configuration))


def named_files(config: Config) -> tuple[str, ...]:
    """The files besides what is traced that settings name, seen from the folder of the configuration."""
    return tuple(filter(None, (config.survivors,)))


def _settle(procedure: Procedure) -> Settled:
    """Read the settings, and what they name."""
    if not procedure.configuration:
        return Settled(Config())
    config, _, problems = configuration.read(Path(procedure.configuration), procedure.configuration)
    if config.survivors is None or not procedure.probed or not _is_below(procedure.here, procedure.configuration):
        return Settled(config, problems=problems)
    file = os.path.normpath(Path(procedure.configuration).parent / config.survivors)
    reasons, more = configuration.read_reasons(Path(file), file)
    return Settled(config, reasons, (*problems, *more))


def _concluded(
    procedure: Procedure, settled: Settled, left_out: Sequence[LeftOut], workers: Workers | None
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
    )
    notes = tuple(Diagnostic(Code.LEFT_OUT, each.message, Span(each.file)) for each in left_out)
    diagnostics = in_order((*concluded.diagnostics, *settled.problems, *notes))
    return replace(concluded, config=settled.config, diagnostics=diagnostics)


def _set(words: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)


def _choice(procedure: Procedure) -> Choice:
    """The formats as they were when the evidence was made: documents name each other."""
    return Choice(procedure.formats, tuple(Absence(format_, reason) for format_, reason in procedure.absent))


def _written(procedure: Procedure, stuff: Material) -> Iterator[tuple[str, bytes]]:
    for format_ in procedure.formats:
        if not lacks(format_):
            yield from ((REPORT + name, content) for name, content in documents(format_, stuff))
