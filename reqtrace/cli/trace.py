# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace trace``."""

from __future__ import annotations

import click
from msgspec.structs import replace

from reqtrace.cli.answer import answer, tell
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.documents import document
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import form_option, output_option
from reqtrace.diagnostic import in_order
from reqtrace.pipeline import Conclusion


@click.command(cls=TracingCommand)
@click.option(
    "--since",
    metavar="REVISION",
    help="Complain too of texts that were changed under the same revision since REVISION was left.",
)
@form_option("json", "sarif")
@output_option
def trace(*, manner: Manner, source: Source, since: str | None, form: str, output: str | None) -> Exit:
    """Read, link and judge coverage; execute nothing.

    With --since main, what was changed since the branch left main is looked at too: a text that was changed under the
    same revision is an error, and what covers it is suspect.
    """
    conclusion = conclude_here(manner, source)
    if since is not None:
        conclusion = _reviewed(manner, source, conclusion, since)
    return answer(manner, conclusion, output, document(conclusion, form))


def _reviewed(manner: Manner, source: Source, conclusion: Conclusion, since: str) -> Conclusion:
    """The conclusion with what is wrong with the change that led to it."""
    from reqtrace.cli.changes import change_since_fork  # noqa: PLC0415 - a trace alone asks nobody what was
    from reqtrace.trace.review import review  # noqa: PLC0415 - as above

    found = review(change_since_fork(manner, source, conclusion, since))
    tell(manner, found, conclusion.library.sources, conclusion.library.base)
    return replace(conclusion, diagnostics=in_order((*conclusion.diagnostics, *found)))
