# SPDX-License-Identifier: Apache-2.0
"""Tells whether anything is other than it was of what the conclusions of a build rest on."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

import reqtrace
from reqtrace import config as configuration
from reqtrace.config import Config, Tested
from reqtrace.diagnostic import Diagnostic
from reqtrace.read import git
from reqtrace.read.formats import Formats
from reqtrace.read.results.record import Elsewhere
from reqtrace.read.walk import Place, walk

_UNREADABLE = ""
"""Stands for the content of a file that can not be read, or is not there any more."""


class Footing(Struct, frozen=True):
    """What conclusions rest on.

    `config` is what the project decided, and `problems` are what is wrong with it. `outputs` are folders that are not
    traced, for they are filled here. `base` is the folder that names are relative to; `places` are the files that are
    traced, and `files` their SHA-256, by name. `day` is the day on which gaps are accepted or not any more, and
    `misdated` is what should have said so and does not. `elsewhere` is what was tested or inspected elsewhere. `digest`
    stands for all of it, and for the code that concludes.
    """

    config: Config
    problems: tuple[Diagnostic, ...]
    outputs: tuple[str, ...]
    base: str
    places: tuple[Place, ...]
    files: Mapping[str, str]
    day: datetime.date
    misdated: str
    digest: str
    elsewhere: Elsewhere = Elsewhere()

    def changed(self, later: Footing) -> tuple[str, ...]:
        """The files that are not in `later` what they were, by name."""
        names = self.files.keys() | later.files.keys()
        return tuple(sorted(name for name in names if self.files.get(name) != later.files.get(name)))


# [impl->dsn~builds_are_repeatable~1]
def footing(file: Path | None, paths: tuple[str, ...], outputs: tuple[str, ...], also: str = "") -> Footing:
    """Look at the configuration `file` and at all that is traced at `paths`; `outputs` are folders to leave out.

    `also` is whatever else conclusions depend on, in any form that is the same where it is the same.
    """
    config, text, problems = configuration.read(file, str(file)) if file else (Config(), "", ())
    formats = Formats.of(config)
    base, places, said = walk(paths, config.exclude, formats.may_read, gitignore=config.gitignore, outputs=outputs)
    files = {place.name: _content(place.path) for place in places}
    reasons = _content(str(file.parent / config.survivors)) if file and config.survivors else ""
    day, misdated = _today()
    whole = hashlib.sha256()
    for part in (reqtrace.__version__, *_code(), str(day), misdated, str(file), text, reasons, *paths, also):
        whole.update(part.encode(errors="surrogateescape") + b"\0")
    for name, digest in files.items():
        whole.update(f"{name}\0{digest}\0".encode(errors="surrogateescape"))
    elsewhere = _elsewhere(file, config, base, places, day) if file else Elsewhere()
    for name, digest in elsewhere.digests.items():
        whole.update(f"{name}\0{digest}\0".encode(errors="surrogateescape"))
    whole.update(f"{elsewhere.commit} {elsewhere.dirty}\0".encode())
    for diagnostic in (*said, *elsewhere.diagnostics):
        whole.update(f"{diagnostic.code} {diagnostic.message}\0".encode(errors="surrogateescape"))
    return Footing(config, problems, outputs, base, places, files, day, misdated, whole.hexdigest(), elsewhere)


def _elsewhere(file: Path, config: Config, base: str, places: Iterable[Place], day: datetime.date) -> Elsewhere:
    """What was tested or inspected elsewhere, as the configuration `file` names it, and the commit it has to be of."""
    if not (config.results.files or config.inspections):
        return Elsewhere()
    from reqtrace.read.results.gather import Wanted, gather  # noqa: PLC0415 - most projects name nothing

    patterns = tuple(str(file.parent / pattern) for pattern in config.results.files)
    inspections = str(file.parent / config.inspections) if config.inspections else ""
    found = replace(
        gather(Wanted(configured=patterns, inspections=inspections, base=base)),
        today=day,
        any_commit=config.results.commit is Tested.ANY,
    )
    commit = git.commit(file.parent) if found.files else None
    if commit is None:
        return found
    unversioned = git.unversioned(file.parent, [str(file), *(place.path for place in places)])
    return replace(found, commit=commit.hash, dirty=commit.dirty or bool(unversioned))


def _content(path: str) -> str:
    """The SHA-256 of a file."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - the path may hold what `Path` changes
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return _UNREADABLE


def _code() -> Iterator[str]:
    """What tells our own code from other code of the same version, as that of a checkout: names, sizes, times."""
    queue = [str(Path(reqtrace.__file__).parent), str(Path(__file__).parent)]
    while queue:
        with os.scandir(queue.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    yield f"{entry.name} {status.st_size} {status.st_mtime_ns}"
                elif "." not in entry.name and not entry.name.startswith("__"):
                    queue.append(entry.path)


def _today() -> tuple[datetime.date, str]:
    """The day on which gaps are accepted or not any more: that of SOURCE_DATE_EPOCH, or else this one.

    A SOURCE_DATE_EPOCH that leads to no day is given back, too: no gap is accepted for longer because of it.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.datetime.now(datetime.UTC)
    try:
        return (datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else now).date(), ""
    except (ValueError, OverflowError, OSError):
        return now.date(), epoch


def assets(paths: Iterable[Path]) -> str:
    """A digest of the style sheets and scripts at and below `paths`, whose checksums stand in every page."""
    whole = hashlib.sha256()
    for path in paths:
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if file.suffix in {".css", ".js"}:
                whole.update(f"{file.relative_to(path)}\0{_content(str(file))}\0".encode(errors="surrogateescape"))
    return whole.hexdigest()
