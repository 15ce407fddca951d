# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace trace``."""

from __future__ import annotations

import click

from reqtrace.cli.answer import answer
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.documents import document
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import form_option, output_option


@click.command(cls=TracingCommand)
@form_option("json", "sarif")
@output_option
def trace(*, manner: Manner, source: Source, form: str, output: str | None) -> Exit:
    """Read, link and judge coverage; execute nothing."""
    conclusion = conclude_here(manner, source)
    return answer(manner, conclusion, output, document(conclusion, form))
