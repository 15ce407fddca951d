# SPDX-License-Identifier: Apache-2.0
"""What is repeated of a bundle stays within it: no path leads out, and nothing is executed that is not known here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from reqtrace.bundle.manifest import Procedure
from reqtrace.bundle.names import objection
from reqtrace.catalogue import Code
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic
from reqtrace.scenario.targets import PROFILES
from reqtrace.span import Span

_ANY: Final = re.compile(r"[*?\[]")
"""What stands for more than itself in a pattern."""


def objections(procedure: Procedure) -> Iterator[Diagnostic]:
    """What a procedure demands that is not to be had here."""
    if procedure.profile not in PROFILES.get(procedure.on, ()):
        message = f"the test cases were executed on {procedure.on}, {procedure.profile}, which is unknown here"
        yield Diagnostic(Code.NO_BUNDLE, message, Span("procedure"), (), "use the version of reqtrace that was used")
    sites: list[tuple[str, Sequence[str], Sequence[str]]] = [
        (procedure.here, procedure.folders, (*procedure.paths, *procedure.results, procedure.configuration))
    ]
    if former := procedure.baseline:
        sites.append((former.here, former.folders, (*former.paths, former.configuration)))
    for here, folders, paths in sites:
        yield from (_outside(each) for each in (here, *folders) if each != "." and objection(each))
        yield from (_outside(each) for each in paths if "\0" in each or not is_below(here, each))


def _outside(path: str) -> Diagnostic:
    message = f"the procedure reads {path}, which lies outside of the bundle"
    return Diagnostic(Code.NO_BUNDLE, message, Span("procedure"))


# [impl->dsn~evidence_comes_from_the_bundle_alone~1]
def is_below(here: str, path: str) -> bool:
    """Whether a path or a pattern for paths, seen from `here`, stays among what was packed.

    What stands for any folders may stand for none, so that nothing is known of the folder above it.
    """
    place = os.path.normpath(PurePosixPath(here) / path)
    parts = PurePosixPath(path).parts
    first = next((number for number, part in enumerate(parts) if _ANY.search(part)), len(parts))
    return not PurePosixPath(place).is_absolute() and ".." not in (*PurePosixPath(place).parts, *parts[first:])


def strays(procedure: Procedure, config: Config) -> Iterator[Diagnostic]:
    """The files that the settings name and that lie outside of what was packed."""
    folder = str(PurePosixPath(procedure.here) / PurePosixPath(procedure.configuration).parent)
    for path in _named(config):
        if not is_below(folder, path):
            message = f"{procedure.configuration} names {path}, which lies outside of the bundle"
            yield Diagnostic(Code.NO_BUNDLE, message, Span(procedure.configuration))


def _named(config: Config) -> tuple[str, ...]:
    """What settings name besides what is traced: files, or patterns for them, seen from the folder of the settings."""
    return tuple(filter(None, (config.survivors, config.inspections, *config.results.files)))
