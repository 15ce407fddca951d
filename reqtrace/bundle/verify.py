# SPDX-License-Identifier: Apache-2.0
"""A bundle that was checked is laid out, repeated, and held against itself."""

from __future__ import annotations

from msgspec import Struct

from reqtrace.bundle.check import Bundle
from reqtrace.bundle.compare import Other, compare, others, same_verdicts
from reqtrace.bundle.confine import objections
from reqtrace.bundle.inputs import laid_out
from reqtrace.bundle.repeat import Repeated, repeat
from reqtrace.diagnostic import Diagnostic
from reqtrace.provenance import Provenance
from reqtrace.read.readings import Workers


class Verified(Struct, frozen=True):
    """What came of repeating a bundle: what differs, what was another one here, and whether every verdict is the same.

    Where nothing could be repeated, `repeated` is None, and the diagnostics say why.
    """

    diagnostics: tuple[Diagnostic, ...]
    changed: tuple[Other, ...]
    repeated: Repeated | None = None
    same: bool = False


# [impl->dsn~evidence_comes_from_the_bundle_alone~1]
def verify(
    bundle: Bundle, file: str, environment: Provenance, program: str, workers: Workers | None = None
) -> Verified:
    """Repeat the checked bundle called `file` in a folder of its own.

    `environment`, and the SHA-256 of the code, `program`, are what repeats it.
    """
    manifest = bundle.manifest
    changed = others(manifest.provenance, environment, (manifest.program, program))
    if refusals := tuple(objections(manifest.procedure)):
        return Verified(refusals, changed)
    with laid_out(bundle.members, manifest.procedure) as site:
        if isinstance(site, Diagnostic):
            return Verified((site,), changed)
        repeated = repeat(
            site.inputs,
            manifest.procedure,
            manifest.provenance,
            manifest.left_out,
            workers=workers,
            baseline=site.baseline,
        )
    if isinstance(repeated, tuple):
        return Verified(repeated, changed)
    return Verified(compare(bundle, repeated, file, changed), changed, repeated, same_verdicts(bundle, repeated))
