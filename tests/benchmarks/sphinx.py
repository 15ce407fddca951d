# SPDX-License-Identifier: Apache-2.0
"""Measures what the extension costs: Sphinx with it and without it, on the same prose, one after the other."""

from __future__ import annotations

import argparse
import compileall
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import reqtrace
import reqtrace_sphinx
from tests.benchmarks import corpus
from tests.benchmarks.process import Cost, cost

SIZES = (2_000, 10_000)
RUNS = 3
EXTENSION = "reqtrace_sphinx"


@dataclass(frozen=True, slots=True)
class Target:
    """How many times as much as without the extension a build may cost with it: CPU seconds, and MiB."""

    cpu: float
    memory: float = 1.2


TARGETS: Mapping[tuple[str, bool], Target] = MappingProxyType(
    {
        ("everything", False): Target(1.25),
        ("everything", True): Target(1.25),
        ("nothing changed", False): Target(1.2),
        ("nothing changed", True): Target(1.3),
    }
)
"""The targets by what is built, and whether the project is large."""

_LARGE = 5_000
"""From how many items on a project is large."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: the least that a build cost without the extension and with it."""

    size: int
    what: str
    plain: Cost
    extended: Cost

    @property
    def target(self) -> Target:
        """What is aimed at."""
        return TARGETS[self.what, self.size >= _LARGE]

    @property
    def ratios(self) -> tuple[float, float]:
        """How many times as much CPU and memory the extension makes of it."""
        return self.extended.cpu / self.plain.cpu, self.extended.memory / self.plain.memory

    def cells(self) -> tuple[str, ...]:
        """The figures, as they stand in the table."""
        cpu, memory = self.ratios
        return (
            f"{self.size:,}",
            self.what,
            f"{self.plain.cpu:.2f} s, {self.plain.memory:.0f} MiB",
            f"{self.extended.cpu:.2f} s, {self.extended.memory:.0f} MiB",
            f"{cpu:.2f} ({_held(cpu, self.target.cpu)})",
            f"{memory:.2f} ({_held(memory, self.target.memory)})",
        )


HEAD = ("items", "what is built", "plain", "with the extension", "CPU", "memory")


def _held(ratio: float, target: float) -> str:
    return f"{'at most' if ratio <= target else 'MORE THAN'} {target}"


def documentation(folder: Path, count: int) -> None:
    """Let another process write a project, so that its memory is not counted as that of what this one starts."""
    command = [sys.executable, corpus.__file__, "project", str(folder), str(count)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (folder / "conf.py").touch()
    (folder / "index.rst").write_text(
        "Requirements\n============\n\n.. toctree::\n   :glob:\n\n   */*\n", encoding="utf-8"
    )


def build(source: Path, output: Path, *, extended: bool) -> Cost:
    """Build as `sphinx-build` does; the output stays for the next."""
    with_it = ["-D", f"extensions={EXTENSION}"] if extended else []
    command = [sys.executable, "-m", "sphinx", "-q", "-w", f"{output}.log", "-b", "html", *with_it]
    return cost([*command, str(source), str(output)], {})


def rows(sizes: list[int], times: int) -> Iterator[Row]:
    """Measure projects of every size, each build so many times; other work on the machine only makes them slower."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            source = Path(place, "source")
            documentation(source, size)
            costs: dict[tuple[str, bool], list[Cost]] = {}
            for _ in range(times):
                for extended in (False, True):
                    shutil.rmtree(Path(place, str(extended)), ignore_errors=True)
                for what in ("everything", "nothing changed", "nothing changed"):
                    for extended in (False, True):
                        spent = build(source, Path(place, str(extended)), extended=extended)
                        costs.setdefault((what, extended), []).append(spent)
            for what in ("everything", "nothing changed"):
                yield Row(size, what, least(costs[what, False]), least(costs[what, True]))


def least(costs: list[Cost]) -> Cost:
    """The least of several runs, in each respect."""
    return Cost(*(min(getattr(run, name) for run in costs) for name in ("seconds", "cpu", "memory")))


def main() -> None:
    """Measure, and print the table."""
    words = argparse.ArgumentParser(prog="python -m tests.benchmarks.sphinx", description=__doc__)
    words.add_argument("sizes", metavar="SIZE", nargs="*", type=int, help=f"numbers of items, else {SIZES}")
    words.add_argument("-n", "--times", metavar="N", type=int, default=RUNS, help="how often each build is run")
    given = words.parse_args()
    for package in (reqtrace, reqtrace_sphinx):
        compileall.compile_dir(Path(package.__file__ or "").parent, quiet=1)  # as an installation does
    print("  ".join(HEAD))
    for row in rows(given.sizes or list(SIZES), given.times):
        print("  ".join(row.cells()), flush=True)


if __name__ == "__main__":
    main()
