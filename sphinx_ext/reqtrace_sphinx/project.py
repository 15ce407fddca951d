# SPDX-License-Identifier: Apache-2.0
"""Asks the pipeline what it concludes: of the texts before pages are read, and of the test cases after that."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reqtrace import config as configuration
from reqtrace.catalogue import Severity
from reqtrace.diagnostic import Diagnostic, Names
from reqtrace.ident import ItemId
from reqtrace.pipeline import Conclusion, Wanted, deduce, execute, executions
from reqtrace.read.formats import Formats
from reqtrace.read.library import Library
from reqtrace.read.sources import load
from reqtrace.read.walk import entry_filter
from reqtrace.report.sheets.sheet import Ground
from reqtrace.report.view.anchors import anchors
from reqtrace.scenario.targets import PROFILES
from reqtrace_sphinx.fingerprint import Footing
from reqtrace_sphinx.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from reqtrace.report.view import Entry, View

_TARGET = "model"
_MANY = 32
"""How many test cases are worth the start of other processes."""


class Known(Struct, frozen=True, gc=False):
    """An item as far as it is known when only the texts were read: what it is called, and where its id is written."""

    id: ItemId
    anchor: str
    title: str
    file: str
    line: int


@dataclass
class Project:
    """What the pipeline concluded of what a build stands on.

    Test cases are executed when the view is first asked for; `wanted` says then what it has to tell besides the
    verdicts. `processes` is how many of them may be busy.
    """

    settings: Settings
    footing: Footing
    processes: int = 1
    wanted: Callable[[], frozenset[Ground]] = frozenset

    @cached_property
    def base(self) -> Path:
        """The folder that the files of spans are relative to."""
        return Path(self.footing.base)

    @cached_property
    def source_url(self) -> str:
        """The address of a line of a file, with placeholders for both; empty where the sources are not to be seen."""
        return self.settings.pattern(self.base)

    @cached_property
    def deduced(self) -> Conclusion:
        """What follows from the texts alone."""
        # Pages may be a part of what the project traces, so nothing is said of a justification whose item is not there.
        footing = self.footing
        return deduce(self.settings.paths, footing.config, today=footing.day, whole=False, outputs=footing.outputs)

    def prepare(self) -> None:
        """Read everything, so that processes that are started from here on need not."""
        _ = self.stamps, self.known_by_place, self.known_by_id, self.misread

    @cached_property
    def misread(self) -> tuple[str, ...]:
        """The files that were read as something else than what the build stands on, by name."""
        return tuple(sorted(_misread(self.footing, self.deduced.library)))

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """Every item, as its text alone says."""
        items = self.deduced.graph.items
        return tuple(
            Known(item.id, anchor, item.title or item.id.name, item.span.file, item.span.line)
            for item, anchor in zip(items, anchors(items), strict=True)
        )

    @cached_property
    def known_by_place(self) -> Mapping[tuple[str, int], Known]:
        """Every item by the file and line its id is written in."""
        return {(each.file, each.line): each for each in self.known}

    @cached_property
    def known_by_anchor(self) -> Mapping[str, Known]:
        """Every item by its anchor, which is unique where ids are not."""
        return {each.anchor: each for each in self.known}

    @cached_property
    def known_by_id(self) -> Mapping[ItemId, tuple[Known, ...]]:
        """The items of every id: more than one for duplicates, in the order of their places."""
        found: dict[ItemId, tuple[Known, ...]] = {}
        for each in sorted(self.known, key=lambda each: (each.file, each.line)):
            found[each.id] = (*found.get(each.id, ()), each)
        return found

    @cached_property
    def _newest(self) -> Mapping[tuple[str, str], ItemId]:
        """The greatest revision of every item, by its kind and name."""
        return {(id_.kind, id_.name): id_ for id_ in sorted(self.known_by_id)}

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of all items."""
        return frozenset(each.kind for each in self.known_by_id)

    @cached_property
    def names(self) -> Names:
        """What all items are called, among which one can look for what was meant."""
        return Names(map(str, self.known_by_id))

    def id_of(self, text: str) -> ItemId | None:
        """The id that a reference means: as it is written, or the greatest revision of ``kind~name``."""
        if text.count("~") == 1:
            kind, _, name = text.partition("~")
            return self._newest.get((kind, name))
        return ItemId.parse(text)

    def known_as(self, text: str) -> tuple[Known, ...]:
        """The items that a reference means."""
        id_ = self.id_of(text)
        return self.known_by_id.get(id_, ()) if id_ else ()

    @cached_property
    def stamps(self) -> Mapping[str, str]:
        """What tells two states of every file apart: its content, and the items the reader found there."""
        found = {name: [digest] for name, digest in self.footing.files.items()}
        for each in self.known:
            found.setdefault(each.file, []).append(f"{each.anchor}:{each.line}")
        return {name: hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] for name, parts in found.items()}

    def stamp(self, files: Iterable[str]) -> str:
        """What tells two states of a page apart that is made of `files`."""
        return "\n".join(f"{file} {self.stamps.get(file, '')}" for file in sorted(files))

    def file(self, source: str | os.PathLike[str]) -> str:
        """What spans call the file `source`, whichever of the ways to it was taken that links of the system open."""
        name = os.path.relpath(source, self.footing.base).replace(os.sep, "/")
        return name if name in self.footing.files else self._real.get(os.path.realpath(source), name)

    @cached_property
    def _real(self) -> Mapping[str, str]:
        """What spans call every file, by the path on which no link lies."""
        base = os.path.realpath(self.footing.base)
        return {os.path.realpath(os.path.join(base, name)): name for name in self.footing.files}  # noqa: PTH118 - as names are

    def _conclude(self) -> Conclusion:
        """What follows when the test cases are executed, too."""
        cases = sum(self.footing.config.is_executable(item.id.kind) for item in self.deduced.graph.items)
        with ExitStack() as end:

            @cache
            def workers() -> Executor:
                from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - few cases need none

                return end.enter_context(ProcessPoolExecutor(self.processes))

            busy = workers if self.processes > 1 and cases >= _MANY else None
            wanted = Wanted(Ground.COMPARED in self.grounds, Ground.PROBED in self.grounds, self._survivors[0])
            several = tuple(executions(_TARGET, PROFILES[_TARGET][0], wanted, due=False))
            done = execute(self.deduced, several, workers=busy, elsewhere=self.footing.elsewhere)
        return replace(done, diagnostics=(*self.footing.problems, *self._survivors[1], *done.diagnostics))

    @cached_property
    def grounds(self) -> frozenset[Ground]:
        """What has to be executed for what is wanted."""
        return self.wanted()

    @cached_property
    def _survivors(self) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
        """Why what is made wrong need not be noticed, and what is wrong with the file that says so, if that is read."""
        file, survivors = self.settings.file, self.footing.config.survivors
        if Ground.PROBED not in self.grounds or not (file and survivors):
            return {}, ()
        path = file.parent / survivors
        return configuration.read_reasons(path, str(path))

    @cached_property
    def view(self) -> View:
        """All that pages show of it; what it was concluded from is given up, for a build holds enough."""
        self.prepare()
        view = self._conclude().view
        del self.deduced
        return view

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong: with the configuration, then with what was read and executed."""
        return self.view.diagnostics

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every item by its anchor, which is unique where ids are not."""
        return self.view.by_anchor

    @cached_property
    def _faults(self) -> Mapping[tuple[str, int], tuple[str, ...]]:
        found: dict[tuple[str, int], tuple[str, ...]] = {}
        for each in self.diagnostics:
            if each.severity is not Severity.NOTE:
                place = (each.span.file, each.span.line)
                found[place] = (*found.get(place, ()), each.message)
        return found

    def reported(self, target: str, source: str, line: int) -> bool:
        """Whether a diagnostic already complains, in this line, of the id `target`."""
        return any(target in message for message in self._faults.get((self.file(source), line), ()))


def _misread(footing: Footing, library: Library) -> Iterator[str]:
    """The files that the reader did not find as they were when they were looked at, by name.

    What it made of a file that is not one input, an archive or what can not be read, is compared with what it makes of
    it now.
    """
    found: dict[str, dict[str, str]] = {}
    for name, digest in library.inputs.items():
        found.setdefault(library.places[name].name, {})[name] = digest
    yield from found.keys() - footing.files.keys()
    config = footing.config
    is_read = entry_filter(config.exclude, Formats.of(config).may_read)
    for place in footing.places:
        inputs = found.get(place.name, {})
        if inputs != {place.name: footing.files[place.name]}:
            now = {source.name: source.digest for source in load(place, is_read)[0]}
            if inputs != now or place.name in inputs:
                yield place.name
