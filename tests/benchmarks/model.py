# SPDX-License-Identifier: Apache-2.0
"""``python -m tests.benchmarks.model [-o FILE] [CASES]`` measures the suite, generated cases, and explorations."""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from reqtrace.cli.explore import EVERY
from reqtrace.evidence import Outcome
from reqtrace.hypervisor.explore import SCOPE, explore
from reqtrace.hypervisor.findings import PROFILES
from reqtrace.hypervisor.xen import REQUIRED, Xen
from reqtrace.ident import ItemId
from reqtrace.item import Block, Item, digest_of
from reqtrace.scenario.on_model import Model
from reqtrace.scenario.run import execute
from reqtrace.span import Span
from tests.benchmarks.process import cost
from tests.benchmarks.scenarios import scenario

CASES, CORES, RUNS = 10_000, 2, 3


def case(seed: int) -> Item:
    """A generated test case."""
    text = scenario(seed)
    block = Block("gherkin", text, Span("generated.rst", 10, 1))
    id_ = ItemId("XenValTestCase", f"generated-{seed}", 1)
    return Item(id_, Span("generated.rst", 1, 1), blocks=(block,), digest=digest_of(text))


def run_cases(count: int) -> str:
    """Execute generated cases; what it took."""
    items = [case(seed) for seed in range(count)]
    before = spent()
    with ProcessPoolExecutor(CORES) as executor:
        list(executor.map(abs, range(CORES)))  # the workers are there before the clock runs
        begun = time.perf_counter()
        evidence, _ = execute(items, Model(), "required", executor=executor)
        took = time.perf_counter() - begun
    used = spent() - before
    steps = sum(len(scene.steps) for each in evidence.cases for scene in each.scenarios)
    passed = sum(each.outcome is Outcome.PASSED for each in evidence.cases)
    return (
        f"{count:,} generated cases with {steps:,} steps, {passed:,} passed: {took:.1f} s on {CORES} cores, "
        f"{used:.1f} s of all processors, {used / count * 1e3:.1f} ms a case, {used / steps * 1e6:.0f} µs a step"
    )


def explore_hosts(xen: Xen, called: str) -> str:
    """Explore what ``reqtrace explore`` explores of the small scope; what it took."""
    gc.disable()
    begun, used = time.perf_counter(), time.process_time()
    *_, whole = explore(xen, every=EVERY)
    took, used = time.perf_counter() - begun, time.process_time() - used
    gc.enable()
    return (
        f"{called}: {whole.hosts:,} of {SCOPE:,} hosts, {whole.states:,} states, {whole.transitions:,} transitions, "
        f"{len(whole.deviations)} deviations: {took:.1f} s on one core, {used:.1f} s of a processor, "
        f"{whole.states / used:,.0f} states a second, {used / whole.transitions * 1e6:.0f} µs a transition"
    )


def run_suite() -> str:
    """Execute the project's own test cases as whole processes; what it took."""
    taken = cost([sys.executable, "-m", "reqtrace", "run", "--quiet"], {}, RUNS)
    return (
        f"``reqtrace run`` on the project's own test cases, a whole process, median of {RUNS}: {taken.seconds:.1f} s, "
        f"{taken.cpu:.1f} s of all processors"
    )


def spent() -> float:
    """Seconds of all processors that this process and those it waited for have used."""
    return sum(os.times()[:4])


def loaded() -> str:
    """How many processes wanted a processor in the last minute."""
    return f"load average {os.getloadavg()[0]:.1f}"


PAGE = """\
.. SPDX-License-Identifier: Apache-2.0

Time of the model
=================

What it takes to execute test cases on the reference model, and to explore it. Each line was measured once, with
Python {python} on {processors} processors ({machine}); where the load average before it, which it names, is above the
number of processors it needs, others were using them, and the time on the clock says less than the time of the
processor.

{lines}
``python -m tests.benchmarks.model -o FILE`` measures anew and writes this page to FILE.
"""


def main() -> None:
    """Measure, and write the page."""
    words = argparse.ArgumentParser(prog="python -m tests.benchmarks.model", description=__doc__)
    words.add_argument("cases", metavar="CASES", nargs="?", type=int, default=CASES, help="how many cases to generate")
    words.add_argument("-o", "--output", metavar="FILE", type=Path, help="write the page to FILE")
    given = words.parse_args()
    measures: tuple[Callable[[], str], ...] = (
        run_suite,
        partial(run_cases, given.cases),
        partial(explore_hosts, REQUIRED, "``reqtrace explore``"),
        partial(explore_hosts, Xen(PROFILES["xen-head"]), "``reqtrace explore --profile xen-head``"),
    )
    lines = []
    for measure in measures:
        load = loaded()
        lines.append(f"* {measure()} ({load})\n")
        print(lines[-1], end="", flush=True)
    if given.output:
        page = PAGE.format(
            lines="".join(lines),
            python=platform.python_version(),
            processors=os.cpu_count(),
            machine=platform.machine(),
        )
        given.output.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
