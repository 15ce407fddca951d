# SPDX-License-Identifier: Apache-2.0
"""JUnit XML as a dozen tools write it: what became of every test, whatever else the file holds.

A test passed only where nothing in the file speaks against it: neither what stands in it, a test within it too, nor
what stands around it. So it did not where it was repeated, where its outcome or that of its suite is in words that
nobody knows, where its suite counts more failures than it shows, and where the file breaks off before its end, for what
is lost may have been a failure.
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
from reqtrace.read.results.dialects import SUITES, WRAPPERS, bare, tool_of
from reqtrace.read.results.legible import legible
from reqtrace.read.results.properties import one_commit
from reqtrace.read.results.record import Result, ResultFile
from reqtrace.read.results.stated import Attributes
from reqtrace.read.results.suite import Suite
from reqtrace.read.results.testcase import FAILURES, Ending, Trial
from reqtrace.span import Span

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_BEGINNING: Final = re.compile(rb"\S")
_DOCUMENT: Final = re.compile(rb"<[^/]")
_BREAKS_OFF = "the file breaks off, and what is lost may have been a failure"
_AROUND = "the test that it stands within did not pass"
_BETWEEN: Final = "\n"
"""What stands between the commits of a test until it is known what its suites say."""
_NO_ATTRIBUTES: Final = Attributes({})
_DEEPEST: Final = 100
"""How many elements may stand within each other; a tool writes a dozen."""


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


def _no_pass(result: Result, reason: str, *, doubtful: bool = False) -> Result:
    """The same result, which did not pass if it did."""
    if result.outcome is not Outcome.PASSED:
        return result
    return replace(result, outcome=Outcome.BLOCKED, message=reason, doubtful=doubtful)


class _Unreadable(Exception):  # noqa: N818 - it is no error, but the only way to stop expat before it goes on
    """What is found is not read any further, for the reason that it says."""


class _Scan:
    """A file under way: the suites and tests around the place that is read, and the results so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parser: XMLParserType
        self.first = 1
        """The line that the document begins in: there may be several in a file."""
        self.results: list[Result] = []
        self.suites_of: list[Suite] = []
        """The innermost suite of each result, of which more may be said behind it."""
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
                self.settle()
                return length
            reason = expat.ErrorString(problem.code)
            message = f"the XML is not well-formed: {reason}; nothing in the file counts as passed"
            self.tell(message, Span(self.file, line + problem.lineno - 1, problem.offset + 1))
            self.broken = True
        except _Unreadable as problem:
            self.tell(f"{problem}; nothing behind it is read", self.span())
            self.broken = True
        self.close_all()
        self.settle()
        return len(text)

    def tell(self, message: str, span: Span, help_: str = "") -> None:
        self.diagnostics.append(Diagnostic(Code.BROKEN_RESULTS, message, span, (), help_))

    def span(self) -> Span:
        """The place that is read."""
        line = self.first + self.parser.CurrentLineNumber - 1
        return Span(self.file, line, self.parser.CurrentColumnNumber + 1)

    def start(self, tag: str, written: dict[str, str]) -> None:
        """Note the beginning of an element, of whatever namespace."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Unreadable(f"more than {_DEEPEST} elements stand within each other")
        name = tag.rpartition(" ")[2]
        attributes = Attributes(written)
        around = self.open[-1] if self.open else None
        trial = around.trial if around else None
        called = name.lower()
        if called == "testcase":
            if around is None or trial:  # outside of any suite, or within another test
                around = Suite(self.depth, _NO_ATTRIBUTES, around, len(self.results), self.span())
                self.open.append(around)
            around.trial = Trial(self.depth, attributes, len(self.results), self.span())
        elif trial:
            trial.start(name, attributes)
        elif around is None or called in SUITES:
            self.begin(name, attributes, around)
        else:
            around.hold(name, attributes)

    def begin(self, name: str, attributes: Attributes, around: Suite | None) -> None:
        """Enter a suite, or what stands around all suites."""
        if name.lower() in SUITES:
            self.suites += 1
            self.tool = self.tool or tool_of(attributes.first())
        self.open.append(Suite(self.depth, attributes, around, len(self.results), self.span()))
        if name.lower() not in SUITES and bare(name) not in WRAPPERS:
            self.open[-1].strange.append(f"stands in <{name}>, which nobody here knows")

    def data(self, text: str) -> None:
        """Note a piece of text."""
        if self.open and (trial := self.open[-1].trial):
            trial.write(text)
        elif self.open:
            self.open[-1].write(text, direct=self.open[-1].depth == self.depth)

    def end(self, tag: str) -> None:
        """Note the end of an element."""
        suite = self.open[-1] if self.open else None
        if suite and suite.trial:
            if suite.trial.depth == self.depth:
                self.leave(suite, suite.trial)
            else:
                suite.trial.end()
        elif suite and bare(tag.rpartition(" ")[2]) == "property":
            suite.properties.end()
        if suite and suite.depth == self.depth:
            self.close()
        self.depth -= 1

    def leave(self, suite: Suite, trial: Trial) -> None:
        """Leave a test: what it says counts for those within it, and what they say for it."""
        suite.trial, own = None, trial.own()
        suite.add(own[0] in FAILURES, trial.shown, trial.repeats)
        if own[0] is not Outcome.PASSED:
            self.doubt(trial.begun, _AROUND, doubtful=True)
        result = _result(suite, trial, trial.ending(own))
        self.results.append(result)
        self.suites_of.append(suite)
        if suite.parent and suite.parent.trial:
            suite.parent.trial.contain(result.name, (result.outcome, result.message, result.doubtful))

    def doubt(self, begun: int, reason: str, *, doubtful: bool = False) -> None:
        """Let nothing pass that was read since there were `begun` results."""
        self.results[begun:] = [_no_pass(each, reason, doubtful=doubtful) for each in self.results[begun:]]

    def close(self) -> None:
        """Leave the innermost suite; what it says or hides is held against all that passed in it."""
        suite = self.open.pop()
        for reason in suite.doubts() if suite.failed or len(self.results) > suite.begun else ():
            self.tell(f"{_words(suite)}: {reason}; nothing in it counts as passed", suite.span)
            self.doubt(suite.begun, f"its suite {reason}")
        if suite.parent:
            suite.parent.add(suite.failing, suite.shown, suite.repeats)

    def close_all(self) -> None:
        """Leave what is still open where a file breaks off; a test that was under way did not pass."""
        for suite in reversed(self.open):
            if suite.trial:
                suite.trial.note(Outcome.BLOCKED, _BREAKS_OFF)
                self.leave(suite, suite.trial)
        self.open = []

    def settle(self) -> None:
        """Take down what the suites say of the results of a document, which may stand behind them."""
        first = len(self.results) - len(self.suites_of)
        for number, innermost in enumerate(self.suites_of, first):
            result, around = self.results[number], [each.properties for each in innermost.around()]
            commits = {*result.commit.split(_BETWEEN)}.union(*(each.commits for each in around)) - {""}
            cited = (*result.cited, *(text for each in around for text in each.cited))
            self.results[number] = replace(result, cited=cited, commit=one_commit(commits))
        self.suites_of = []

    def refuse(self, *_: object) -> None:
        """Stop at a document type."""
        raise _Unreadable("the XML has a document type, which is refused")


def _result(suite: Suite, trial: Trial, ending: Ending) -> Result:
    """What a test says of itself, and how it ended."""
    dates = (trial.attributes, *(each.attributes for each in suite.around()))
    stamp = next((found for each in dates if (found := each.text("timestamp"))), "")
    words = [word for key in ("classname", "name") if (word := trial.attributes.text(key).strip())]
    outcome, message, doubtful = ending
    return Result(
        name="::".join(dict.fromkeys(words)) or "a test without a name",
        outcome=outcome,
        span=trial.span,
        named=tuple(words),
        cited=tuple(trial.properties.cited),
        message=message,
        log="".join(trial.log),
        commit=_BETWEEN.join(sorted(trial.properties.commits)),
        date=_date(stamp),
        doubtful=doubtful,
    )


def _words(suite: Suite) -> str:
    name = suite.attributes.text("name").strip()
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
