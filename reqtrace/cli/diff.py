# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace diff``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from reqtrace.cli.answer import explained
from reqtrace.cli.changes import change_between
from reqtrace.cli.elsewhere import results_option
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import form_option, on_option, output_option, profile_option
from reqtrace.pipeline import Execution
from reqtrace.scenario.targets import Later

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from reqtrace.trace.change import Change


@click.command(cls=TracingCommand)
@click.argument("before")
@click.argument("after", default=".")
@on_option
@profile_option
@click.option("--run/--no-run", "executed", default=True, help="Execute the test cases of both and compare verdicts.")
@results_option
@form_option("json", "markdown", "html")
@output_option
def diff(
    *,
    manner: Manner,
    source: Source,
    before: str,
    after: str,
    on: str,
    profile: str,
    executed: bool,
    results: tuple[str, ...],
    form: str,
    output: str | None,
) -> Exit:
    """Say what changed from one state of the project to another.

    BEFORE and AFTER are each a revision in git (v1.2, HEAD, main), a folder, or a bundle; AFTER is the current folder
    if it is left out. Each is read with the settings that it holds. PATHs are seen from the current folder, or from the
    folder named.

    Each is judged by its own results and records of inspections: those in the folder, the bundle or the commit. Results
    are in no commit, so what depends on them there is not compared, which is said. --results belong to AFTER.

    Exit code: 0 nothing changed that must not; 1 a text was changed under the same revision, a revision was lowered, or
    what was verified has failed; 2 the call can not be used, or a state can not be looked at; 3 a fault of reqtrace
    itself.
    """
    execution = Execution(Later(on), profile, due=False) if executed else None
    if results and not executed:
        raise click.UsageError("--results are looked at where verdicts are compared: leave out --no-run")
    change, code = change_between(manner, source, (before, after), execution, results)
    if not manner.quiet or output is not None:
        explained(manner, output, _told(change, form))
    return code


def _told(change: Change, form: str) -> str | Callable[[Console], None]:
    """What changed, in one of the forms of the command."""
    match form:
        case "json":
            from reqtrace.report.change_json import change_json  # noqa: PLC0415 - each form is loaded when asked for

            return change_json(change)
        case "markdown":
            from reqtrace.report.change_markdown import change_markdown  # noqa: PLC0415 - as above

            return change_markdown(change)
        case "html":
            from reqtrace.report.change_html import change_html  # noqa: PLC0415 - as above

            return change_html(change)
        case "text":
            from reqtrace.report.text.change import show_change  # noqa: PLC0415 - as above

            return partial(show_change, change=change)
    raise ValueError(f"no format is called {form!r}")
