# SPDX-License-Identifier: Apache-2.0
"""Whether what is read is what was committed."""

from __future__ import annotations

from pathlib import Path

from reqtrace.config import Config, find
from reqtrace.read import git
from reqtrace.read.library import Library


# [impl->dsn~all_that_decides_is_committed~1]
def is_dirty(commit: git.Commit, folder: Path, library: Library, config: Config) -> bool:
    """Whether anything that decides what is concluded is not as in the commit that is checked out in `folder`.

    That is all that was traced, the settings that hold in `folder`, and what they name there; not results, which a
    build makes of the commit, and which say themselves of which.
    """
    named = [folder / name for name in (config.inspections, config.survivors) if name]
    settings = find(folder)
    files = {place.path for place in library.places.values()}
    files |= {str(file) for file in (*named, settings) if file is not None and file.is_file()}
    return commit.dirty or bool(git.unversioned(folder, sorted(files)))
