# SPDX-License-Identifier: Apache-2.0
"""The page of commands says what the command line has."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from reqtrace.cli.entry import cli
from reqtrace.cli.page import PAGES, commands_page
from reqtrace.report.pages.written import renewed

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
PAGE = commands_page()


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    page = (REQUIREMENTS / name).read_text(encoding="utf-8")
    assert renewed(page, PAGES[name]()) == page, 'run "make pages"'


@pytest.mark.parametrize("name", cli.list_commands(click.Context(cli)))
def test_every_option_of_a_command_stands_below_its_program(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    (own,) = re.findall(rf"^\.\. program:: reqtrace {name}\n(.*?)(?:^\.\. _|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    shown = {word for line in re.findall(r"^\.\. option:: (.+)$", own, re.MULTILINE) for word in line.split(", ")}
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert {word.split()[0] for word in shown} == {word for each in options for word in each.opts + each.secondary_opts}
    assert all(each.help for each in options)


def test_what_one_types_stays_as_it_is() -> None:
    assert "   Execute only cases whose id or name fits, as in ``hide_*``.\n" in PAGE
    assert "``--with`` and ``--without`` switch single findings on and off" in PAGE


def test_exit_codes_are_a_table_with_a_row_for_each() -> None:
    _, _, check = PAGE.partition("\nreqtrace check\n")
    assert "   * - ``1``\n     - something is refused or shared\n   * - ``2``\n" in check
    assert "Exit code: " not in PAGE
