# SPDX-License-Identifier: Apache-2.0
"""A bar that says how far long work is: on a terminal only, and gone when the work is done."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

from reqtrace.cli.manner import Manner

_PATIENCE: Final = 0.5
"""After how many seconds somebody wants to know."""
_PACE: Final = 0.1
"""How many seconds pass between two looks at the bar."""


class Step(Protocol):
    """Is told of every step of some work: what it is, and how many steps there will be, None where nobody knows."""

    def __call__(self, words: str, total: int | None = None) -> None:
        """Take note of a step."""


def _unseen(words: str, total: int | None = None) -> None:
    """Nobody looks."""


# [impl->dsn~bar_for_people_only~1]
@contextmanager
def progress(manner: Manner) -> Iterator[Step]:
    """A bar on standard error, to be told of every step; none where nobody looks, or nobody wants it.

    It has no thread of its own, so that processes may be copied while it is shown.
    """
    if not is_watched(manner):
        yield _unseen
        return
    from rich.console import Console  # noqa: PLC0415 - only who watches pays for it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - as above

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True, no_color=manner.color == "never" or None)
    bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
    tasks: dict[str, Any] = {}
    began = shown = time.monotonic()

    def step(words: str, total: int | None = None) -> None:
        nonlocal shown
        if words not in tasks:
            for task in tasks.values():
                bar.update(task, visible=False)
            tasks[words] = bar.add_task(words, total=total)
        bar.advance(tasks[words])
        now = time.monotonic()
        if now - began >= _PATIENCE and now - shown >= _PACE:
            bar.start()
            bar.refresh()
            shown = now

    try:
        yield step
    finally:
        bar.stop()


def is_watched(manner: Manner) -> bool:
    """Whether somebody looks at standard error, and wants to be told more than what is wrong."""
    return not manner.quiet and sys.stderr.isatty() and not os.environ.get("CI")
