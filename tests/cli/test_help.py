# SPDX-License-Identifier: Apache-2.0
"""What commands say of themselves."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from reqtrace.cli.entry import cli

COMMANDS = cli.list_commands(click.Context(cli))


def helped(*words: str) -> str:
    return " ".join(CliRunner().invoke(cli, [*words, "--help"]).output.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_the_options_that_scripts_rely_on(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--output", "--quiet", "--verbose", "--color"} <= options


@pytest.mark.parametrize("name", COMMANDS)
def test_where_exit_codes_are_told_all_are(name: str) -> None:
    _, told, codes = helped(name).partition("Exit code: ")
    assert not told or re.findall(r"(?:^|[;,] )([0-3]) ", codes.partition(" Options: ")[0]) == ["0", "1", "2", "3"]


def test_an_exit_code_means_what_every_command_means_by_it() -> None:
    assert (
        "Exit code: 0 nothing is wrong; 1 what was looked at is: a trace has defects, a test case failed or notices "
        "too little, a guest would be refused, a dump is damaged, an invariant breaks; 2 the call"
    ) in helped()
