# SPDX-License-Identifier: Apache-2.0
"""Where a state of a project lies."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic


class Place(Struct, frozen=True):
    """Where a state lies: the folder in which a command would be called, the settings there, and what they trace.

    `paths` can be opened from here. Where the state was written aside into `root`, nobody is shown that: places are
    then seen from `folder`. What was observed elsewhere of a state that was written aside has to be of `commit`, and
    counts no more where the state was `dirty`; `results` are the files of it that were typed, where they were `packed`
    with the state, as a bundle does, and a commit does not. `said` is what is wrong with the state, that does not keep
    the rest from being used.
    """

    name: str
    config: Config
    paths: tuple[str, ...]
    folder: Path
    root: Path | None = None
    said: tuple[Diagnostic, ...] = ()
    missing: tuple[str, ...] = ()
    """The paths that were typed and are not there."""
    commit: str = ""
    dirty: bool = False
    packed: bool = False
    results: tuple[str, ...] = ()

    def shown(self, base: str) -> str:
        """The folder that places are relative to, as one names it who stands in `folder`."""
        if self.root is None:
            return base
        return os.path.relpath(os.path.join(Path.cwd(), base), self.folder)  # noqa: PTH118 - as typed
