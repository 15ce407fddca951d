# SPDX-License-Identifier: Apache-2.0
"""Every near miss is told: with its place, in these words, and with the mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code, Form, Severity
from reqtrace.diagnostic import Diagnostic
from reqtrace.ident import ItemId
from reqtrace.read import library
from reqtrace.read.near_misses import suggest
from reqtrace.read.rst import read_rst


def cases() -> Iterator[tuple[str, str, list[str]]]:
    """The title, the text and the expected words of every case in the file beside this one."""
    for case in Path(__file__).with_name("near_misses.txt").read_text("utf-8").split("\n§ ")[1:]:
        title, _, rest = case.partition("\n")
        lines = rest.rstrip("\n").split("\n")
        told = [line for line in lines if line[:1] in ("→", "⇒")]
        yield title, "\n".join(lines[: len(lines) - len(told)]) + "\n", told


TOLD = tuple(cases())


def shown(diagnostics: Iterable[Diagnostic]) -> list[str]:
    lines = []
    for diagnostic in diagnostics:
        span = diagnostic.span
        lines.append(f"→ {diagnostic.code} {span.line}:{span.column}+{span.length} {diagnostic.message}")
        lines += [f"⇒ {diagnostic.help}"] if diagnostic.help else []
    return lines


# [utest->dsn~keywords_are_an_enumeration~1]
@pytest.mark.parametrize(("text", "told"), [case[1:] for case in TOLD], ids=[case[0] for case in TOLD])
def test_a_near_miss_is_told(text: str, told: list[str]) -> None:
    _, diagnostics = read_rst(text, "a.rst")
    assert shown(diagnostics) == told


# [utest->dsn~keywords_are_an_enumeration~1]
def test_every_code_of_reading_is_among_them() -> None:
    told = {words.split()[1] for _, _, expected in TOLD for words in expected if words.startswith("→")}
    assert told == {str(code) for code in Code if str(code).startswith("RT1") and code.form is Form.RST}


SILENT = (
    "`req~a~1`\n\nDescription:\nText with a colon: and more.\n\n* one: two\n* three\n",
    "`req~a~1`\n\nText, see ``req~b~1`` and :req:`req~b~1`,\n``req~b~1`` too.\n",
    '`req~a~1` <a id="req~a~1"></a>\n',
    "`req~a~1`\nTags: a\n\n.. code-block:: gherkin\n\n   Needs: x\n\n   `req~b~1`\n",
    "`req~a~1`\n\nCovers:\n - `x~y~1`\n\n.. comment\n   and more\n\n.. _x~y~1:\n\n----\n\n.. [1] See x~y~1.\n",
    "`req~a~1`\n\nCovers:\n - `x~y~1`\n\n| [1] words\n",
    "`req~a~1`\n\nCovers:\n - `x~y~1`\n\n.. code-block:: gherkin\n\n   Scenario: x~y~1\n\n.. toctree::\n\n   a\n",
    "`req~a~1`\n\nCovers:\n - `x~y~1`\n\n.. tab:: A\n\n   .. code-block:: gherkin\n\n      Scenario: b\n",
    "`req~a~1`\n\nCovers:\n - `x~y~1`, with\n\n   .. note:: Words.\n\nNeeds:\n - dsn\n\n.. See x~y~1\n",
    "`req~a~1`\nTags: b\n\n.. note:: Words.\n\n| lines\n",
    "`req~a~1`\n\nCovers:\n - `x~y~1`, with words\n   that go on\n\n   and on\n",
    "`req~a~1`\n\nCovers:\n - [words](#x~y~1)\n\n[1] A note of the page,\nwhich goes on.\n",
    "`req~a~1`\nNeeds: dsn\n`req~b~1`\nStatus: draft\n`req~c~1`\n",
    "`req~a~1`\n\n- words about\n  `req~b~1`\n  and more\n",
    "`req~a~1`\n\nDescription:\n\n- words\n`req~b~1`\n",
    "`req~a~1`\n\nSee the\ndescription: it says more.\n",
    "Words: outside any item\n\nCovers:\nThe unique tag of the parent.\n\nneeds: words\n",
    "~/.config\n\nfile~\n\nTitle\n~~~~~\n\n1. ~ about\n",
    "Example::\n\n   `req~a~1`\n\n    Needs: dsn\n",
    "`req~a~1`\n\nExample::\n\n   Needs: dsn\n\n   `req~b~1`\n\nmore\n",
    "`req~a~1`\n\nIn a sentence\nthe status of it: done.\n\nStatus: the machine is on.\n",
    "Title\n-----\n\nDescription:\nThis page is about ids.\n\nNext\n----\n\nRationale:\nNone.\n",
    "Fields\n------\n\nDescription:\nWhat.\n\nRationale:\nWhy.\n\nNeeds:\nThe kinds of its children.\n",
    "Fields\n------\n\n``req~a~1``\n\nDescription:\nWhat.\n\nCovers:\nThe parent, if any.\n",
    "Notes\n-----\n\n``req~a~1``\n\nis what all this is about.\n",
    "List\n----\n\n* `req~a~1`\n* `req~b~1`\n\nComments:\nWords.\n",
    "List\n----\n\n* `req~a~1`\n\n* `req~b~1`\n\nComments:\nWords.\n",
    "Notes\n-----\n\nOf these:\n\n* **req~a~1**\n\nand more.\n\nComments:\nWords.\n",
    "* words\n\n* `req~b~1`\n\nComments:\nWords.\n",
    "**req~a~1**\n\n**req~b~1**\n\nComments:\nWords.\n",
    "Title\n-----\n\n**req~a~1**\n\n.. oft:off\n\nDescription:\nWords.\n\nTags: a\n\n.. oft:on\n",
    "1. See\n   ``req~a~1``\n\nComments:\nWords.\n",
    "Title\n-----\n\n**req~a~1**\n\n::\n\n   Description:\n\n   Rationale:\n\n.. note::\n\n   Needs: dsn\n",
    "Title\n-----\n\n**req~a~1**\n\nNext\n----\n\n`req~b~1`\n\nDescription:\nWords.\n\nRationale:\nWords.\n",
    "Description:\nof this page.\n\n`req~a~1`\n\nRationale:\nWords.\n\nNeeds: dsn\n",
    "Title\n-----\n\n.. code-block:: c\n\n   int a;\n\n.. code-block::\n\n   Scenario\n",
    "Title\n-----\n\n.. code-block:: text\n\n   Scenario: a\n",
    "`req~a~1`\n\n.. Code-Block:: Gherkin\n\n   Scenario: a\n\n.. note::\n\n   .. code::\n\n      Feature: x\n",
    "`req~a~1`\n\n.. codeblock:: kotlin\n\n   Scenario: a\n\n.. code-block: gherkin\n\n.. code\n\n   words\n",
    "`req~a~1`\n\nGherkin::\n\n   Scenario: a\n\nSource code::\n\n   Scenario: a\n",
    "`req~a~1`\n\n.. topic:: Gherkin\n\n   Words.\n\n.. gherkin\n\n   Scenario: not yet\n\n... code\n\n   Words.\n",
    "`req~a~1`\n\n.. include:: more.rst\n\n.. include:: <isonum.txt>\n\n.. include::\n",
    "`req~a~1`\n\n.. literalinclude:: a.txt\n   :language: c\n\n.. include:: a.txt\n   :literal:\n",
    "Title\n-----\n\n.. include:: words.md\n\n.. literalinclude:: a.inc\n",
    "`req~a~1`\n\nSee\n\n* ``req~b~1``\n\nComments:\nWords.\n\nCovers:\n\n - `x~y~1`\n\nNeeds: dsn\n",
    "`req~a~1`\n\nSee\n\n``req~b~1``\n\nand more.\n\nRationale:\n\n``req~b~1``\n\nComments:\nWords.\n",
    "`req~a~1`\n\nCovers:\n\n - `x~y~1`, as it says in\n\n   ``x~z~1``\n\nNeeds: dsn\n",
    "`req~a~1`\nNeeds: dsn\n- Words, and more.\n\n`req~b~1`\nNeeds: dsn\nWords\n\n`req~c~1`\nTags: a\n - b\n",
    "`req~a~1`\n\nNeeds\nwords\n\nCovers\n\n - words\n\n- Needs: words and more.\n- Tags: a\n\nIt\ndepends on:\n",
    "`req~a~1`\n\nWörter： more\n\n比较：\n\n\u200bWords\n\n>>> Needs: x\n\n> Words: x\n",
    "Description: a page.\n\nStatus: the machine is on.\n\nTags: a and b, c.\n\nComments:\nWords.\n",
)


# [utest->dsn~silence_where_all_is_well~1]
@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_told_of_what_is_well_written(text: str) -> None:
    _, diagnostics = read_rst(text, "a.rst")
    assert shown(diagnostics) == []


def test_nothing_is_told_of_the_requirements_of_xen(shared: Path) -> None:
    _, diagnostics = library.read([str(shared / "corpora" / "xen-fusa"), str(shared / "corpora" / "passthrough.rst")])
    assert shown(diagnostics) == []


LINES = (
    *("`req~a~1`", "req~b~2 words", " `req~c~1`", "   `req~d~1`", "req~e~99999999999", "a~b", "~", "`~`"),
    *("Covers:", "Covers: x", " - x~y~1", " - words", "Needs:", "Needs: a, b2", " Needs:", "needs:", "\tNeeds: x"),
    *("Tags: t,", "Status: Draft", "Status: draft", "Words:", "words", "words::", "   words", "", "\x0c"),
    *("---", "======", "=== ===", "Title", "| l", "+--+--+", "..", ".. words", ".. note::", ".. code-block:: c"),
    *("**req~f~1**", "* `req~g~1`", " - ``req~h~``", ":ref:`req~i~1`", "Description:", "Rationale:", "Comments:"),
    *("arch --> dsn : req~a~1", "oft:off", "oft:on"),
    *(".. code-block:: gherkin", ".. code-block: gherkin", "1. .. code:: gherkin", "   .. codeblock::\tgherkin"),
    *("   Scenario: a", ".. include:: a.txt", "   .. include:: a.feature", "   .. code::"),
)


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=12), max_size=25).map("\n".join))
def test_places_lie_in_the_text_and_every_diagnostic_has_a_way_out(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    items, diagnostics = read_rst(text, "a.rst")
    for span in (*(item.span for item in items), *(diagnostic.span for diagnostic in diagnostics)):
        assert 1 <= span.line <= len(lines)
        assert span.length >= 1
        assert 1 <= span.column <= span.column + span.length - 1 <= len(lines[span.line - 1])
    assert all(diagnostic.way_out for diagnostic in diagnostics)
    errors = {diagnostic.code for diagnostic in diagnostics if diagnostic.severity is Severity.ERROR}
    assert errors <= {Code.REVISION_TOO_LARGE, Code.LOST_GHERKIN, Code.NEARLY_CODE}


@given(st.text())
def test_what_is_suggested_can_be_read(text: str) -> None:
    meant = suggest(text)
    assert meant is None or ItemId.parse(str(meant)) == meant
