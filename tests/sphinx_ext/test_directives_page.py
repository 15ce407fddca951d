# SPDX-License-Identifier: Apache-2.0
"""The page of directives says what the extension has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reqtrace.report.pages.markup import prose
from reqtrace.report.pages.written import renewed
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.sheet import Ground
from reqtrace.report.sheets.wish import Wish
from reqtrace_sphinx.options import READERS, ROOT, wish
from reqtrace_sphinx.pages import EXAMPLES, OPTIONS, PAGES, directives_page
from reqtrace_sphinx.settings import VALUES

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    page = (REQUIREMENTS / name).read_text(encoding="utf-8")
    assert renewed(page, PAGES[name]()) == page, 'run "make pages"'


def test_every_option_is_described_and_no_other() -> None:
    assert OPTIONS.keys() == READERS.keys()
    assert {option for sheet in SHEETS.values() for option in sheet.options} == OPTIONS.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_of_a_directive_can_be_used(name: str) -> None:
    head, *lines = EXAMPLES[name].split("\n")
    options = dict(re.findall(r"^   :(\w+): (.+)$", "\n".join(lines), re.MULTILINE))
    _, _, argument = head.partition(f".. req:{name}::")
    root = {ROOT: argument.strip()} if argument.strip() else {}
    assert isinstance(wish(SHEETS[name], {**options, **root}), Wish)


def test_every_directive_and_value_is_described_with_its_example() -> None:
    page = directives_page()
    assert EXAMPLES.keys() == SHEETS.keys()
    for name, sheet in SHEETS.items():
        assert f"\n.. rst:directive:: req:{name}\n" in page
        assert f"\n\n   {EXAMPLES[name]}\n".replace("\n   :", "\n      :") in page
        assert (f"\nAs it is shown:\n\n{EXAMPLES[name]}\n" in page) is (sheet.ground is Ground.ONCE)
    assert re.findall(r"^\.\. confval:: (\w+)$", page, re.MULTILINE) == list(VALUES)


def test_every_column_is_explained() -> None:
    page = directives_page()
    for sheet in SHEETS.values():
        for key, meaning in sheet.columns.items():
            assert meaning.endswith(".")
            assert f"* - ``{key}``\n" in page
            assert prose(meaning) in page
