# SPDX-License-Identifier: Apache-2.0
"""Whether what is read is what was committed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from reqtrace.config import Config, find
from reqtrace.read import git
from reqtrace.read.library import Library
from reqtrace.read.results.record import Elsewhere


# [impl->dsn~all_that_decides_is_committed~1]
def is_dirty(commit: git.Commit, folder: Path, library: Library, config: Config, found: Elsewhere) -> bool:
    """Whether anything that decides what is concluded is not as in the commit that is checked out in `folder`."""
    return commit.dirty or bool(uncommitted(folder, library, config, found))


def uncommitted(folder: Path, library: Library, config: Config, found: Elsewhere) -> Sequence[str]:
    """The files that decide what is concluded, and that git does not know.

    They are among all that was traced, the settings that hold in `folder`, and what they name there; not results, which
    a build makes of the commit, and which say themselves of which. A file of results in which there are items is both.
    """
    named = [folder / name for name in (config.inspections, config.survivors) if name]
    settings = find(folder)
    results = {os.path.realpath(found.inputs[each.file]) for each in found.files}
    declaring = {item.span.file for item in library.items} if results else set()
    files = {
        place.path
        for name, place in library.places.items()
        if name in declaring or os.path.realpath(place.path) not in results
    }
    files |= {str(file) for file in (*named, settings) if file is not None and file.is_file()}
    return git.unversioned(folder, sorted(files))
