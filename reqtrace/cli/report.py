# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace report``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from msgspec.structs import replace

from reqtrace.catalogue import Code
from reqtrace.cli.answer import say, speak, tell, verdict
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.elsewhere import results_option
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import form_option, formats_option, on_option, profile_option
from reqtrace.cli.progress import progress
from reqtrace.cli.provenance import provenance
from reqtrace.config import Config, Format
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.pipeline import Conclusion, Execution, Wanted, executions, weigh
from reqtrace.pipeline.gather import material
from reqtrace.report.folder import fill, prepare
from reqtrace.report.formats import EXTRA, Choice, choose
from reqtrace.report.json import run_json
from reqtrace.report.making import make, processes
from reqtrace.report.material import Material
from reqtrace.scenario.targets import Later
from reqtrace.span import Span


@click.command(cls=TracingCommand)
@on_option
@profile_option
@formats_option
@results_option
@click.option("--baseline", metavar="STATE", help="Say what changed since: a revision in git, a folder, a bundle.")
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
    baseline: str | None,
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

    def weighed(conclusion: Conclusion) -> Conclusion:
        """Before an assessor, what was not measured meets no demand."""
        before = baseline or conclusion.config.report.baseline
        if before is None:
            return weigh(conclusion, strict=True)
        from reqtrace.cli.changes import change_since  # noqa: PLC0415 - who names no baseline needs no git
        from reqtrace.trace.review import review  # noqa: PLC0415 - as above

        change = change_since(manner, source, conclusion, before, Execution(Later(on), profile))
        found = in_order((*conclusion.diagnostics, *review(change)))
        return weigh(replace(conclusion, diagnostics=found), change, strict=True)

    _stop_at(manner, prepare(output))
    conclusion = conclude_here(manner, source, plan, weighed, results)
    choice = _chosen(manner, formats, conclusion.config)
    stuff = material(conclusion, provenance(manner, conclusion), choice=choice)
    files = _written(manner, output, stuff, choice)
    if form == "json":
        say(run_json(conclusion.view))
    elif not manner.quiet:
        from reqtrace.report.text import show_run  # noqa: PLC0415 - who wants quiet is shown nothing

        speak(manner, lambda page: show_run(page, conclusion.view, conclusion.library.base, conclusion.gate))
        say(_where(output, files))
    return verdict(conclusion)


def _written(manner: Manner, output: str, stuff: Material, choice: Choice) -> Sequence[str]:
    """Write the report, and give the names of its files; where that can not be, say so and stop."""
    files: list[str] = []
    with progress(manner) as step:

        def told(name: str) -> None:
            files.append(name)
            step("Writing the report")

        problems = fill(output, lambda aside: make(stuff, choice.formats, aside, told, processes()))
    _stop_at(manner, problems)
    return files


def _where(output: str, files: Sequence[str]) -> str:
    """Where the report is, and what it consists of."""
    names = sorted(name for name in files if "/" not in name)
    below = Counter(name.partition("/")[0] for name in files if "/" in name)
    first = "index.html" if "index.html" in names else next(iter(names), "")
    parts = [*(name for name in names if name != first), *(f"{name}/ ({below[name]})" for name in sorted(below))]
    besides = f"Written besides: {', '.join(parts)}\n" if parts else ""
    return f"{besides}The report is in {Path(output, first)}\n"


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
