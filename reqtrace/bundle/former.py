# SPDX-License-Identifier: Apache-2.0
"""The state that a report counts changes from: packed beside the inputs, and compared with what follows from these."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reqtrace import config as configuration
from reqtrace.bundle.inputs import gather
from reqtrace.bundle.manifest import BASELINE, Former, Procedure
from reqtrace.catalogue import Code
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic
from reqtrace.pipeline import Conclusion, Execution, Selection, deduce
from reqtrace.pipeline.again import execute_again
from reqtrace.read.readings import Workers
from reqtrace.scenario.targets import Later
from reqtrace.trace.change import Change, State
from reqtrace.trace.compare import compare

_NOW: Final = "the working tree"
_EMPTY: Final = (Code.MISSING_PATH, Code.NOTHING_READ)
"""What is said where there was nothing yet."""


class PackedFormer(Struct, frozen=True):
    """A former state as it is packed: how it is read again, and its files."""

    former: Former
    members: Mapping[str, bytes]


def pack_former(
    name: str, folder: Path, paths: Iterable[str], files: Iterable[str], settings: Path | None
) -> PackedFormer | Diagnostic:
    """Pack the state that people know as `name`: the `files` that were read at and below `paths`, and its settings.

    `folder` is where a command would be called; everything else is absolute or seen from there.
    """
    wanted = [*files, *([str(settings)] if settings else [])]
    there = [path for path in paths if (folder / path).exists()]
    found = gather(wanted, [path for path in there if (folder / path).is_dir()], folder, below=BASELINE)
    if isinstance(found, Diagnostic):
        return found
    seen = tuple(_seen(folder / path, folder) for path in there)
    shown = _seen(settings, folder) if settings else ""
    return PackedFormer(Former(name, found.here, seen, found.folders, shown), found.members)


def _seen(path: Path, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


# [impl->dsn~baseline_is_packed~1]
def change_since(
    former: Former, root: Path, procedure: Procedure, after: Conclusion, workers: Workers | None = None
) -> Change | tuple[Diagnostic, ...]:
    """What changed from the former state, which is laid out in `root`, to what was concluded; what keeps it otherwise.

    Of its test cases those are executed that are not the same now.
    """
    if after.evidence is None:
        raise ValueError("evidence is made of what was executed")
    with chdir(root / former.here):
        config, problems = Config(), tuple[Diagnostic, ...]()
        if former.configuration:
            config, _, problems = configuration.read(Path(former.configuration), former.configuration)
        deduced = deduce(
            former.paths,
            replace(config, gitignore=False),  # what git ignores was not packed
            Selection(_set(procedure.kinds), _set(procedure.tags)),
            today=procedure.today,
            whole=procedure.whole,
            workers=workers,
        )
        told = (*problems, *deduced.diagnostics)
        if refused := tuple(each for each in told if each.code.misuse and each.code not in _EMPTY):
            return tuple(replace(each, message=f"{former.name}: {each.message}") for each in refused)
        execution = Execution(Later(procedure.on), procedure.profile)
        before = execute_again(replace(deduced, config=config), execution, after.evidence, workers=workers)
    return compare(_state(former.name, before), _state(_NOW, after))


def _state(name: str, conclusion: Conclusion) -> State:
    return State(name, conclusion.graph, conclusion.config, conclusion.judgements, conclusion.evidence)


def _set(words: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)
