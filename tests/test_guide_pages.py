# SPDX-License-Identifier: Apache-2.0
"""What the guides tell people to write and to type can be written and typed."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import click
import pytest

from reqtrace.catalogue import Code
from reqtrace.cli.entry import cli
from reqtrace.config import Config, load
from reqtrace.pipeline import Execution, conclude
from reqtrace.read import read
from reqtrace.read.results.inspections import read_inspections
from reqtrace.report.block import Bullets, Card, Inline, Paragraph, Source
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.card import card
from reqtrace.report.sheets.wish import Wish
from reqtrace.scenario.on_model import Model
from reqtrace.trace.verdict import Verdict
from reqtrace_sphinx.gate import CLOSING
from reqtrace_sphinx.options import ROOT, wish
from reqtrace_sphinx.settings import VALUES

FOLDER = Path(__file__).parents[1] / "requirements" / "reqtrace"
PAGES = {page.stem: page.read_text("utf-8") for page in sorted((FOLDER / "how-to").glob("*.rst"))}
BLOCK = re.compile(r"^\.\. code-block:: (\w+)\n(?:   :.+\n)*\n((?:   .*\n|\n)+)", re.MULTILINE)
DIRECTIVE = re.compile(r"^\.\. req:(\w+)::(.*)\n((?:   :.+\n)*)", re.MULTILINE)


def blocks(*languages: str) -> list[tuple[str, str]]:
    """The page and the content of every block in one of these languages."""
    found = [(name, *match) for name, text in PAGES.items() for match in BLOCK.findall(text)]
    return [(name, dedent(body).strip("\n") + "\n") for name, language, body in found if language in languages]


def commands() -> list[str]:
    """What is typed to call reqtrace, in blocks and within sentences."""
    typed = [
        line for _, body in blocks("sh", "yaml") for line in re.findall(r"\breqtrace (?!@).*$", body, re.MULTILINE)
    ]
    said = [" ".join(each.split()) for text in PAGES.values() for each in re.findall(r"``(reqtrace [^`.]+)``", text)]
    return sorted({each.partition(" > ")[0] for each in (*typed, *said)})


def iterated(shown: Card) -> Iterator[Inline]:
    """What stands in the facts of a card, one after the other."""
    for block in (block for fact in shown.facts.facts for block in fact.blocks):
        match block:
            case Bullets(entries):
                yield from (part for line in entries for part in line)
            case Paragraph(line):
                yield from line


def test_the_guides_are_found() -> None:
    assert len(PAGES) >= 13
    assert len(commands()) >= 15
    assert len(blocks("python")) >= 5


@pytest.mark.parametrize("command", commands())
def test_a_command_can_be_typed(command: str) -> None:
    _, name, *words = shlex.split(command)
    called = cli.get_command(click.Context(cli), name)
    assert called is not None, f"no command is called {name}"
    missing = {"-o": "x"} if name == "convert" and "-o" not in words else {}
    called.make_context(name, [*words, *(each for pair in missing.items() for each in pair)])


@pytest.mark.parametrize(("page", "body"), blocks("toml"))
def test_a_configuration_can_be_used(page: str, body: str) -> None:
    if body.startswith("[[inspection]]"):  # a file of its own
        assert [len(found) for found in read_inspections(body, "inspections.toml")] == [1, 0]
        return
    config, diagnostics = load(body, "reqtrace.toml")
    assert diagnostics == (), page
    assert config != Config()


@pytest.mark.parametrize(("page", "body"), blocks("python"))
def test_a_piece_of_conf_py_sets_values_that_there_are(page: str, body: str) -> None:
    names = {each.id for each in ast.walk(ast.parse(body)) if isinstance(each, ast.Name)}
    assert {name for name in names if name.startswith("reqtrace_")} <= VALUES.keys(), page


def test_what_closes_the_gate_in_the_guides_is_known() -> None:
    gates = [each for text in PAGES.values() for each in re.findall(r"reqtrace_fail_on = (\[.+?\])", text)]
    (told,) = re.findall(r"The words\s+are\s+(.+?)\s+So\s+a\s+gate", PAGES["gate-a-build"], re.DOTALL)
    assert len(gates) >= 2
    assert {word for gate in gates for word in ast.literal_eval(gate)} <= CLOSING.keys()
    assert set(re.findall(r"``(\w+)``", told)) <= CLOSING.keys()


def test_every_directive_of_the_guides_can_be_used_so() -> None:
    used = [each for _, body in blocks("rst") for each in DIRECTIVE.findall(body)]
    assert len(used) >= 8
    for name, argument, options in used:
        told = dict(re.findall(r"^ +:(\w+): (.+)$", options, re.MULTILINE))
        root = {ROOT: argument.strip()} if argument.strip() else {}
        assert isinstance(wish(SHEETS[name], {**told, **root}), Wish), f"{name} {told}"


@pytest.mark.parametrize(("page", "body"), [each for each in blocks("rst", "c") if re.search(r"~\d", each[1])])
def test_an_item_is_read_without_a_complaint(page: str, body: str, tmp_path: Path) -> None:
    file = tmp_path / ("page.c" if body.startswith("/*") else "page.rst")
    file.write_text(body, encoding="utf-8")
    _, diagnostics = read([str(file)])
    assert [each.message for each in diagnostics if each.code is not Code.NOTHING_READ] == [], page


def test_the_test_case_of_the_guide_verifies_its_requirement(tmp_path: Path) -> None:
    (case,) = [body for name, body in blocks("rst") if name == "write-a-test-case"]
    requirement = "`XenSSR~refuse_unmarked_device~1`\n\nDescription:\nXen shall do so.\n\nNeeds: XenValTestCase\n\n"
    (tmp_path / "page.rst").write_text(requirement + case, encoding="utf-8")
    conclusion = conclude([str(tmp_path)], Config(), Execution(Model(), "required"))
    assert conclusion.diagnostics == ()
    assert [row.verdict for row in conclusion.view.rows] == [Verdict.VERIFIED]


def test_the_card_of_the_guide_names_files_and_lines(tmp_path: Path) -> None:
    (tmp_path / "tags.c").write_text(*[body for page, body in blocks("c") if page == "trace-code"], encoding="utf-8")
    (item,) = [body for page, body in blocks("rst") if page == "trace-code"]
    (tmp_path / "page.rst").write_text(item, encoding="utf-8")
    conclusion = conclude([str(tmp_path)], Config())
    assert conclusion.diagnostics == ()
    (entry,) = [each for each in conclusion.view.entries if each.item.title]
    places = [part.span for part in iterated(card(entry, conclusion.view)) if isinstance(part, Source)]
    assert [(span.file, span.line) for span in places] == [("tags.c", 1), ("tags.c", 4), ("page.rst", 4)]


def test_every_code_named_is_one() -> None:
    named = {code for page in FOLDER.rglob("*.rst") for code in re.findall(r"\brt\d{3}\b", page.read_text("utf-8"))}
    assert named
    assert {code.upper() for code in named} <= set(Code)
