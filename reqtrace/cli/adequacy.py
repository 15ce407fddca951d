# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace adequacy``."""

from __future__ import annotations

import click

from reqtrace.cli.answer import answer
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.documents import document
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import form_option, on_option, output_option
from reqtrace.pipeline import Probing
from reqtrace.scenario.targets import laboratory


@click.command(cls=TracingCommand)
@on_option
@form_option("json")
@output_option
def adequacy(*, manner: Manner, source: Source, on: str, form: str, output: str | None) -> Exit:
    """Put the test cases to the test: show what they would notice.

    Every case is executed with each finding that concerns a requirement it covers, with each that concerns none, and
    with each rule of the model that mattered to it broken: a check dropped, another error number, an effect skipped. A
    requirement whose cases notice nothing is unverified.

    Exit code: 0 every finding is noticed by a case of every requirement it concerns, or by any case if it concerns
    none, 95 % of the broken rules are noticed, and the configuration names a file (`survivors`) that says of each of
    the others why it need not be; 1 otherwise; 2 the call, the configuration or an input can not be used; 3 a fault of
    reqtrace itself.
    """
    tried = laboratory(on)
    probing = Probing(target=tried.required, profile=tried.profile, laboratory=tried)
    conclusion = conclude_here(manner, source, probing)
    if not conclusion.library.items:
        return Exit.MISUSE
    return answer(manner, conclusion, output, document(conclusion, form))
