# SPDX-License-Identifier: Apache-2.0
"""The consoles a command writes on; loaded by those that have something to say."""

from __future__ import annotations

import io
from collections.abc import Callable

from rich.console import Console

from reqtrace.cli.manner import Manner

FILE_WIDTH = 140
"""How many columns an answer has that is written to a file."""


class _PipedConsole(Console):
    """A console that leaves it to its user what happens when nobody reads any more; rich would end the program."""

    def on_broken_pipe(self) -> None:
        """Pass the error on."""
        raise BrokenPipeError


def console(manner: Manner, *, stderr: bool = False) -> Console:
    """A console on standard output, which is silent where no answer is wanted, or on standard error."""
    return _PipedConsole(
        stderr=stderr,
        quiet=manner.quiet and not stderr,
        force_terminal={"always": True, "never": False, "auto": None}[manner.color],
        no_color=manner.color == "never" or None,
        highlight=False,
    )


def written(show: Callable[[Console], None]) -> str:
    """What `show` writes, as it stands in a file: without colours, and as wide as it likes."""
    page = Console(file=io.StringIO(), width=FILE_WIDTH, highlight=False)
    with page.capture() as capture:
        show(page)
    return capture.get()
