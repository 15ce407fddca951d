# SPDX-License-Identifier: Apache-2.0
"""Which results from elsewhere name which items, and which of them are of what is traced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from reqtrace.catalogue import Code, Severity
from reqtrace.diagnostic import Diagnostic, Names, Note
from reqtrace.evidence import Origin, Outcome
from reqtrace.ident import ItemId
from reqtrace.read.results.naming import Spelling, newest
from reqtrace.read.results.record import Elsewhere, Result, ResultFile
from reqtrace.span import Span
from reqtrace.trace.graph import Graph

_HASH: Final = re.compile(r"(?:.*-g)?([0-9a-f]{7,64})")
"""A commit as it is written: its hash, or the first digits of that, also as ``git describe`` writes them."""
_CHANGED: Final = re.compile(r"[-+.](?:dirty|modified)$|\+$")
_SHORT: Final = 12
_MANY: Final = 20
"""For how many ids that do not exist it is looked up which was meant: where there are more, it is no slip."""
_NAMED: Final = 60
"""How many characters of a foreign text are shown."""


def claims(graph: Graph, elsewhere: Elsewhere) -> tuple[Mapping[ItemId, tuple[Origin, ...]], tuple[Diagnostic, ...]]:
    """The results that name an item, by the id that it has now, and what is wrong with them.

    They say themselves why they do not count, where they do not.
    """
    register = _Register(graph, elsewhere)
    for file in elsewhere.files:
        register.enter(file)
    return {id_: tuple(origins) for id_, origins in register.found.items()}, tuple(register.diagnostics)


# [impl->dsn~results_count_on_this_revision~1]
class _Register:
    """The results that were looked at so far."""

    def __init__(self, graph: Graph, elsewhere: Elsewhere) -> None:
        self.graph = graph
        self.elsewhere = elsewhere
        self.spelling = Spelling(graph.positions)
        self.newest = newest(graph.positions)
        self.names: Names | None = None
        self.unknowns = 0
        self.found: dict[ItemId, list[Origin]] = {}
        self.diagnostics: list[Diagnostic] = []

    def enter(self, file: ResultFile) -> None:
        """Take down the results of a file; what is wrong with many for one reason is said once."""
        setbacks: dict[str, list[Result]] = {}
        naming = 0
        for result in file.results:
            ids = tuple(
                dict.fromkeys(id_ for text in (*result.cited, *result.named) for id_ in self.spelling.found(text))
            )
            naming += bool(ids)
            self.diagnostics += self.near_misses(result) if not ids else ()
            for id_ in ids:
                setback = self.take(file, result, id_)
                if setback:
                    setbacks.setdefault(setback, []).append(result)
        for setback, results in setbacks.items():
            which = "1 result does" if len(results) == 1 else f"{len(results)} results do"
            self.diagnostics.append(Diagnostic(Code.STALE_RESULTS, f"{which} not count: {setback}", results[0].span))
        if not naming:
            self.diagnostics.append(_silent(file))

    def take(self, file: ResultFile, result: Result, id_: ItemId) -> str:
        """Take down a result for the item that it names; say why it does not count, unless that was said already."""
        current = id_ if id_ in self.graph.positions else self.newest.get((id_.kind, id_.name))
        if current is None:
            self.diagnostics.append(self.unknown(result, id_))
            return ""
        setback = self.setback(result)
        if current != id_:
            message = f"{id_} was tested, but {current} is current"
            here = Note(f"{current} is here", self.graph.items[self.graph.positions[current][0]].span)
            help_ = "review what changed, then test the current revision"
            self.diagnostics.append(Diagnostic(Code.STALE_RESULTS, message, result.span, (here,), help_))
        elif result.doubtful:
            message = f"{id_}: {result.name} does not count as passed: {result.message}"
            self.diagnostics.append(Diagnostic(Code.DOUBTFUL_RESULT, message, result.span))
        origin = Origin(
            file=file.file,
            digest=file.digest,
            name=result.name,
            tool=file.tool,
            date=result.date,
            commit=result.commit,
            line=result.span.line,
            outcome=result.outcome,
            message=result.message,
            log=result.log,
            setback=setback if current == id_ else f"revision {id_.revision} was tested",
        )
        self.found.setdefault(current, []).append(origin)
        return setback if current == id_ else ""

    def setback(self, result: Result) -> str:
        """Why a result is not one of what is traced; empty where it is.

        One of a commit that nobody knows may be of this one, so only that it passed does not count.
        """
        if self.elsewhere.any_commit:
            return ""
        unknown = self._unknown_commit(result.commit)
        if unknown:
            return unknown if result.outcome is Outcome.PASSED else ""
        hash_ = _HASH.fullmatch(result.commit.lower())
        if hash_ is None or not self.elsewhere.commit.startswith(hash_[1]):
            tested = hash_[1][:_SHORT] if hash_ else _brief(result.commit)
            return f"commit {tested} was tested, and {self.elsewhere.commit[:_SHORT]} is checked out"
        return f"something was changed since commit {self.elsewhere.commit[:_SHORT]}" if self.elsewhere.dirty else ""

    def _unknown_commit(self, commit: str) -> str:
        """Why nobody can tell whether a commit is the one that is checked out."""
        if not commit:
            return "the file does not say which commit was tested"
        if " " in commit:
            return f"the file names several commits that were tested, {_brief(commit)}"
        if _CHANGED.search(commit.lower()):
            return f"something had been changed when it was tested, {_brief(commit)}"
        if not _HASH.fullmatch(commit.lower()):
            return f"{_brief(commit)!r} is no hash of a commit"
        return "" if self.elsewhere.commit else "no commit is checked out that it could be of"

    def unknown(self, result: Result, id_: ItemId) -> Diagnostic:
        """What is said of a result that names an item that does not exist."""
        if self.names is None:
            self.names = Names(map(str, self.graph.positions))
        self.unknowns += 1
        closest = self.names.nearest(str(id_)) if self.unknowns <= _MANY else None
        help_ = f"did you mean {closest}?" if closest else ""
        return Diagnostic(Code.IDLE_RESULT, f"{result.name} names {id_}, which does not exist", result.span, (), help_)

    def near_misses(self, result: Result) -> Iterator[Diagnostic]:
        """What is said of texts that nearly hold an id: a kind is there, and the revision or something else is not."""
        for text in (*result.cited, *result.named):
            if any(f"{kind}{sign}" in text for kind in self.spelling.kinds for sign in ("~", "__")):
                help_ = "write kind~name~revision, or kind__name__revision where names allow no ~"
                message = f"there is no whole id in {_brief(text)!r}"
                yield Diagnostic(Code.IDLE_RESULT, message, result.span, (), help_)
                return


def _silent(file: ResultFile) -> Diagnostic:
    """What is said of a file whose results name no item."""
    if not file.results:
        return Diagnostic(Code.IDLE_RESULT, f"there is no result in {file.file}", Span(file.file))
    number = len(file.results)
    what = "the only result" if number == 1 else f"none of the {number} results"
    names = "does not name" if number == 1 else "names"
    message = f"{what} in {file.file} {names} an item"
    help_ = "name the item in a property, or in the name of the test"
    return Diagnostic(Code.IDLE_RESULT, message, Span(file.file), (), help_, Severity.NOTE)


def _brief(text: str) -> str:
    return text if len(text) <= _NAMED else text[: _NAMED - 1] + "…"
