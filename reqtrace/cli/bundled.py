# SPDX-License-Identifier: Apache-2.0
"""The state of a project that a bundle holds: what was read for it, written aside."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from reqtrace import config as configuration
from reqtrace.catalogue import Code
from reqtrace.cli.libraries import need_to_bundle
from reqtrace.cli.place import Place
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span


# [impl->dsn~bundles_are_states~1]
def in_bundle(name: str, typed: Sequence[str], end: ExitStack) -> Place | Diagnostic:
    """The inputs of the bundle called `name`, written aside until `end`; who signed it is not looked at.

    Every byte is held against what the bundle states of it, so that nothing that was altered is looked at.
    """
    need_to_bundle()
    from reqtrace.bundle.check import check  # noqa: PLC0415 - only after what it needs is known to be installed
    from reqtrace.bundle.confine import objections, strays  # noqa: PLC0415 - as above
    from reqtrace.bundle.inputs import lay_out  # noqa: PLC0415 - as above

    content = _content(name)
    if isinstance(content, Diagnostic):
        return content
    bundle, told = check(content, name, None, datetime.now(UTC).date())
    if bundle is None:
        return told[0]
    procedure = bundle.manifest.procedure
    if refusals := tuple(objections(procedure)):
        return refusals[0]
    root = Path(end.enter_context(TemporaryDirectory(prefix="reqtrace-"))).resolve()
    lay_out(bundle.members, procedure.folders, root)
    folder = root / procedure.here
    config, problems = Config(), tuple[Diagnostic, ...]()
    if procedure.configuration:
        config, _, problems = configuration.read(folder / procedure.configuration, f"{name}!{procedure.configuration}")
    if refusals := tuple(each for each in (*problems, *strays(procedure, config)) if each.code.misuse):
        return refusals[0]
    paths = {path: os.path.normpath(folder / path) for path in typed or procedure.paths}
    there = {path: each for path, each in paths.items() if os.path.lexists(each) and Path(each).is_relative_to(root)}
    missing = tuple(path for path in typed if path not in there)
    unignored = replace(config, gitignore=False)  # what git ignores was not packed
    origin = bundle.manifest.provenance
    return Place(
        name,
        unignored,
        tuple(there.values()),
        folder,
        root,
        (),
        missing,
        commit=origin.commit,
        dirty=origin.dirty,
        packed=True,
        results=tuple(os.path.normpath(folder / file) for file in procedure.results),
    )


def _content(name: str) -> bytes | Diagnostic:
    from reqtrace.bundle.container import LIMIT  # noqa: PLC0415 - as above

    try:
        with Path(name).open("rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as problem:
        message = f"{name} can not be looked at: {problem.strerror or problem}"
        return Diagnostic(Code.UNKNOWN_STATE, message, Span(name))
    if len(content) > LIMIT:
        message = f"{name} can not be looked at: it is larger than any bundle, {LIMIT >> 20} MiB"
        return Diagnostic(Code.UNKNOWN_STATE, message, Span(name))
    return content
