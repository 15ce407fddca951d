# SPDX-License-Identifier: Apache-2.0
"""What every command is given: what it is about, and how it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console

from reqtrace.catalogue import Severity
from reqtrace.diagnostic import Diagnostic


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
        """A console on standard output, which is silent where no answer is wanted, or on standard error."""
        return PipedConsole(
            stderr=stderr,
            quiet=self.quiet and not stderr,
            force_terminal={"always": True, "never": False, "auto": None}[self.color],
            no_color=self.color == "never" or None,
            highlight=False,
        )

    def tells(self, diagnostic: Diagnostic) -> bool:
        """Whether people are told this one: notes only those who want them."""
        return self.verbose or diagnostic.severity is not Severity.NOTE


@dataclass(frozen=True, slots=True)
class Source:
    """What a command is about: the paths named, and the kinds and tags that are looked at; None for all."""

    paths: tuple[str, ...]
    kinds: frozenset[str] | None = None
    tags: frozenset[str] | None = None


class TracingCommand(click.Command):
    """A command with the arguments and options that all have; it is given them as `manner` and `source`."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params += [
            click.Argument(["paths"], metavar="[PATH]...", nargs=-1),
            click.Option(["--kinds"], metavar="A,B", help="Look at items of these kinds only."),
            click.Option(["--tags"], metavar="X,Y", help="Look at items with one of these tags only; _ for no tag."),
            click.Option(
                ["--color"], type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True
            ),
            click.Option(
                ["-q", "--quiet"], is_flag=True, help="Give no answer: only what is wrong, and the exit code."
            ),
            click.Option(["-v", "--verbose"], is_flag=True, help="Show notes too."),
        ]

    def invoke(self, ctx: click.Context) -> int:
        """Run the command; the value is its exit code."""
        paths, kinds, tags = (ctx.params.pop(name) for name in ("paths", "kinds", "tags"))
        ctx.params["source"] = Source(paths, _listed(kinds), _listed(tags))
        ctx.params["manner"] = Manner(*(ctx.params.pop(name) for name in ("color", "quiet", "verbose")))
        code: int = super().invoke(ctx)
        return code


class TracingGroup(click.Group):
    """A group of such commands."""

    command_class = TracingCommand


def _listed(words: str | None) -> frozenset[str] | None:
    """The words between commas."""
    return None if words is None else frozenset(word.strip() for word in words.split(",") if word.strip())
