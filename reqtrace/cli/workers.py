# SPDX-License-Identifier: Apache-2.0
"""The processes that share the work of a command, started when there is work to share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

_Words = ParamSpec("_Words")
_Result = TypeVar("_Result")


class Workers(Executor):
    """As many processes as there are processors; none before the first is needed."""

    def __init__(self) -> None:
        self._pool: Executor | None = None

    def submit(self, fn: Callable[_Words, _Result], /, *args: _Words.args, **kwargs: _Words.kwargs) -> Future[_Result]:
        """Let a process call `fn`."""
        return self._started().submit(fn, *args, **kwargs)

    def map(self, *args: Any, **settings: Any) -> Any:
        """Let processes call a function for every argument, several at a time."""
        return self._started().map(*args, **settings)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def _started(self) -> Executor:
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - a small trace needs none

            self._pool = ProcessPoolExecutor()
        return self._pool
