# SPDX-License-Identifier: Apache-2.0
"""What every command is given: what it is about, and how it speaks."""

from __future__ import annotations

from typing import Any, Final

import click
from msgspec import Struct

from reqtrace.catalogue import Severity
from reqtrace.diagnostic import Diagnostic
from reqtrace.pipeline import Selection

TYPED: Final = "reqtrace.typed"
"""Where a context keeps what was typed, before it is put into the form that commands are given."""


class Manner(Struct, frozen=True):
    """What was asked of a command: colour, how much to say, and whether to remember what was read."""

    color: str
    quiet: bool
    verbose: bool
    cache: bool

    def tells(self, diagnostic: Diagnostic) -> bool:
        """Whether people are told this one: notes only those who want them."""
        return self.verbose or diagnostic.severity is not Severity.NOTE


class Source(Struct, frozen=True):
    """What a command is about: the paths named, and the items that are looked at."""

    paths: tuple[str, ...]
    selection: Selection


class TracingCommand(click.Command):
    """A command with the arguments and options that all have; it is given them as `manner` and `source`."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params += [
            click.Argument(["paths"], metavar="[PATH]...", nargs=-1),
            click.Option(["--kinds"], metavar="A,B", help="Look at items of these kinds only."),
            click.Option(["--tags"], metavar="X,Y", help="Look at items with one of these tags only; _ for no tag."),
            click.Option(
                ["--cache/--no-cache"],
                default=True,
                help="Remember what files say, or read every file anew.",
            ),
            click.Option(
                ["--color"],
                type=click.Choice(["auto", "always", "never"]),
                default="auto",
                show_default=True,
                help="Use colours: auto does on a terminal.",
            ),
            click.Option(
                ["-q", "--quiet"], is_flag=True, help="Give no answer: only what is wrong, and the exit code."
            ),
            click.Option(["-v", "--verbose"], is_flag=True, help="Show notes too."),
        ]

    def invoke(self, ctx: click.Context) -> int:
        """Run the command; the value is its exit code."""
        ctx.meta[TYPED] = dict(ctx.params)
        paths, kinds, tags = (ctx.params.pop(name) for name in ("paths", "kinds", "tags"))
        ctx.params["source"] = Source(paths, Selection(_listed(kinds), _listed(tags)))
        ctx.params["manner"] = Manner(*(ctx.params.pop(name) for name in ("color", "quiet", "verbose", "cache")))
        code: int = super().invoke(ctx)
        return code


def _listed(words: str | None) -> frozenset[str] | None:
    """The words between commas."""
    return None if words is None else frozenset(word.strip() for word in words.split(",") if word.strip())
