# SPDX-License-Identifier: Apache-2.0
"""What was read becomes evidence: packed, laid out alone, traced, executed and reported there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.bundle.files import files_read
from reqtrace.bundle.former import PackedFormer
from reqtrace.bundle.inputs import Inputs, gather, laid_out, too_much
from reqtrace.bundle.manifest import LeftOut, Procedure
from reqtrace.bundle.repeat import repeat
from reqtrace.bundle.seal import Origin
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.pipeline import Conclusion
from reqtrace.provenance import Provenance
from reqtrace.read.readings import Workers


class Evidence(Struct, frozen=True):
    """What is to be sealed: the members, where they come from, and what was concluded."""

    members: Mapping[str, bytes]
    origin: Origin
    conclusion: Conclusion


# [impl->dsn~evidence_comes_from_the_bundle_alone~1]
def make(
    traced: Conclusion,
    procedure: Procedure,
    provenance: Provenance,
    here: Path,
    *,
    before: PackedFormer | None = None,
    program: str = "",
    workers: Workers | None = None,
) -> Evidence | tuple[Diagnostic, ...]:
    """Evidence on what was `traced` in the folder `here`; what keeps it from being made is told instead.

    The paths of the procedure are those that were typed; they, and the folder, become such as hold in the bundle.
    `program` is the SHA-256 of the code that does it, and `before` what changes are counted from.
    """
    inputs = gather(files_read(traced, procedure), _folders(procedure.paths, here), here)
    if isinstance(inputs, Diagnostic):
        return (inputs,)
    done = replace(_placed(procedure, inputs, here), baseline=before.former if before else None)
    packed = {**inputs.members, **(before.members if before else {})}
    left_out = tuple(LeftOut(each.message, each.span.file) for each in traced.diagnostics if each.code is Code.LEFT_OUT)
    with laid_out(packed, done) as site:
        if isinstance(site, Diagnostic):
            return (site,)
        repeated = repeat(site.inputs, done, provenance, left_out, workers=workers, baseline=site.baseline)
    if isinstance(repeated, tuple):
        return repeated
    members = {**packed, **repeated.members}
    if refusal := too_much(members):
        return (refusal,)
    return Evidence(members, Origin(provenance, done, left_out, program), repeated.conclusion)


def _folders(paths: tuple[str, ...], here: Path) -> list[str]:
    """The folders among paths: one that holds nothing that is read has to be there all the same."""
    return [path for path in paths if (here / path).is_dir()]


def _placed(procedure: Procedure, inputs: Inputs, here: Path) -> Procedure:
    """The procedure with paths that hold wherever the bundle is laid out."""
    return replace(
        procedure,
        here=inputs.here,
        paths=tuple(_relative(path, here) for path in procedure.paths),
        results=tuple(_relative(pattern, here) for pattern in procedure.results),
        configuration=_relative(procedure.configuration, here) if procedure.configuration else "",
        folders=inputs.folders,
    )


def _relative(path: str, here: Path) -> str:
    return os.path.relpath(here / path, here).replace(os.sep, "/")
