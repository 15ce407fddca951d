# SPDX-License-Identifier: Apache-2.0
"""``python -m tests.benchmarks [-o FILE] [SIZE ...]`` measures whole traces, and writes a table for the docs."""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import reqtrace
from tests.benchmarks import corpus, floor
from tests.benchmarks.process import Cost, cost

SIZES = (1_000, 10_000, 100_000)
LADDER, CHAIN = 1_000, 100_000
RUNS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was traced, and in which of three ways it was done."""

    what: str
    megabytes: float
    floor: Cost
    cold: Cost
    unchanged: Cost
    changed: Cost

    def cells(self) -> tuple[str, ...]:
        """The figures, as they stand in the table."""
        return (
            self.what,
            f"{self.megabytes:.1f}",
            f"{self.floor.seconds:.2f}",
            *(f"{each.seconds:.2f} s, {each.memory:.0f} MiB" for each in (self.cold, self.unchanged, self.changed)),
            f"{self.cold.cpu / self.floor.cpu:.1f}",
            f"{self.unchanged.cpu / self.floor.cpu:.1f}",
        )


HEAD = ("what", "MB", "floor, s", "first run", "nothing changed", "one file changed", "first/floor", "unchanged/floor")


def measure(what: str, folder: Path, times: int) -> Row:
    """Trace what lies in `folder`, first with an empty cache, then again, then with one file changed each time."""
    command = [sys.executable, "-m", "reqtrace", "trace", "--quiet", str(folder)]
    with tempfile.TemporaryDirectory() as caches:

        def each_time(prepare: Callable[[int], str]) -> Cost:
            costs = [cost(command, {"XDG_CACHE_HOME": prepare(number)}) for number in range(times)]
            return sorted(costs, key=lambda each: each.seconds)[len(costs) // 2]

        def edit(number: int) -> str:
            with some.open("a", encoding="utf-8") as opened:
                opened.write(f"\n.. edit {number}\n")
            return f"{caches}/warm"

        some = next(iter(sorted(folder.rglob("*.rst"))))
        cold = each_time(lambda number: f"{caches}/{number}")
        cost(command, {"XDG_CACHE_HOME": f"{caches}/warm"})
        unchanged = each_time(lambda _: f"{caches}/warm")
        changed = each_time(edit)
    least = cost([sys.executable, floor.__file__, str(folder)], {}, times)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Row(what, size / 1e6, least, cold, unchanged, changed)


def made(shape: str, folder: Path, size: int) -> int:
    """Let another process make a project, so that its memory is not counted as that of what this one starts."""
    command = [sys.executable, corpus.__file__, shape, str(folder), str(size)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def rows(sizes: dict[int, int], times: int) -> Iterator[Row]:
    """Measure projects of every size so many times, and the two shapes that other tools can not trace."""
    with tempfile.TemporaryDirectory() as place:
        for size, often in sizes.items():
            tags = made("project", Path(place, str(size)), size)
            yield measure(f"{size:,} items and {tags:,} tags", Path(place, str(size)), often)
        made("ladder", Path(place, "ladder"), LADDER)
        yield measure(f"a ladder of {LADDER:,} rungs", Path(place, "ladder"), times)
        made("chain", Path(place, "chain"), CHAIN)
        yield measure(f"a chain of {CHAIN:,} items", Path(place, "chain"), times)


PAGE = """\
.. SPDX-License-Identifier: Apache-2.0

Time and memory
===============

What ``reqtrace trace --quiet`` costs as a whole process, from its start to its end, on projects that are made for the
purpose: a twentieth market requirements, a fifth product requirements, a little less than a half designs, each of
which is covered by a tag in C code, and test cases. Nothing is wrong with them.

Each figure is the median of {times} runs, and of one where there are a million items. Memory is the most that the
process and those that it started held at once. The *floor* reads every byte once and searches it once for ids with one
compiled regular expression; it is measured in the same run, so that the last two columns, in seconds of all processors,
can be compared between machines. *First run* begins with an empty cache.

{table}
A ladder has two items on each rung, each of which covers both of the rung above; a chain is one item below the other.
Time grows with the number of links, not with that of paths.

``python -m tests.benchmarks -o requirements/reqtrace/explanation/performance.rst --once 1000000`` measures anew and
writes this page.
"""


def table(measured: list[Row]) -> str:
    """The table in reStructuredText."""
    lines = [HEAD, *(row.cells() for row in measured)]
    body = "".join("   * - " + "\n     - ".join(cells) + "\n" for cells in lines)
    machine = f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}"
    return f"Whole processes, ``reqtrace trace --quiet``; {machine}:\n\n.. list-table::\n   :header-rows: 1\n\n{body}"


def main() -> None:
    """Measure, and write the table."""
    words = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    words.add_argument("sizes", metavar="SIZE", nargs="*", type=int, help=f"numbers of items, else {SIZES}")
    words.add_argument("-o", "--output", metavar="FILE", type=Path, help="write the page to FILE")
    words.add_argument("-n", "--times", metavar="N", type=int, default=RUNS, help="how often each command is run")
    words.add_argument("--once", metavar="SIZE", type=int, action="append", default=[], help="measure this size once")
    given = words.parse_args()
    compileall.compile_dir(Path(reqtrace.__file__).parent, quiet=1)  # as an installation does
    measured = []
    sizes = dict.fromkeys(given.sizes or SIZES, given.times) | dict.fromkeys(given.once, 1)
    for row in rows(sizes, given.times):
        print("  ".join(row.cells()), flush=True)
        measured.append(row)
    if given.output:
        page = PAGE.format(times=given.times, table=table(measured))
        given.output.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
