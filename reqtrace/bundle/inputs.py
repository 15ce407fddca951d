# SPDX-License-Identifier: Apache-2.0
"""What was read is packed, and laid out again elsewhere, so that it is found under the same names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from reqtrace.bundle.container import LIMIT, MOST_MEMBERS
from reqtrace.bundle.manifest import BASELINE, INPUTS, Procedure
from reqtrace.bundle.names import objection
from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.view.printable import printable
from reqtrace.span import Span

Members = Mapping[str, bytes] | Mapping[str, memoryview]
"""What is packed, by name."""


class Inputs(Struct, frozen=True):
    """The files that were read, as members, and the folder they were read from, seen from that which holds them all."""

    members: Mapping[str, bytes]
    here: str
    folders: tuple[str, ...] = ()


# [impl->dsn~bundle_holds_what_was_read~1]
def gather(files: Iterable[str], folders: Iterable[str], here: Path, below: str = INPUTS) -> Inputs | Diagnostic:
    """Read `files`, which were read before, and name them by the nearest folder that holds them all and `here`.

    Paths are absolute or seen from `here`. Of `folders` nothing but their existence is kept. All names begin
    with `below`.
    """
    paths = sorted({os.path.abspath(here / file) for file in files})  # noqa: PTH100 - `resolve` would follow links
    kept = sorted({os.path.abspath(here / folder) for folder in folders})  # noqa: PTH100 - as above
    root = os.path.commonpath([here, *kept, *(os.path.dirname(path) for path in paths)])  # noqa: PTH120 - as above
    members: dict[str, bytes] = {}
    for path in paths:
        name = below + os.path.relpath(path, root).replace(os.sep, "/")
        shown = Span(printable(os.path.relpath(path, here)))
        if reason := objection(name):
            return Diagnostic(Code.NOT_PACKED, f"{shown.file} can not be packed: {reason}", shown, (), "rename it")
        try:
            members[name] = Path(path).read_bytes()
        except OSError as problem:
            message = f"{shown.file} can not be packed: {problem.strerror}"
            return Diagnostic(Code.NOT_PACKED, message, shown, (), "try again when nobody changes what is read")
    made = tuple(os.path.relpath(folder, root).replace(os.sep, "/") for folder in kept)
    return Inputs(members, os.path.relpath(here, root).replace(os.sep, "/"), made)


# [impl->dsn~bundle_has_room~1]
def too_much(members: Mapping[str, bytes]) -> Diagnostic | None:
    """Why so much can not be packed, or nothing."""
    size = sum(len(name) * 2 + len(content) for name, content in members.items())
    if size <= LIMIT // 16 * 15 and len(members) < MOST_MEMBERS - 1:
        return None
    message = f"{len(members)} files with {size >> 20} MiB are more than a bundle holds"
    help_ = "leave formats out with --formats, or trace less: exclude what holds no item in the configuration"
    return Diagnostic(Code.NOT_PACKED, message, Span("evidence"), (), help_)


class Site(Struct, frozen=True):
    """Where a bundle is laid out: the folder of the inputs, and that of what changes are counted from."""

    inputs: Path
    baseline: Path | None = None

    @classmethod
    def lay_out(cls, members: Members, procedure: Procedure, folder: Path) -> Site:
        """Lay out what is packed in `folder`, which is empty; an `OSError` is that of its file system."""
        inputs, baseline, former = folder / "inputs", folder / "baseline", procedure.baseline
        inputs.mkdir()
        lay_out(members, (*procedure.folders, procedure.here), inputs)
        if former is None:
            return cls(inputs)
        baseline.mkdir()
        lay_out(members, (*former.folders, former.here), baseline, BASELINE)
        return cls(inputs, baseline)


@contextmanager
def laid_out(members: Members, procedure: Procedure) -> Iterator[Site | Diagnostic]:
    """Where a bundle is laid out for as long as it is needed, in a folder for temporary files; or why it is not."""
    with ExitStack() as end:
        try:
            folder = end.enter_context(TemporaryDirectory(prefix="reqtrace-", ignore_cleanup_errors=True))
            site: Site | Diagnostic = Site.lay_out(members, procedure, Path(folder))
        except OSError as problem:
            message = f"what was packed can not be laid out: {problem.strerror or problem}"
            help_ = "make room in the folder for temporary files, or name another one with TMPDIR"
            site = Diagnostic(Code.CAN_NOT_WRITE, message, Span("TMPDIR"), (), help_)
        yield site


# [impl->dsn~members_stay_inside~1]
def lay_out(members: Members, folders: Iterable[str], root: Path, below: str = INPUTS) -> None:
    """Write those of `members` whose names begin with `below` into the folder `root`; nothing is written over.

    An `OSError` is that of a file system that can not do that.
    """
    for folder in folders:
        _below(root, folder).mkdir(parents=True, exist_ok=True)
    for name, content in members.items():
        if name.startswith(below):
            place = _below(root, name.removeprefix(below))
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                file.write(content)


def _below(root: Path, name: str) -> Path:
    """The place of a name that was found to lead nowhere else."""
    if name != "." and objection(name):
        raise ValueError(f"{name!r} leads out of {root}")
    return root / name
