# SPDX-License-Identifier: Apache-2.0
"""Counts what other processes do, for those who watch how far the work is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from reqtrace.cli.progress import Step

P = ParamSpec("P")
T = TypeVar("T")


class Counting(Executor):
    """An executor that tells of everything that is done; `inner` does it, and is called for when there is something."""

    def __init__(self, inner: Callable[[], Executor], words: Callable[[str], str], step: Step) -> None:
        self._inner = inner
        self._words = words
        self._step = step

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do something at some time."""
        return self._inner().submit(fn, *args, **kwargs)

    def map(
        self, fn: Callable[..., T], *iterables: Iterable[Any], timeout: float | None = None, chunksize: int = 1
    ) -> Iterator[T]:
        """Do something with each, in order, and tell of each that is done."""
        total = min((len(each) for each in iterables if isinstance(each, Sized)), default=None)
        words = self._words(getattr(getattr(fn, "func", fn), "__module__", ""))
        for done in self._inner().map(fn, *iterables, timeout=timeout, chunksize=chunksize):
            self._step(words, total)
            yield done
