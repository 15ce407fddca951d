# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace convert``."""

from __future__ import annotations

import click

from reqtrace.cli.answer import give, say, verdict
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import output_option
from reqtrace.report.specobject import specobjects


@click.command(cls=TracingCommand)
@click.option("--to", type=click.Choice(["specobject"]), required=True, help="The format that is written.")
@output_option
def convert(*, manner: Manner, source: Source, to: str, output: str | None) -> Exit:
    """Write all items in another format.

    The format specobject is the XML that OpenFastTrace and ReqM2 read. Defects of the trace are told, and do not count:
    the exit code says whether everything could be read and written.
    """
    conclusion = conclude_here(manner, source)
    written = specobjects(conclusion.graph.items)
    if output is None:
        say(written)
    else:
        give(manner, output, written, conclusion)
    return Exit.MISUSE if verdict(conclusion) is Exit.MISUSE else Exit.OK
