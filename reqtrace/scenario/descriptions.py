# SPDX-License-Identifier: Apache-2.0
"""Lines of a description that were meant as steps or as sections, and would be lost in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

from gherkin import parser_types
from gherkin.dialect import Dialect
from gherkin.pickles import compiler

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.scenario.source import Source
from reqtrace.scenario.steps.expressions import values
from reqtrace.scenario.steps.vocabulary import VOCABULARY

_ALIKE = 0.8
"""How alike what is written and a keyword must be: `Gven` and `given` are, `driven` is not."""

_PROSE = frozenset({"an", "give", "gives", "hand", "the", "there"})
"""Ordinary words that are as near to a keyword as a slip of the pen is, and begin many a line."""

_Part = (
    parser_types.Feature | parser_types.Rule | parser_types.Background | parser_types.Scenario | parser_types.Examples
)


@dataclass(frozen=True, slots=True)
class _Keywords:
    """The keywords of the sections, with their colons, and of the steps."""

    sections: tuple[str, ...]
    steps: tuple[str, ...]

    @classmethod
    def of(cls, language: str) -> _Keywords:
        """Those of a language, and the English ones: the sentences of the steps are English in any case."""
        dialects = [dialect for name in ("en", language) if (dialect := Dialect.for_name(name)) is not None]
        sections = chain.from_iterable(
            (
                *dialect.feature_keywords, *dialect.rule_keywords, *dialect.background_keywords,
                *dialect.scenario_keywords, *dialect.scenario_outline_keywords, *dialect.examples_keywords,
            )
            for dialect in dialects
        )  # fmt: skip
        steps = chain.from_iterable(
            (
                *dialect.given_keywords, *dialect.when_keywords, *dialect.then_keywords, *dialect.and_keywords,
                *dialect.but_keywords,
            )
            for dialect in dialects
        )  # fmt: skip
        named = (step.strip() for step in steps if step != "* ")
        return cls(tuple(dict.fromkeys(f"{section}:" for section in sections)), tuple(dict.fromkeys(named)))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a description, as it stands in the source, and the keyword it was meant to begin with, if any."""

    number: int
    column: int
    words: str
    written: str
    keyword: str | None

    @property
    def is_section(self) -> bool:
        """Whether a section was meant."""
        return self.keyword is not None and self.keyword.endswith(":")

    def fault(self, source: Source) -> Diagnostic:
        """Say that the line is read as a description."""
        if self.keyword is None:
            span = source.span({"line": self.number, "column": self.column}, len(self.words))
            message = "no keyword begins this line, so what stands here is read as a description"
            return Diagnostic(Code.BAD_GHERKIN, message, span, (), "begin the block with Scenario: or with Feature:")
        span = source.span({"line": self.number, "column": self.column}, len(self.written))
        kind = "section" if self.is_section else "step"
        message = f'this line begins with "{self.written}", so it is read as a description and not as a {kind}'
        help_ = f"did you mean {self.keyword}?" if self.written != self.keyword else "put before it: Scenario:"
        return Diagnostic(Code.BAD_GHERKIN, message, span, (), help_)


def misread(document: parser_types.GherkinDocument, source: Source) -> Iterator[Diagnostic]:
    """Find lines of descriptions that read like a step or a section.

    Where the block begins without a header, no description can be meant at all: its first line is one too many.
    """
    if "feature" not in document:
        return
    feature = document["feature"]
    keywords = _Keywords.of(feature["language"])
    for part in _parts(feature):
        lines = tuple(_lines(part, keywords, source))
        headless = part is feature and not source.has_header
        for line in _suspect(lines, headless=headless):
            yield line.fault(source)


def _suspect(lines: Sequence[_Line], *, headless: bool) -> Iterator[_Line]:
    """The lines to complain of; the steps below a section that was not understood are lost with it."""
    lost = False
    for number, line in enumerate(lines):
        if line.is_section or (headless and number == 0) or (line.keyword and not lost):
            yield line
        lost = lost or line.is_section or headless


def _parts(feature: parser_types.Feature) -> Iterator[_Part]:
    """All that can have a description."""
    yield feature
    for child in feature["children"]:
        if compiler.is_rule_container(child):
            yield child["rule"]
            yield from chain.from_iterable(map(_parts_of, child["rule"]["children"]))
        else:
            yield from _parts_of(child)


def _parts_of(child: parser_types.Envelope) -> Iterator[_Part]:
    if compiler.is_background_container(child):
        yield child["background"]
    if compiler.is_scenario_container(child):
        yield child["scenario"]
        yield from child["scenario"]["examples"]


def _lines(part: _Part, keywords: _Keywords, source: Source) -> Iterator[_Line]:
    """The lines of the description of `part`; comments between them are no part of it."""
    number = part["location"]["line"]
    for words in filter(None, map(str.strip, part["description"].split("\n"))):
        behind = range(number + 1, len(source.lines) + 1)
        number = next((each for each in behind if source.lines[each - 1].strip() == words), number)
        text = source.lines[number - 1]
        written, keyword = _meant(words, keywords)
        yield _Line(number, len(text) - len(text.lstrip()) + 1, words, written, keyword)


def _meant(words: str, keywords: _Keywords) -> tuple[str, str | None]:
    """What of a line takes the place of a keyword, and the keyword that was meant; None for plain prose."""
    head, colon, _ = words.partition(":")
    section = _nearest(head.strip(), keywords.sections)
    if section is not None:
        return head + colon, section
    word, _, rest = words.partition(" ")
    step = _nearest(word, keywords.steps)
    if step is not None and word.casefold() not in _PROSE:
        return word, step
    for sentence in VOCABULARY:
        if values(sentence.expression, words) is not None or values(sentence.expression, rest) is not None:
            return word, sentence.keyword.value
    return word, None


def _nearest(written: str, keywords: Sequence[str]) -> str | None:
    """The keyword most like what is written, its case left aside; None where none is alike."""

    def likeness(keyword: str) -> float:
        return SequenceMatcher(None, written.strip(":,.").casefold(), keyword.strip(":").casefold()).ratio()

    best = max(keywords, key=likeness)
    return best if likeness(best) >= _ALIKE else None
