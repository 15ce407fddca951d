# SPDX-License-Identifier: Apache-2.0
"""JUnit XML as a dozen tools write it: what became of every test, whatever else the file holds.

A test passed only where nothing in the file speaks against it. So it did not where it was repeated, where its outcome
is in words that nobody knows, where its suite counts more failures than it shows, and where the file breaks off before
its end, for what is lost may have been a failure.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Outcome
from reqtrace.read.results.dialects import SUITES, tool_of
from reqtrace.read.results.legible import legible
from reqtrace.read.results.record import Result, ResultFile
from reqtrace.read.results.testcase import Suite, Trial, take
from reqtrace.span import Span

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_BEGINNING: Final = re.compile(rb"\S")
_DOCUMENT: Final = re.compile(rb"<[^/]")
_BREAKS_OFF = "the file breaks off, and what is lost may have been a failure"
_HIDDEN = "its suite counts more failures than it shows"
_SUITE_FAILED = "its suite failed as a whole"


# [impl->dsn~results_in_any_dialect~1]
def read_junit(content: bytes, file: str) -> tuple[ResultFile, tuple[Diagnostic, ...]]:
    """The results in a file of JUnit XML that people know as `file`, and what is wrong with it."""
    scan = _Scan(file)
    text, begin, line = legible(content), 0, 1
    while found := _BEGINNING.search(text, begin):
        line += text.count(b"\n", begin, found.start())
        begin = found.start()
        length = scan.parse(memoryview(text)[begin:], line)
        line += text.count(b"\n", begin, begin + length)
        begin += length
    if not scan.suites and not scan.results and not scan.diagnostics:
        scan.tell("there is no suite of tests in it", Span(file), "name a file of JUnit XML")
    if scan.broken:
        scan.results = [_no_pass(each, _BREAKS_OFF) for each in scan.results]
    told = ResultFile(file, hashlib.sha256(content).hexdigest(), scan.tool, tuple(scan.results))
    return told, tuple(scan.diagnostics)


def _no_pass(result: Result, reason: str) -> Result:
    """The same result, which did not pass if it did."""
    return replace(result, outcome=Outcome.BLOCKED, message=reason) if result.outcome is Outcome.PASSED else result


class _DocumentType(Exception):  # noqa: N818 - it is no error, but the only way to stop expat before it goes on
    """A document type was found."""


class _Scan:
    """A file under way: the suites and tests around the place that is read, and the results so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parser: XMLParserType
        self.first = 1
        """The line that the document begins in: there may be several in a file."""
        self.results: list[Result] = []
        self.diagnostics: list[Diagnostic] = []
        self.open: list[Suite] = []
        self.suites = 0
        self.tool = ""
        self.broken = False
        self.depth = 0

    def parse(self, text: memoryview, line: int) -> int:
        """Read one document; how many bytes it has. Where it is broken, it has all."""
        from xml.parsers import expat  # noqa: PLC0415 - only who has results pays for it

        self.first, self.depth, self.open = line, 0, []
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.parser.StartDoctypeDeclHandler = self.refuse
        try:
            self.parser.Parse(text, True)
        except expat.ExpatError as problem:
            length = self.parser.ErrorByteIndex
            if self.depth == 0 and self.suites and length and _DOCUMENT.match(text, length):  # another one begins
                return length
            reason = expat.ErrorString(problem.code)
            message = f"the XML is not well-formed: {reason}; nothing in the file counts as passed"
            self.tell(message, Span(self.file, line + problem.lineno - 1, problem.offset + 1))
            self.broken = True
        except _DocumentType:
            self.tell("the XML has a document type, which is refused; nothing behind it is read", self.span())
            self.broken = True
        self.close_all()
        return len(text)

    def tell(self, message: str, span: Span, help_: str = "") -> None:
        self.diagnostics.append(Diagnostic(Code.BROKEN_RESULTS, message, span, (), help_))

    def span(self) -> Span:
        """The place that is read."""
        line = self.first + self.parser.CurrentLineNumber - 1
        return Span(self.file, line, self.parser.CurrentColumnNumber + 1)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note the beginning of an element, of whatever namespace."""
        self.depth += 1
        name = tag.rpartition(" ")[2]
        around = self.open[-1] if self.open else None
        trial = around.trial if around else None
        attributes = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if trial and name != "testcase":
            trial.start(name, attributes, foreign=" " in tag)
        elif name in SUITES:
            self.suites += 1
            self.tool = self.tool or tool_of(attributes)
            self.open.append(Suite(self.depth, attributes, around, len(self.results), self.span()))
        elif name == "testcase":
            if around is None or trial:  # outside of any suite, or within another test
                around = Suite(self.depth, {}, around, len(self.results), self.span())
                self.open.append(around)
            around.trial = Trial(self.depth, attributes, self.span())
        elif around and name == "property":
            take(attributes, "", around.cited, around.commits)
        elif around and name in ("failure", "error"):
            around.failed, around.shown = True, around.shown + 1

    def data(self, text: str) -> None:
        """Note a piece of text."""
        if self.open and (trial := self.open[-1].trial):
            trial.write(text)

    def end(self, _: str) -> None:
        """Note the end of an element."""
        suite = self.open[-1] if self.open else None
        if suite and suite.trial:
            if suite.trial.depth == self.depth:
                self.results.append(self.result(suite, suite.trial))
                suite.trial = None
            else:
                suite.trial.end()
        if suite and suite.depth == self.depth:
            self.close()
        self.depth -= 1

    def close(self) -> None:
        """Leave the innermost suite; what it counts and does not show is held against all that passed in it."""
        suite = self.open.pop()
        doubts = {_SUITE_FAILED: suite.failed, _HIDDEN: suite.hidden > 0}
        for reason, holds in doubts.items():
            if holds:
                self.tell(
                    f"{_words(suite)}: {reason.removeprefix('its suite ')}; nothing in it counts as passed", suite.span
                )
                within = [_no_pass(each, reason) for each in self.results[suite.begun :]]
                self.results[suite.begun :] = within
        if self.open:
            self.open[-1].shown += suite.shown

    def close_all(self) -> None:
        """Leave what is still open where a file breaks off; a test that was under way did not pass."""
        while self.open:
            suite = self.open.pop()
            if suite.trial:
                suite.trial.note(Outcome.BLOCKED, _BREAKS_OFF)
                self.results.append(self.result(suite, suite.trial))

    def result(self, suite: Suite, trial: Trial) -> Result:
        """What a test says of itself, and its suites of it."""
        suite.shown += trial.shown
        suites = list(suite.around())
        commits = trial.commits or next((each.commits for each in suites if each.commits), set())
        dates = (trial.attributes, *(each.attributes for each in suites))
        stamp = next((each["timestamp"] for each in dates if each.get("timestamp")), "")
        words = [trial.attributes.get(key, "").strip() for key in ("classname", "name")]
        outcome, message, doubtful = trial.ending()
        return Result(
            name="::".join(dict.fromkeys(word for word in words if word)) or "a test without a name",
            outcome=outcome,
            span=trial.span,
            named=tuple(word for word in words if word),
            cited=(*trial.cited, *(text for each in suites for text in each.cited)),
            message=message,
            log="".join(trial.log),
            commit=" ".join(sorted(commits)),
            date=_date(stamp),
            doubtful=doubtful,
        )

    def refuse(self, *_: object) -> None:
        """Stop at a document type."""
        raise _DocumentType


def _words(suite: Suite) -> str:
    name = suite.attributes.get("name", "").strip()
    return f"the suite {name!r}" if name else "a suite"


def _date(stamp: str) -> str:
    """A time as ISO 8601, in UTC where its zone is known; empty where it is none."""
    try:
        found = datetime.fromisoformat(stamp.strip())
    except ValueError:
        return ""
    found = found.replace(microsecond=0)
    if found.tzinfo is None:
        return found.isoformat()
    try:
        return f"{found.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
    except OverflowError:
        return ""
