# SPDX-License-Identifier: Apache-2.0
"""Makes a build fail on what a project chose with ``reqtrace_fail_on``, without turning warnings into errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from sphinx.application import Sphinx
from sphinx.util import logging

from reqtrace.catalogue import Code, Severity
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.report.sheets.sheet import Ground
from reqtrace.report.view import State, View
from reqtrace.report.view.noticing import lacking
from reqtrace.trace.coverage import Deep
from reqtrace.trace.verdict import Verdict
from reqtrace.trace.versions import Standing

logger = logging.getLogger(__name__)

ANY: Final = "any"
"""Everything that is not as it should be. What a project accepts to be missing is."""
UNEXPLAINED: Final = "unexplained"
"""A requirement that fails on some profile without a finding that explains it."""
UNNOTICED: Final = "unnoticed"
"""Something that the test cases are wanted to notice when it is made wrong, and do not."""
GROUNDS: Final = MappingProxyType({UNEXPLAINED: Ground.COMPARED, UNNOTICED: Ground.PROBED})
"""What has to be executed for the words that a single execution does not answer."""

_LADDERS: Final = (
    (Severity.NOTE, Severity.WARNING, Severity.ERROR),
    (Verdict.UNVERIFIED, Verdict.FAILED),
    (Deep.JUSTIFIED, Deep.UNCOVERED, Deep.CYCLE),
    (State.DEFECT,),
)
"""Words that lead from less to more grave: each closes the gate for itself, and for what is graver."""
_ANY: Final = (Severity.WARNING, Verdict.UNVERIFIED, Deep.UNCOVERED, State.DEFECT)


def _closing() -> Mapping[str, tuple[str, ...]]:
    """The words under which things are counted, by the word that closes the gate for them."""
    words = {
        each.value: tuple(above.value for above in ladder[place:])
        for ladder in _LADDERS
        for place, each in enumerate(ladder)
    }
    words |= {code.value: (code.value,) for code in Code}
    words |= {word: (word,) for word in GROUNDS}
    words[ANY] = (*(word for each in _ANY for word in words[each.value]), *GROUNDS)
    return MappingProxyType(words)


CLOSING: Final = _closing()


class Counts(Struct, frozen=True):
    """How many diagnostics there are of each code and severity, and how many items are how.

    Items that were rejected count as nothing, and one that is unverified for accepted gaps alone is `justified` only.
    `beyond` are the words of `GROUNDS`, of which one is absent where nobody looked.
    """

    codes: Mapping[str, int]
    severities: Mapping[str, int]
    verdicts: Mapping[str, int]
    coverage: Mapping[str, int]
    beyond: Mapping[str, int] = {}

    def of(self, word: str) -> int:
        """How often there is what `word` says."""
        counted = (self.codes, self.severities, self.verdicts, self.coverage, self.beyond)
        return sum(each.get(word, 0) for each in counted)


def count(view: View, diagnostics: Iterable[Diagnostic], others: int = 0) -> Counts:
    """Count what a gate may ask for; `others` are warnings that no diagnostic stands for, such as of directives."""
    said = tuple(diagnostics)
    entries = [entry for entry in view.entries if not entry.rejected]
    verdicts = Counter(entry.verdict.value for entry in entries if entry.verdict is not None and not entry.accepted)
    coverage = Counter(entry.coverage.deep.value for entry in entries)
    coverage[State.DEFECT.value] = sum(entry.coverage.defect for entry in view.entries)
    return Counts(
        codes=dict(Counter(each.code.value for each in said)),
        severities=dict(Counter(each.severity.value for each in said) + Counter({Severity.WARNING.value: others})),
        verdicts=dict(verdicts),
        coverage=dict(coverage),
        beyond=dict(_beyond(view)),
    )


def _beyond(view: View) -> Iterator[tuple[str, int]]:
    """What comparing profiles and making things wrong brought to light, where that was done."""
    if view.matrix is not None:
        rows = view.matrix.rows.values()
        yield UNEXPLAINED, sum(any(cell.standing is Standing.FAILED for cell in cells) for cells in rows)
    if view.adequacy is not None:
        yield UNNOTICED, 1 if view.adequacy.idle else len(tuple(lacking(view.adequacy)))


def unknown(words: Sequence[str]) -> str:
    """Why one of `words` closes no gate, and what could be meant; empty where each does."""
    wrong = next((word for word in words if word not in CLOSING), None)
    if wrong is None:
        return ""
    closest = nearest(wrong, CLOSING) or nearest(wrong.lower(), CLOSING) or nearest(wrong.upper(), CLOSING)
    named = ", ".join(word for word in CLOSING if word not in set(Code))
    return f"{wrong!r} is nothing a build can fail on; " + (
        f"did you mean {closest}?" if closest else f"there are {named}, and codes such as {Code.ORPHANED}"
    )


def found(words: Iterable[str], counts: Counts) -> Iterator[tuple[str, int]]:
    """What there is of what closes the gate, each once, and how often."""
    wanted = dict.fromkeys(each for word in words for each in CLOSING[word])
    return ((each, number) for each in wanted if (number := counts.of(each)))


# [impl->dsn~gate_closes_the_build~1]
def close(app: Sphinx, words: Iterable[str], counts: Counts) -> None:
    """Let the build fail where there is something of what `words` name, and say what, and how often."""
    chosen = tuple(words)
    told = [f"{number} {_noun(word, number)}" for word, number in found(chosen, counts)]
    # Without a type, so that nobody can silence why the build failed.
    if told:
        logger.error("the build fails because reqtrace_fail_on names what was found: %s", ", ".join(told))
        app.statuscode = 1
    for word in chosen:
        if word in GROUNDS and word not in counts.beyond:
            logger.error("the build fails because reqtrace_fail_on names what nobody looked for: %s", word)
            app.statuscode = 1


def _noun(word: str, number: int) -> str:
    """What is counted, so that it reads as words."""
    if word in set(Severity):
        return word if number == 1 else f"{word}s"
    if word in set(Code):
        return f"of {word}"
    if word == UNNOTICED:
        return f"{'lack' if number == 1 else 'lacks'} of what test cases are wanted to notice"
    what = "item" if number == 1 else "items"
    return f"{what} in a cycle" if word == Deep.CYCLE else f"{word} {what}"
