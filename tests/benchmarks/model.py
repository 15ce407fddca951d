# SPDX-License-Identifier: Apache-2.0
"""``python -m tests.benchmarks.model [CASES [HOSTS]]`` measures generated cases, and an exploration."""

from __future__ import annotations

import gc
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from reqtrace.evidence import Outcome
from reqtrace.hypervisor.explore import explore
from reqtrace.hypervisor.xen import REQUIRED
from reqtrace.ident import ItemId
from reqtrace.item import Block, Item, digest_of
from reqtrace.scenario.on_model import Model
from reqtrace.scenario.run import execute
from reqtrace.span import Span
from tests.benchmarks.scenarios import scenario

CASES, CORES = 10_000, 2


def case(seed: int) -> Item:
    """A generated test case."""
    text = scenario(seed)
    block = Block("gherkin", text, Span("generated.rst", 10, 1))
    id_ = ItemId("XenValTestCase", f"generated-{seed}", 1)
    return Item(id_, Span("generated.rst", 1, 1), blocks=(block,), digest=digest_of(text))


def run_cases(count: int) -> str:
    """Execute generated cases; what it took."""
    items = [case(seed) for seed in range(count)]
    with ProcessPoolExecutor(CORES) as executor:
        list(executor.map(abs, range(CORES)))  # the workers are there before the clock runs
        begun = time.perf_counter()
        evidence, _ = execute(items, Model(), "required", executor=executor)
        took = time.perf_counter() - begun
    steps = sum(len(scene.steps) for each in evidence.cases for scene in each.scenarios)
    passed = sum(each.outcome is Outcome.PASSED for each in evidence.cases)
    return (
        f"{count:,} generated cases with {steps:,} steps, {passed:,} passed: {took:.1f} s on {CORES} cores, "
        f"{took * CORES / count * 1e3:.1f} ms a case, {took * CORES / steps * 1e6:.0f} µs a step"
    )


def explore_hosts(limit: int | None) -> str:
    """Explore the small scope; what it took."""
    gc.disable()
    begun = time.perf_counter()
    *_, whole = explore(REQUIRED, limit=limit)
    took = time.perf_counter() - begun
    return (
        f"{whole.hosts:,} hosts, {whole.states:,} states, {whole.transitions:,} transitions, "
        f"{len(whole.deviations)} deviations: {took:.1f} s on one core, {whole.states / took:,.0f} states a second, "
        f"{took / whole.transitions * 1e6:.0f} µs a transition"
    )


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    print(run_cases(words[0] if words else CASES))
    print(explore_hosts(words[1] if len(words) > 1 else None))
