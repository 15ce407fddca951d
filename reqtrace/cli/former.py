# SPDX-License-Identifier: Apache-2.0
"""The state that changes are counted from, as a command names it, on its way into a bundle."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from reqtrace.bundle.former import PackedFormer, pack_former
from reqtrace.cli.answer import tell
from reqtrace.cli.conclusion import today
from reqtrace.cli.manner import Manner, Source
from reqtrace.cli.place import Place
from reqtrace.cli.resources import resources
from reqtrace.cli.states import find_state
from reqtrace.config import find
from reqtrace.diagnostic import Diagnostic
from reqtrace.pipeline import deduce


# [impl->dsn~baseline_is_packed~1]
def packed_state(manner: Manner, source: Source, name: str) -> PackedFormer | Diagnostic:
    """The state called `name`, a revision, a folder or a bundle, with all that is read of it."""
    with ExitStack() as end, resources(manner) as tools:
        place = find_state(name, source.paths, end)
        if isinstance(place, Diagnostic):
            return place
        tell(manner, place.said)
        deduced = deduce(
            place.paths, place.config, source.selection, today=today(manner), whole=not source.paths, cache=tools.cache
        )
        files = [str(Path.cwd() / each.path) for each in deduced.library.places.values()]
        paths = [str(Path.cwd() / path) for path in place.paths]
        shown = Path(place.name).name if Path(place.name).is_absolute() else place.name
        return pack_former(shown, place.folder.resolve(), paths, files, _settings(place))


def _settings(place: Place) -> Path | None:
    """The configuration file that holds there; whatever stands above what was written aside does not."""
    file = find(place.folder.resolve())
    return None if file is None or (place.root and not file.is_relative_to(place.root)) else file
