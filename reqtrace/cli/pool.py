# SPDX-License-Identifier: Apache-2.0
"""Processes share work; where the machine has none to give, this one does all of it, and the same comes of it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_REFUSALS: Final = (OSError, RuntimeError, ImportError)
"""What is raised where there are no locks, descriptors, threads or processes left, or where a system has none."""


class Alone(Executor):
    """An executor that does everything at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do something now; what it raises is raised here."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future

    def map(
        self,
        fn: Callable[..., T],
        *iterables: Iterable[Any],
        timeout: float | None = None,
        chunksize: int = 1,
    ) -> Iterator[T]:
        """Do something with each, in order, as it is asked for."""
        return map(fn, *iterables)


# [impl->dsn~one_process_is_enough~1]
def processes(make: Callable[[], ProcessPoolExecutor], end: ExitStack) -> Executor:
    """The executor that `make` makes, with all its processes, until `end`; or one that does without any."""
    try:
        pool = make()
        pool.submit(int)  # starts them all, for they are copies of this process
    except _REFUSALS:
        for child in multiprocessing.active_children():  # they wait for work that nobody will give them
            child.terminate()
            child.join()
        return Alone()
    return end.enter_context(pool)
