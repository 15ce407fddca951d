# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace run``."""

from __future__ import annotations

import click

from reqtrace.cli.answer import answer
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.documents import document
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import form_option, on_option, output_option, profile_option
from reqtrace.pipeline import Execution
from reqtrace.scenario.targets import target


@click.command(cls=TracingCommand)
@on_option
@profile_option
@click.option(
    "--only", metavar="PATTERN", default="*", help="Execute only cases whose id or name fits, as in 'hide_*'."
)
@form_option("json", "junit", "sarif")
@output_option
def run(*, manner: Manner, source: Source, on: str, profile: str, only: str, form: str, output: str | None) -> Exit:
    """Execute the test cases, and say what they verify."""
    conclusion = conclude_here(manner, source, Execution(target(on), profile, only))
    return answer(manner, conclusion, output, document(conclusion, form))
