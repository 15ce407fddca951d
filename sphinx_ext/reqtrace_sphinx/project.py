# SPDX-License-Identifier: Apache-2.0
"""Asks the pipeline, once per build, what it concludes of the project."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace
from sphinx.config import Config as SphinxConfig

from reqtrace import config as configuration
from reqtrace.catalogue import Severity
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic
from reqtrace.ident import ItemId
from reqtrace.pipeline import Execution, conclude
from reqtrace.report.view import Entry, View
from reqtrace.scenario.on_model import Model


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``conf.py`` says: the configuration file and the paths to trace, both absolute."""

    file: Path | None
    paths: tuple[str, ...]

    @classmethod
    def of(cls, config: SphinxConfig, confdir: Path, srcdir: Path) -> Settings:
        """Read the values; paths in them are relative to the folder of ``conf.py``."""
        file = confdir / config.reqtrace_config if config.reqtrace_config else configuration.find(srcdir)
        paths = tuple(str(confdir / path) for path in config.reqtrace_paths or ())
        return cls(file, paths or (str(srcdir),))


@dataclass(frozen=True)
class Project:
    """What the pipeline concluded; `base` is the folder that the files of spans are relative to."""

    settings: Settings
    view: View
    base: Path
    diagnostics: tuple[Diagnostic, ...]

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every item by its anchor, which is unique where ids are not."""
        return {entry.anchor: entry for entry in self.view.entries}

    @cached_property
    def by_place(self) -> Mapping[tuple[str, int], Entry]:
        """Every item by the file and line its id is written in."""
        return {(entry.item.span.file, entry.item.span.line): entry for entry in self.view.entries}

    @cached_property
    def _faults(self) -> Mapping[tuple[str, int], tuple[str, ...]]:
        found: dict[tuple[str, int], tuple[str, ...]] = {}
        for each in self.diagnostics:
            if each.severity is not Severity.NOTE:
                place = (each.span.file, each.span.line)
                found[place] = (*found.get(place, ()), each.message)
        return found

    def file(self, source: str | os.PathLike[str]) -> str:
        """What spans call the file `source`."""
        return os.path.relpath(source, self.base).replace(os.sep, "/")

    def items_in(self, files: Iterable[str]) -> tuple[tuple[str, str, int], ...]:
        """The anchor, file and line of every item in `files`."""
        wanted = frozenset(files)
        spans = ((entry.anchor, entry.item.span) for entry in self.view.entries)
        return tuple((anchor, span.file, span.line) for anchor, span in spans if span.file in wanted)

    def reported(self, target: str, source: str, line: int) -> bool:
        """Whether a diagnostic already complains, in this line, of the id `target`."""
        return any(target in message for message in self._faults.get((self.file(source), line), ()))

    def named(self, text: str) -> tuple[Entry, ...]:
        """The items called `text`; none where that is no id."""
        id_ = ItemId.parse(text)
        return self.view.by_id.get(id_, ()) if id_ else ()


def consult(settings: Settings, leave_out: Iterable[Path]) -> Project:
    """Read the project, execute its test cases on the model, and say what follows; `leave_out` holds output."""
    config, _, problems = configuration.read(settings.file, str(settings.file)) if settings.file else (Config(), "", ())
    first = Path(settings.paths[0])
    outputs = (os.path.relpath(folder, first).replace(os.sep, "/") for folder in leave_out if folder != first)
    exclude = (*config.exclude, *(output for output in outputs if not output.startswith("..")))
    wanted = replace(config, exclude=exclude)
    model = Model()
    execution = Execution(model, model.profiles[0], due=False)
    # Pages may be a part of what the project traces, so nothing is said of a justification whose item is not there.
    conclusion = conclude(settings.paths, wanted, execution, today=_today(), whole=False)
    return Project(settings, conclusion.view, Path(conclusion.library.base), (*problems, *conclusion.diagnostics))


def _today() -> datetime.date:
    """The day on which gaps are accepted or not any more: that of SOURCE_DATE_EPOCH, or else this one."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.datetime.now(datetime.UTC)
    return (datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch.isdecimal() else now).date()
