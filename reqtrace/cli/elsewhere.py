# SPDX-License-Identifier: Apache-2.0
"""What was observed elsewhere, as a command and the configuration name it, and the commit it has to be of."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import click
from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.cli.place import Place
from reqtrace.cli.versioned import uncommitted
from reqtrace.config import Config, Tested, find
from reqtrace.diagnostic import Diagnostic
from reqtrace.pipeline.again import Observed
from reqtrace.read.library import Library
from reqtrace.read.results.record import Elsewhere
from reqtrace.span import Span

_SHORT: Final = 12
"""How many digits of a commit are shown."""
_BEGINNING: Final = 4096
"""How many bytes of a file show that it is one of results."""

results_option = click.option(
    "--results",
    metavar="FILE",
    multiple=True,
    help="Results of tests that ran elsewhere, as JUnit XML; a pattern stands in quotes, as in 'build/*.xml'.",
)


def brought(
    config: Config, folder: Path, named: Sequence[str], paths: Sequence[str], day: date
) -> Callable[[Library], Elsewhere] | None:
    """What reads all that was observed elsewhere, once it is known what was traced; None where nothing is named.

    `folder` is the one that settings are seen from, `named` are the files or patterns that a command names, and `paths`
    what it traces. A file of results among these was meant for `named`.
    """
    _no_results_among(paths, named)
    if not (named or config.results.files or config.inspections):
        return None

    def read(library: Library) -> Elsewhere:
        found = _gathered(config, folder, named, day)
        return _of_this_commit(found, library, folder, config) if found.files else found

    return read


# [impl->dsn~former_verdicts_are_known_or_not~1]
def observed(place: Place, library: Library, named: Sequence[str], day: date) -> Observed:
    """What was observed elsewhere of a state: what lies in its folder, in its commit or in its bundle.

    `named` are the files or patterns that a command names for it. What was tested is not known of a commit, in which
    results do not stand, and what was inspected neither where the file of records is not in it.
    """
    config = place.config
    file = find(place.folder.resolve())
    folder = file.parent if file and (place.root is None or file.is_relative_to(place.root)) else place.folder
    if place.root is None:
        read = brought(config, folder, named, place.paths, day)
        return Observed(read(library) if read else Elsewhere(), results=True, records=True)
    known = not config.inspections or (folder / config.inspections).is_file()
    config = config if known else replace(config, inspections=None)
    if not place.packed:
        config = replace(config, results=replace(config.results, files=()))
    found = _gathered(config, folder, (*place.results, *named), day)
    found = replace(found, commit=place.commit, dirty=place.dirty) if found.files else found
    return Observed(found, results=place.packed or bool(named), records=known)


def _gathered(config: Config, folder: Path, named: Sequence[str], day: date) -> Elsewhere:
    """What the files say that a command names, and those that settings name, which are seen from `folder`."""
    if not (named or config.results.files or config.inspections):
        return Elsewhere()
    from reqtrace.read.results.gather import Wanted, gather  # noqa: PLC0415 - most projects name nothing

    here = [os.path.relpath(folder / pattern) for pattern in config.results.files]
    inspections = os.path.relpath(folder / config.inspections) if config.inspections else ""
    found = gather(Wanted(tuple(named), tuple(here), inspections))
    return replace(found, today=day, any_commit=config.results.commit is Tested.ANY)


def _of_this_commit(found: Elsewhere, library: Library, folder: Path, config: Config) -> Elsewhere:
    """The same, with the commit that is checked out, and whether that is all that was traced."""
    from reqtrace.read import git  # noqa: PLC0415 - only results have to be of a commit

    commit = git.commit(folder)
    if commit is None:
        return found
    unknown = () if found.any_commit else uncommitted(folder, library, config, found)
    told = (_not_committed(unknown, commit.hash),) if unknown else ()
    return replace(found, commit=commit.hash, dirty=commit.dirty or bool(told), diagnostics=(*found.diagnostics, *told))


def _not_committed(files: Sequence[str], commit: str) -> Diagnostic:
    """What keeps results from counting: the first of the files by its name, and how many there are besides."""
    name = Path(os.path.relpath(files[0])).as_posix()
    more = len(files) - 1
    what = f"{name} was" if not more else f"{name} and {more} other file{'' if more == 1 else 's'} were"
    message = f"{what} read, and commit {commit[:_SHORT]} does not have it: what passed was tested without"
    return Diagnostic(Code.STALE_RESULTS, message, Span(name), (), "commit it, or exclude it from what is traced")


def _no_results_among(paths: Sequence[str], named: Sequence[str]) -> None:
    """Stop where the shell made several words of the pattern behind an option, so that the rest would be traced."""
    for path in paths if named else ():
        if path.lower().endswith(".xml") and _holds_results(Path(path)):
            raise click.UsageError(f"{path} holds results of tests: put the pattern in quotes, --results 'build/*.xml'")


def _holds_results(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b"<testsuite" in file.read(_BEGINNING)
    except OSError:
        return False  # whoever reads it says so
