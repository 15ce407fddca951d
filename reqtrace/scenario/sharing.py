# SPDX-License-Identifier: Apache-2.0
"""Work on test cases is shared among processes, but for what is settled before anything is executed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from reqtrace.item import Item
from reqtrace.scenario.moot import Executed, moot

if TYPE_CHECKING:
    from concurrent.futures import Executor

T = TypeVar("T")


def shared(
    groups: Sequence[Sequence[Item]],
    work: Callable[[Sequence[Item]], T],
    settled: Callable[[Executed], T],
    executor: Executor | None,
    chunk: int,
) -> list[T]:
    """What `work` makes of the items of each id, in order; the same with an executor and without.

    Where nothing can be executed, `settled` says so of what is known by then, and no process is asked. The others are
    given `chunk` ids at once.
    """
    known = [moot(group) for group in groups]
    open_ = [group for group, done in zip(groups, known, strict=True) if done is None]
    worked: Iterator[T] = iter(executor.map(work, open_, chunksize=chunk) if executor and open_ else map(work, open_))
    return [next(worked) if done is None else settled(done) for done in known]
