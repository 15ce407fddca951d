# SPDX-License-Identifier: Apache-2.0
"""Every near miss in Markdown is told: with its place, in these words, and with the mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reqtrace.catalogue import Code, Form
from reqtrace.read.markdown import read_markdown


def cases() -> Iterator[tuple[str, str]]:
    """The title of every case in the file beside this one, and its text with the expected words below."""
    for case in Path(__file__).with_name("near_misses_markdown.txt").read_text("utf-8").split("\n§ ")[1:]:
        title, _, rest = case.rstrip("\n").partition("\n")
        yield title, rest


CASES = dict(cases())


def told(text: str) -> str:
    """The text with all that is told of it below."""
    lines = [text]
    for diagnostic in read_markdown(text + "\n", "a.md")[1]:
        span = diagnostic.span
        lines.append(f"→ {diagnostic.code} {span.line}:{span.column}+{span.length} {diagnostic.message}")
        lines += [f"⇒ {diagnostic.help}"] if diagnostic.help else []
    return "\n".join(lines)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_near_miss_is_told(case: str) -> None:
    text = "\n".join(line for line in case.split("\n") if line[:1] not in {"→", "⇒"})
    assert told(text) == case


def test_every_code_of_markdown_is_among_them() -> None:
    codes = [str(code) for code in Code if str(code).startswith("RT1") and code.form is Form.MARKDOWN]
    assert codes
    assert [code for code in codes if not any(f"\n→ {code} " in case for case in CASES.values())] == []


SILENT = (
    "# Title\n`req~a~1`\n\nText with a colon: and more.\n\n* one: two\n* three\n\nNeeds: dsn\n",
    "`req~a~1`\n\nSee `req~b~1` and ``req~b~1``,\n``req~b~1`` and [words](#req~b~1) too.\n",
    "`req~a~1`\n\n> Needs: x\n> `req~b~1`\n\nCovers:\n\n* `x~y~1`, with words\n  that go on\n",
    "`req~a~1`\n\nCovers:\n * `x~y~1`\n\n```\nNeeds: x\n```\n\n    Needs: x\n\n***\n\n[x]: y\n\n| a |\n|---|\n",
    "`req~a~1`\n\n<!--\nNeeds: dsn\n\nreq~b~1\n-->\n\n<div>\nNeeds help: words\n</div>\n",
    "`req~a~1`\n\n```feature.py\nx\n```\n\n```text\nScenario: a\n```\n\n'quoted'\n\n:::note\nWords.\n:::\n",
    "`req~a~1`\n\n`gherkin`\n\n```gherkin\n```\n\n:words\n\n... and\n\nC::D\n\n* a::b\n",
    "# About req~a~1 and more\n\n## `req~a~1`\n\nWords.\n\n#1234 is no heading.\n\n####### Nor this\n",
    "Words\n<a id='x'></a>\n`req~a~1`\nNeeds: dsn\n\n---\n\n`req~b~1`\nStatus: draft\n`req~c~1`\n",
    "---\ntitle: Words\nNeeds: x\n---\n\n`req~a~1`\n\nNeeds:\n\n* dsn\n",
)


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_told_of_what_is_well_written(text: str) -> None:
    assert told(text) == text


def test_a_blank_line_ends_the_needs_before_what_is_nearly_a_keyword() -> None:
    (item,), diagnostics = read_markdown("`req~a~1`\nNeeds:\n* dsn\n\nNeeds\n* impl\n", "a.md")
    assert [need.kind for need in item.needs] == ["dsn"]
    assert [(each.code, each.span.line) for each in diagnostics] == [(Code.MISSPELT_KEYWORD, 5)]
