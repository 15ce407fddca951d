# SPDX-License-Identifier: Apache-2.0
"""How a command speaks: the options that every command has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console

from reqtrace.diagnostic import Diagnostic, Severity


class PipedConsole(Console):
    """A console that leaves it to its user what happens when nobody reads any more; rich would end the program."""

    def on_broken_pipe(self) -> None:
        """Pass the error on."""
        raise BrokenPipeError


@dataclass(frozen=True, slots=True)
class Manner:
    """What was asked of a command: colour, and how much to say."""

    color: str
    quiet: bool
    verbose: bool

    def console(self, *, stderr: bool = False) -> Console:
        """A console on standard output, or on standard error."""
        forced = {"always": True, "never": False, "auto": None}[self.color]
        return PipedConsole(
            stderr=stderr, force_terminal=forced, no_color=self.color == "never" or None, highlight=False
        )

    def tells(self, diagnostic: Diagnostic) -> bool:
        """Whether people are told this one: errors always, warnings unless quiet, notes when verbose."""
        match diagnostic.severity:
            case Severity.ERROR:
                return True
            case Severity.WARNING:
                return not self.quiet
            case Severity.NOTE:
                return self.verbose


class SpeakingCommand(click.Command):
    """A command with the options of `Manner`, which it is given as `manner`."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params += [
            click.Option(
                ["--color"], type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True
            ),
            click.Option(["-q", "--quiet"], is_flag=True, help="Print errors only: the exit code is the answer."),
            click.Option(["-v", "--verbose"], is_flag=True, help="Show notes too."),
        ]

    def invoke(self, ctx: click.Context) -> int:
        """Run the command; the value is its exit code."""
        options = [ctx.params.pop(name) for name in ("color", "quiet", "verbose")]
        ctx.params["manner"] = Manner(*options)
        code: int = super().invoke(ctx)
        return code


class SpeakingGroup(click.Group):
    """A group whose commands all speak in the same manner."""

    command_class = SpeakingCommand
