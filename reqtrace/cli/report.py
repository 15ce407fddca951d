# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace report``."""

from __future__ import annotations

from pathlib import Path

import click

from reqtrace.cli.answer import answer, say, write
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import form_option, on_option, profile_option
from reqtrace.pipeline import Execution
from reqtrace.report.html import html
from reqtrace.report.json import run_json, trace_json
from reqtrace.report.junit import junit_xml
from reqtrace.scenario.targets import target


@click.command(cls=TracingCommand)
@on_option
@profile_option
@form_option("json")
@click.option("-o", "--output", metavar="DIR", required=True, help="The folder to write.")
def report(*, manner: Manner, source: Source, on: str, profile: str, form: str, output: str) -> Exit:
    """Trace, execute, and write the report into a folder.

    It holds index.html, to be opened from disk, and beside it trace.json, run.json and junit.xml. The answer is that of
    the command run.
    """
    conclusion = conclude_here(manner, source, Execution(target(on), profile))
    documents = {
        "index.html": html(conclusion.view),
        "trace.json": trace_json(conclusion.view),
        "run.json": run_json(conclusion.view),
        "junit.xml": junit_xml(conclusion.view),
    }
    write(manner, output, documents)
    code = answer(manner, conclusion, None, documents["run.json"] if form == "json" else None)
    if form == "text" and not manner.quiet:
        say(f"The report is in {Path(output, 'index.html')}\n")
    return code
