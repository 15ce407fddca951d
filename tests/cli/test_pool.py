# SPDX-License-Identifier: Apache-2.0
"""A machine may have no locks, descriptors or processes to spare: what a command finds is the same all the same."""

from __future__ import annotations

import multiprocessing
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from reqtrace.cli.pool import Alone, processes

CASE = """\
`XenValTestCase~a~1`

.. code-block:: gherkin

   Scenario: a host
     Given the host "qemu-virt"
     When the host boots
"""


@contextmanager
def at_most(what: int, number: int) -> Iterator[None]:
    before = resource.getrlimit(what)
    resource.setrlimit(what, (number, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(what, before)


def two() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(2)


def squares() -> tuple[type[object], list[int]]:
    """Who did it, and what came of it."""
    with ExitStack() as end:
        pool = processes(two, end)
        return type(pool), list(pool.map(abs, [-1, -2, -3]))


def test_processes_share_work_where_there_are_any() -> None:
    assert squares() == (ProcessPoolExecutor, [1, 2, 3])


# [utest->dsn~one_process_is_enough~1]
@pytest.mark.parametrize("spare", range(0, 24, 2))
def test_however_few_descriptors_are_left_the_same_comes_of_it(spare: int) -> None:
    used = os.dup(0)  # the first that is free
    os.close(used)
    with at_most(resource.RLIMIT_NOFILE, used + spare):
        found = squares()
    assert found[1] == [1, 2, 3]
    assert spare or found[0] is Alone
    assert multiprocessing.active_children() == []


# [utest->dsn~one_process_is_enough~1]
def test_without_room_for_a_lock_one_process_does_it() -> None:
    with at_most(resource.RLIMIT_FSIZE, 0):
        assert squares() == (Alone, [1, 2, 3])


def test_what_fails_in_this_process_is_raised_here() -> None:
    alone = Alone()
    assert alone.submit(divmod, 7, 2).result() == (3, 1)
    with pytest.raises(ZeroDivisionError):
        alone.submit(divmod, 7, 0)
    with pytest.raises(ZeroDivisionError):
        list(alone.map(divmod, [7], [0]))


def limits(**numbers: int) -> Callable[[], None]:
    def limit() -> None:
        for name, number in numbers.items():
            resource.setrlimit(getattr(resource, name), (number, number))

    return limit


# [utest->dsn~one_process_is_enough~1]
@pytest.mark.parametrize("limited", [{"RLIMIT_FSIZE": 0}, {"RLIMIT_NOFILE": 12}])
def test_a_command_in_a_narrow_place_answers_as_anywhere(tmp_path: Path, limited: dict[str, int]) -> None:
    (tmp_path / "a.rst").write_text(CASE, "utf-8")
    answers = [
        subprocess.run(
            [sys.executable, "-m", "reqtrace", "run", "--no-cache", "a.rst"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=limit,
        )
        for limit in (None, limits(**limited))
    ]
    free, narrow = ((each.returncode, each.stdout, each.stderr) for each in answers)
    assert narrow == free
    assert free[0] in {0, 1}
