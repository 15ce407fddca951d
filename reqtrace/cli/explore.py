# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace explore``."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

import click

from reqtrace.cli.answer import explained
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner
from reqtrace.cli.options import form_option, output_option, profile_option, with_option, without_option

if TYPE_CHECKING:
    from reqtrace.hypervisor.explore import Each

EVERY = 2
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
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Explore on so many cores.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@form_option("json")
@output_option
def explore(
    *,
    profile: str,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    every: int | None,
    limit: int | None,
    jobs: int,
    color: str,
    form: str,
    output: str | None,
) -> Exit:
    """Reach every state of small machines, and say which invariants break.

    The machines have three devices, two interrupts, two stream ids and four frames, and run the hardware domain and
    two guests, which are created, destroyed, and assigned devices in every order. Of all the ways to set up such a
    machine one in two is explored, with every state it can reach; --every 1 explores them all.

    What breaks is shown by a shortest sequence of operations, with the finding it is due to: with that finding
    switched off the same operations break nothing.

    Exit code: 0 no invariant breaks; 1 one does.
    """
    twice = [finding for finding in added if finding in removed]
    if twice:
        raise click.UsageError(f"{twice[0]} can not be switched on and off at once.")
    from reqtrace.hypervisor import explore as scope  # noqa: PLC0415 - no other command needs the exploration
    from reqtrace.hypervisor.findings import PROFILES, Finding  # noqa: PLC0415 - as above
    from reqtrace.hypervisor.xen import Xen  # noqa: PLC0415 - as above
    from reqtrace.report.exploration_json import explore_json  # noqa: PLC0415 - as above
    from reqtrace.report.text.exploration import show_exploration  # noqa: PLC0415 - as above

    xen = Xen((PROFILES[profile] | set(map(Finding, added))) - set(map(Finding, removed)))
    called = " ".join((profile, *(f"with {name}" for name in added), *(f"without {name}" for name in removed)))
    gc.disable()  # the states of a host refer to one another in one direction, and are many
    with _workers(jobs) as each:
        *_, exploration = scope.explore(xen, every=every or (1 if limit else EVERY), limit=limit, each=each)
    manner = Manner(color, quiet=False, verbose=False, cache=False)
    words = partial(show_exploration, exploration=exploration, xen=called)
    explained(manner, output, explore_json(exploration, called) if form == "json" else words)
    return Exit.DEFECT if exploration.deviations else Exit.OK


@contextmanager
def _workers(jobs: int) -> Iterator[Each]:
    """What explores portions: this process alone, or several."""
    if jobs == 1:
        yield map
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver"), initializer=gc.disable) as pool:
        yield pool.map
