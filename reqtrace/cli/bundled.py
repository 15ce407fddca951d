# SPDX-License-Identifier: Apache-2.0
"""The state of a project that a bundle holds: what was read for it, written aside."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reqtrace import config as configuration
from reqtrace.catalogue import Code
from reqtrace.cli.libraries import need_to_bundle
from reqtrace.cli.place import Place
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

if TYPE_CHECKING:
    from reqtrace.bundle.check import Bundle


# [impl->dsn~bundles_are_states~1]
def in_bundle(name: str, typed: Sequence[str], end: ExitStack) -> Place | Diagnostic:
    """The inputs of the bundle called `name`, written aside until `end`; who signed it is not looked at.

    Every byte is held against what the bundle states of it, so that nothing that was altered is looked at.
    """
    need_to_bundle()
    from reqtrace.bundle.check import check  # noqa: PLC0415 - only after what it needs is known to be installed
    from reqtrace.bundle.confine import objections, strays  # noqa: PLC0415 - as above

    content = _content(name)
    if isinstance(content, Diagnostic):
        return content
    bundle, told = check(content, name, None, datetime.now(UTC).date())
    if bundle is None:
        return told[0]
    procedure = bundle.manifest.procedure
    if refusals := tuple(objections(procedure)):
        return refusals[0]
    root = _laid_out(name, bundle, end)
    if isinstance(root, Diagnostic):
        return root
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
        told,
        missing,
        commit=origin.commit,
        dirty=origin.dirty,
        packed=True,
        results=tuple(os.path.normpath(folder / file) for file in procedure.results),
    )


def _laid_out(name: str, bundle: Bundle, end: ExitStack) -> Path | Diagnostic:
    """The folder with what was read for a bundle, which is there until `end`."""
    from reqtrace.bundle.inputs import lay_out  # noqa: PLC0415 - as above

    try:
        root = Path(end.enter_context(TemporaryDirectory(prefix="reqtrace-"))).resolve()
        lay_out(bundle.members, bundle.manifest.procedure.folders, root)
    except (FileExistsError, NotADirectoryError):
        return _unknown(name, "two of its files stand in the same place", "pack the project anew")
    except OSError as problem:
        reason = f"it can not be written aside: {problem.strerror or problem}"
        return _unknown(name, reason, "set TMPDIR to a folder with enough space")
    return root


def _content(name: str) -> bytes | Diagnostic:
    from reqtrace.bundle.container import LIMIT  # noqa: PLC0415 - as above

    try:
        with Path(name).open("rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as problem:
        return _unknown(name, problem.strerror or str(problem))
    if len(content) > LIMIT:
        return _unknown(name, f"it is larger than any bundle, {LIMIT >> 20} MiB")
    return content


def _unknown(name: str, reason: str, help_: str = "") -> Diagnostic:
    return Diagnostic(Code.UNKNOWN_STATE, f"{name} can not be looked at: {reason}", Span(name), (), help_)
