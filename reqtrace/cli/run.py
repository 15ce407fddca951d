# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace run``."""

from __future__ import annotations

import click

from reqtrace.cli.answer import answer
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.documents import document
from reqtrace.cli.elsewhere import results_option
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import (
    EVERY_PROFILE,
    form_option,
    on_option,
    output_option,
    profiles_option,
    with_option,
    without_option,
)
from reqtrace.cli.switches import tell_of_switches
from reqtrace.pipeline import Comparison, Execution
from reqtrace.scenario.targets import target


@click.command(cls=TracingCommand)
@on_option
@profiles_option
@with_option
@without_option
@click.option(
    "--only", metavar="PATTERN", default="*", help="Execute only cases whose id or name fits, as in 'hide_*'."
)
@results_option
@form_option("json", "junit", "sarif")
@output_option
def run(
    *,
    manner: Manner,
    source: Source,
    on: str,
    profile: str,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    only: str,
    results: tuple[str, ...],
    form: str,
    output: str | None,
) -> Exit:
    """Execute the test cases, and say what they verify.

    The profile required behaves as the requirements demand; the others imitate a version of Xen and differ from it in
    findings alone. --with and --without switch single findings on and off, and every verdict says so. An invariant
    that does not hold fails a case in required, and is an event elsewhere.

    --profile all shows how every requirement stands in every profile, and which finding makes it deviate: what a case
    shows is put down to a finding by executing it with that finding alone. Deviations of Xen are known and no defects:
    there, the exit code is 1 only if a case fails in required or no finding explains why it fails elsewhere.

    --results brings results of tests that ran elsewhere. They count for the items that they name, where they passed on
    the commit that is checked out.
    """
    executing = target(on, added, removed)
    tell_of_switches(manner, executing.profiles if profile == EVERY_PROFILE else (profile,), added, removed)
    if profile != EVERY_PROFILE:
        conclusion = conclude_here(manner, source, Execution(executing, profile, only), results=results)
        return answer(manner, conclusion, output, document(conclusion, form))
    if form == "junit":
        raise click.UsageError("JUnit holds the results of one profile: name it, or choose another format.")
    profiles = executing.profiles
    comparison = Comparison(target=executing, profile=profiles[0], only=only, profiles=profiles)
    conclusion = conclude_here(manner, source, comparison, results=results)
    return answer(manner, conclusion, output, document(conclusion, form))
