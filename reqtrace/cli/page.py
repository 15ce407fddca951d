# SPDX-License-Identifier: Apache-2.0
"""The page of commands: each with its arguments, its options and its exit codes, as the command line has them.

``python -m reqtrace.cli.page FOLDER`` renews it below the folder of the requirements.
"""

from __future__ import annotations

import re
import sys
from inspect import cleandoc
from pathlib import Path
from types import MappingProxyType

import click

from reqtrace.cli.entry import cli
from reqtrace.report.pages.markup import (
    code_block,
    described,
    heading,
    literal,
    paragraph,
    prose,
    table,
    target,
)
from reqtrace.report.pages.written import Pages, renew

_EXITS = "Exit code: "
_PROGRAM = "reqtrace"
_TYPED = re.compile(r"(?<![\w-])--[a-z][\w-]*|'[^' ]+'")
"""What one types, within words that are said of it."""


def commands_page() -> str:
    """The command itself, a table of its commands, and below it what is known of each."""
    context = click.Context(cli, info_name=_PROGRAM)
    commands = [(name, command) for name in cli.list_commands(context) if (command := cli.get_command(context, name))]
    rows = ([f":ref:`{_PROGRAM} {name} <command-{name}>`", prose(_first(command))] for name, command in commands)
    overview = table((30, 70), ("Command", "What it does"), rows)
    told = paragraph(_said(_first(cli))) + _rest(cli) + _options(_PROGRAM, cli, context)
    return (
        heading("All commands")
        + overview
        + told
        + "".join(_command(name, command, context) for name, command in commands)
    )


def _command(name: str, command: click.Command, above: click.Context) -> str:
    """How a command is called, what it does, its options, and how it ends."""
    context = click.Context(command, info_name=name, parent=above, max_content_width=88, terminal_width=88)
    called = f"{_PROGRAM} {name}"
    usage = code_block("console", f"$ {' '.join([called, *command.collect_usage_pieces(context)])}")
    told = paragraph(_said(_first(command))) + usage + _rest(command)
    return target(f"command-{name}") + heading(called) + told + _options(called, command, context)


def _first(command: click.Command) -> str:
    return cleandoc(command.help or "").partition("\n\n")[0].replace("\n", " ")


def _said(words: str) -> str:
    """Words of a help: what one types is code, so that it stays as it is."""
    parts = words.split("`")
    parts[::2] = [_TYPED.sub(lambda typed: f"`{typed[0].strip(chr(39))}`", part) for part in parts[::2]]
    return prose("`".join(parts))


def _rest(command: click.Command) -> str:
    """What a command says of itself besides its first sentence; exit codes as a table."""
    paragraphs = [each.replace("\n", " ") for each in cleandoc(command.help or "").split("\n\n")[1:]]
    return "".join(map(_paragraph, paragraphs))


def _paragraph(words: str) -> str:
    if not words.startswith(_EXITS):
        return paragraph(_said(words))
    ends = re.findall(r"(\d) (.+?)(?=; \d |\.?$)", words.removeprefix(_EXITS))
    return table((15, 85), ("Exit code", "It says"), ([literal(code), prose(meaning)] for code, meaning in ends))


def _options(called: str, command: click.Command, context: click.Context) -> str:
    """Every option with its values, its default and its meaning; the help, which all have, is left to the page."""
    options = [each for each in command.params if isinstance(each, click.Option)]
    return f".. program:: {called}\n\n" + "".join(_option(each, context) for each in options)


def _option(option: click.Option, context: click.Context) -> str:
    names, _ = option.get_help_record(context) or ("", "")
    remarks = [_said(option.help or "")]
    if option.show_default:
        remarks.append(f"{literal(str(option.default))} where nothing is said.")
    if option.required:
        remarks.append("It must be given.")
    if option.multiple:
        remarks.append("It may be given several times.")
    return described("option", names.replace(" / ", ", "), {}, " ".join(remarks))


PAGES: Pages = MappingProxyType({"reqtrace/reference/commands.rst": commands_page})
"""The page by its file below ``requirements``."""

if __name__ == "__main__":
    sys.exit(renew(PAGES, Path(sys.argv[1])))
