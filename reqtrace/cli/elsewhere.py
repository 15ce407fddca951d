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

from reqtrace.config import Config, Tested, find
from reqtrace.read.library import Library
from reqtrace.read.results.record import Elsewhere

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
        from reqtrace.read.results.gather import Wanted, gather  # noqa: PLC0415 - most projects name nothing

        here = [os.path.relpath(folder / pattern) for pattern in config.results.files]
        inspections = os.path.relpath(folder / config.inspections) if config.inspections else ""
        found = gather(Wanted(tuple(named), tuple(here), inspections))
        found = replace(found, today=day, any_commit=config.results.commit is Tested.ANY)
        return _of_this_commit(found, library, folder) if found.files else found

    return read


def _of_this_commit(found: Elsewhere, library: Library, folder: Path) -> Elsewhere:
    """The same, with the commit that is checked out, and whether that is all that was traced."""
    from reqtrace.read import git  # noqa: PLC0415 - only results have to be of a commit

    commit = git.commit(folder)
    if commit is None:
        return found
    settings = find(Path.cwd())
    files = sorted({place.path for place in library.places.values()} | ({str(settings)} if settings else set()))
    return replace(found, commit=commit.hash, dirty=commit.dirty or bool(git.unversioned(folder, files)))


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
