# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace explore``."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

import click

from reqtrace.cli.answer import explained
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner
from reqtrace.cli.options import (
    color_option,
    form_option,
    output_option,
    profile_option,
    quiet_option,
    verbose_option,
    with_option,
    without_option,
)
from reqtrace.cli.pool import processes
from reqtrace.cli.switches import tell_of_switches

if TYPE_CHECKING:
    from reqtrace.hypervisor.explore import Each, Exploration

EVERY = 4
"""One host in so many is explored where nothing else is said: all kinds of hosts, and more than 100,000 states."""


@click.command
@profile_option
@with_option
@without_option
@click.option(
    "--every",
    type=click.IntRange(1),
    metavar="N",
    help=f"Explore one host in N; 1 explores all.  [default: {EVERY}, or 1 with --limit]",
)
@click.option("--limit", type=click.IntRange(1), metavar="HOSTS", help="Explore no more than the first HOSTS hosts.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Explore on so many cores.  [default: all there are]")
@form_option("json")
@output_option
@color_option
@quiet_option
@verbose_option("Say in lines how far it is, in a pipe too.")
def explore(
    *,
    profile: str,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    every: int | None,
    limit: int | None,
    jobs: int | None,
    form: str,
    output: str | None,
    color: str,
    quiet: bool,
    verbose: bool,
) -> Exit:
    """Reach every state of small machines, and say which invariants break.

    The machines have three devices, two interrupts, two stream ids and four frames, and run the hardware domain and
    two guests, which are created, destroyed, and assigned devices in every order. Of all the ways to set up such a
    machine one in four is explored, with every state it can reach; --every 1 explores them all.

    What breaks is shown by a shortest sequence of operations, with the finding it is due to: with that finding
    switched off the same operations break nothing.

    Exit code: 0 no invariant breaks; 1 one does; 2 the call can not be used; 3 a fault of reqtrace itself.
    """
    manner = Manner(color, quiet, verbose, cache=False)
    tell_of_switches(manner, (profile,), added, removed)
    from reqtrace.hypervisor import explore as scope  # noqa: PLC0415 - no other command needs the exploration
    from reqtrace.hypervisor.findings import PROFILES, Finding  # noqa: PLC0415 - as above
    from reqtrace.hypervisor.xen import Xen  # noqa: PLC0415 - as above
    from reqtrace.report.exploration_json import explore_json  # noqa: PLC0415 - as above
    from reqtrace.report.text.exploration import show_exploration  # noqa: PLC0415 - as above

    xen = Xen((PROFILES[profile] | set(map(Finding, added))) - set(map(Finding, removed)))
    called = " ".join((profile, *(f"with {name}" for name in added), *(f"without {name}" for name in removed)))
    gc.disable()  # the states of a host refer to one another in one direction, and are many
    with _workers(jobs or os.cpu_count() or 1) as each:
        one_in = every or (1 if limit else EVERY)
        hosts = min(-(-scope.SCOPE // one_in), limit or scope.SCOPE)
        exploration = _last(manner, scope.explore(xen, every=one_in, limit=limit, each=each), hosts)
    if output is not None or not quiet:
        words = partial(show_exploration, exploration=exploration, xen=called)
        explained(manner, output, explore_json(exploration, called) if form == "json" else words)
    return Exit.DEFECT if exploration.deviations else Exit.OK


# [impl->dsn~explorations_are_shown~1]
def _last(manner: Manner, steps: Iterable[Exploration], hosts: int) -> Exploration:
    """The last of all steps, while people who wait at a terminal, or ask for it, see how many hosts are done."""
    from reqtrace.cli.console import console  # noqa: PLC0415 - as above
    from reqtrace.hypervisor.explore import Exploration  # noqa: PLC0415 - as above

    last = Exploration()
    with _bar(manner, hosts) as bar:
        for last in steps:
            bar(last.hosts)
            if manner.verbose:
                words = f"{last.hosts:,} of {hosts:,} hosts, {last.states:,} states, {len(last.deviations)} deviations"
                console(manner, stderr=True).print(words)
    return last


@contextmanager
def _bar(manner: Manner, hosts: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, where that is a terminal; what is given moves it to a number of hosts."""
    from rich.progress import (  # noqa: PLC0415 - nobody else needs a bar
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from reqtrace.cli.console import console  # noqa: PLC0415 - as above

    columns = (TextColumn("Exploring"), BarColumn(), MofNCompleteColumn(), TextColumn("hosts"), TimeRemainingColumn())
    silent = manner.quiet or manner.verbose or not sys.stderr.isatty()
    with Progress(*columns, console=console(manner, stderr=True), transient=True, disable=silent) as progress:
        task = progress.add_task("", total=hosts)
        yield lambda done: progress.update(task, completed=done)


@contextmanager
def _workers(jobs: int) -> Iterator[Each]:
    """What explores portions: this process alone, or several."""
    if jobs == 1:
        yield map
        return
    with ExitStack() as end:
        server = get_context("forkserver")
        yield processes(lambda: ProcessPoolExecutor(jobs, mp_context=server, initializer=gc.disable), end).map
