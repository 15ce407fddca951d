# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace report``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from reqtrace.catalogue import Code
from reqtrace.cli.answer import answer, say, tell
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.elsewhere import results_option
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import form_option, formats_option, on_option, profile_option
from reqtrace.cli.progress import progress
from reqtrace.cli.provenance import provenance
from reqtrace.config import Config, Format
from reqtrace.diagnostic import Diagnostic
from reqtrace.pipeline import Execution, Wanted, executions, weigh
from reqtrace.pipeline.gather import material
from reqtrace.report.folder import fill, prepare
from reqtrace.report.formats import EXTRA, Choice, choose
from reqtrace.report.json import run_json
from reqtrace.report.making import make, processes
from reqtrace.span import Span


@click.command(cls=TracingCommand)
@on_option
@profile_option
@formats_option
@results_option
@click.option("--versions/--no-versions", default=None, help="Execute on every profile too, or on one alone.")
@click.option("--adequacy/--no-adequacy", default=None, help="Measure what the test cases notice, or do not.")
@form_option("json")
@click.option("-o", "--output", metavar="DIR", required=True, help="The folder to write.")
def report(
    *,
    manner: Manner,
    source: Source,
    on: str,
    profile: str,
    formats: tuple[Format, ...] | None,
    results: tuple[str, ...],
    versions: bool | None,
    adequacy: bool | None,
    form: str,
    output: str,
) -> Exit:
    """Trace, execute, and write the report into a folder.

    It holds index.html, to be opened from disk, and beside it what --formats names: html, csv, xlsx, pdf, json, junit,
    sarif, svg. The answer is that of the command run.

    The folder is exchanged as a whole when all is written, and holds nothing else: one with files that reqtrace did
    not write there, or that were changed since, is left as it is.
    """

    def plan(config: Config) -> Iterable[Execution]:
        """What is typed counts, else what the project decided."""
        compared = config.report.versions if versions is None else versions
        probed = config.report.adequacy if adequacy is None else adequacy
        return executions(on, profile, Wanted(compared, probed))

    _stop_at(manner, prepare(output))
    conclusion = conclude_here(manner, source, plan, partial(weigh, strict=True), results)
    choice = _chosen(manner, formats, conclusion.config)
    stuff = material(conclusion, provenance(manner, conclusion), choice=choice)
    with progress(manner) as step:

        def written(aside: Path) -> Mapping[str, str]:
            return make(stuff, choice.formats, aside, told=lambda _: step("Writing the report"), processes=processes())

        problems = fill(output, written)
    _stop_at(manner, problems)
    code = answer(manner, conclusion, None, run_json(conclusion.view) if form == "json" else None)
    if form == "text" and not manner.quiet:
        say(f"The report is in {Path(output, _first(choice))}\n")
    return code


def _stop_at(manner: Manner, problems: Sequence[Diagnostic]) -> None:
    """Tell why there can be no report, and stop; go on where nothing is wrong."""
    tell(manner, problems)
    if problems:
        raise Stop(Exit.MISUSE)


def _chosen(manner: Manner, typed: tuple[Format, ...] | None, config: Config) -> Choice:
    """The formats to write: those typed, else those of the project, else all that can be.

    What is named and can not be written is a misuse; what is not is left out, and that is told.
    """
    named = typed or config.report.formats
    choice = choose(named)
    for each in choice.absent:
        message = f"{each.format} can not be written: {each.reason}"
        if named is not None:
            raise click.UsageError(f"{message}. Run: pip install '{EXTRA}'")
        tell(manner, (Diagnostic(Code.FORMAT_LEFT_OUT, message, Span(str(each.format))),))
    return choice


def _first(choice: Choice) -> str:
    """The file to open: that of the first format that has one."""
    return next((each.name for each in choice.companions), "")
