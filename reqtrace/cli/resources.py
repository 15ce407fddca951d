# SPDX-License-Identifier: Apache-2.0
"""What a command has at hand to be quicker: what was read before, and processes to share work with."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cache as memoised
from typing import TYPE_CHECKING

from msgspec import Struct

from reqtrace.cli.manner import Manner
from reqtrace.cli.progress import progress
from reqtrace.read.cache import Cache
from reqtrace.read.readings import Workers

if TYPE_CHECKING:
    from concurrent.futures import Executor


class Resources(Struct, frozen=True):
    """The readings that are remembered, where that is wanted, and who shares the work when there is much of it."""

    cache: Cache | None
    workers: Workers


@contextmanager
def resources(manner: Manner) -> Iterator[Resources]:
    """What is at hand for as long as the command needs it."""
    with ExitStack() as end:
        step = end.enter_context(progress(manner))

        @memoised
        def workers() -> Executor:
            from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - little work needs none

            from reqtrace.cli.pool import processes  # noqa: PLC0415 - as above

            # what is executed makes circles, unlike what is read, so that a trace does without
            return processes(lambda: ProcessPoolExecutor(initializer=gc.enable), end)

        def counted() -> Executor:
            from reqtrace.cli.counting import Counting  # noqa: PLC0415 - as above

            return Counting(workers, _words, step)

        cache = None
        if manner.cache:
            from platformdirs import user_cache_path  # noqa: PLC0415 - not paid for where there is no cache

            cache = Cache(user_cache_path("reqtrace", appauthor=False), datetime.now(UTC).toordinal())
            end.callback(cache.close)
        yield Resources(cache, counted)


def _words(module: str) -> str:
    """What is being done where a function of `module` is called for each of many; files are read in a moment."""
    return "Putting test cases to the test" if module.endswith(".probe") else "Executing test cases"
