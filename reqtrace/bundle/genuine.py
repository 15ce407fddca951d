# SPDX-License-Identifier: Apache-2.0
"""What no reqtrace packs or says of itself, whoever signed it: it would seem to be confirmed together with the rest."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from reqtrace.bundle.attestation import ATTESTATION
from reqtrace.bundle.manifest import BASELINE, INPUTS, LOGS, MANIFEST, REPORT, Manifest
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.provenance import LIBRARIES, Provenance
from reqtrace.report.view.printable import printable
from reqtrace.span import Span

_FOLDERS: Final = (BASELINE, INPUTS, LOGS, REPORT)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_COMMIT: Final = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64})?")
_TOOL: Final = re.compile(r"reqtrace [0-9][0-9A-Za-z.+!_-]{0,60}")
_PYTHON: Final = re.compile(r"[A-Za-z]{1,20} [0-9]+\.[0-9][0-9A-Za-z.+-]{0,20}")
_PLATFORM: Final = re.compile(r"[0-9A-Za-z._-]{0,40} [0-9A-Za-z._-]{0,40}")
_VERSION: Final = re.compile(r"[0-9][0-9A-Za-z.+!_-]{0,60}")
_CALL: Final = ("reqtrace", "bundle")
_LONGEST: Final = 160


# [impl->dsn~bundle_holds_nothing_else~1]
def foreign(manifest: Manifest, names: Iterable[str], file: str) -> Iterator[Diagnostic]:
    """What of the bundle called `file`, with members of these `names`, reqtrace did not put there."""
    for name in sorted(names):
        former = manifest.procedure.baseline is not None
        if name not in {MANIFEST, ATTESTATION} and not name.startswith(_FOLDERS):
            yield at(file, name, "is in the bundle, and reqtrace packs nothing of that name")
        elif name.startswith(BASELINE) and not former:
            yield at(file, name, "is in the bundle, and no changes are counted from anything")
    for reason in _claims(manifest):
        yield at(file, MANIFEST, f"says what no reqtrace says of itself: {printable(reason[:_LONGEST])}")


def at(file: str, name: str, reason: str) -> Diagnostic:
    """A complaint on the member called `name`."""
    place = Span(f"{file}!{printable(name)}")
    return Diagnostic(Code.FOREIGN_CONTENT, f"{place.file} {reason}", place)


def _claims(manifest: Manifest) -> Iterator[str]:
    """What a manifest states that can not be, each as words that show it."""
    told = manifest.provenance
    stated = {
        f"the SHA-256 of its code is {manifest.program!r}": _SHA256.fullmatch(manifest.program),
        f"it is {told.tool!r}": _TOOL.fullmatch(told.tool),
        f"it ran in {told.python!r}": _PYTHON.fullmatch(told.python),
        f"it ran on {told.platform!r}": _PLATFORM.fullmatch(told.platform),
        f"the commit is {told.commit!r}": _COMMIT.fullmatch(told.commit),
        f"it was called as {' '.join(told.command)!r}": told.command[:2] == _CALL,
        f"gaps were judged on {told.today} in the documents": told.today in (None, manifest.procedure.today),
    }
    yield from (words for words, holds in stated.items() if not holds)
    yield from _libraries(told)
    yield from _settings(manifest)


def _libraries(told: Provenance) -> Iterator[str]:
    for name, version in told.packages:
        if name not in LIBRARIES:
            yield f"it uses the library {name!r}"
        elif not _VERSION.fullmatch(version):
            yield f"the version of {name} is {version!r}"
    names = [name for name, _ in told.packages]
    if sorted(set(names)) != names:
        yield "libraries stand in another order, or twice"


def _settings(manifest: Manifest) -> Iterator[str]:
    """Where the documents speak of other settings than those that are packed."""
    told, procedure = manifest.provenance, manifest.procedure
    name = INPUTS + os.path.normpath(PurePosixPath(procedure.here) / procedure.configuration)
    packed = manifest.digests.get(name, "") if procedure.configuration else ""
    if (told.configuration, told.configuration_digest) != (PurePosixPath(procedure.configuration).name, packed):
        yield f"the configuration is {told.configuration!r} with the SHA-256 {told.configuration_digest!r}"
