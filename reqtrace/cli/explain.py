# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace explain``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

import click

from reqtrace.catalogue import Code
from reqtrace.cli.answer import explained, tell
from reqtrace.cli.conclusion import conclude_here
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import form_option, on_option, output_option, profile_option
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.ident import ItemId
from reqtrace.pipeline import Execution
from reqtrace.report import text
from reqtrace.report.json import code_json, item_json
from reqtrace.scenario.targets import target
from reqtrace.span import Span

if TYPE_CHECKING:
    from rich.console import Console


@click.command(cls=TracingCommand)
@click.argument("name", metavar="CODE-or-ID")
@on_option
@profile_option
@form_option("json")
@output_option
def explain(*, manner: Manner, source: Source, name: str, on: str, profile: str, form: str, output: str | None) -> Exit:
    """Explain a diagnostic code, or one item.

    Of a code: what it means, an example, and how to mend it. Of an item: its text, its links and its evidence.
    """
    code = next((code for code in Code if str(code) == name.upper()), None)
    if code is not None:
        explained(manner, output, code_json(code) if form == "json" else partial(text.show_code, code=code))
        return Exit.OK
    if re.fullmatch(r"RT\d+", name.upper()):
        return _unknown(manner, name, map(str, Code))
    conclusion = conclude_here(manner, source, Execution(target(on), profile, due=False))
    view, base = conclusion.view, conclusion.library.base
    id_ = ItemId.parse(name.strip("`"))
    entries = view.by_id.get(id_, ()) if id_ else ()
    if not entries:
        return _unknown(manner, name, (*map(str, view.by_id), *map(str, Code)))

    def show(page: Console) -> None:
        for entry in entries:
            text.show_item(page, view, entry, base)

    explained(manner, output, item_json(view, entries) if form == "json" else show)
    return Exit.MISUSE if conclusion.misused else Exit.OK


def _unknown(manner: Manner, name: str, known: Iterable[str]) -> Exit:
    """Say that nothing has this name, and what is called nearly so."""
    closest = nearest(name, known)
    help_ = f"did you mean {closest}?" if closest else ""
    message = f"no code and no item is called {name!r}"
    tell(manner, (Diagnostic(Code.UNKNOWN_NAME, message, Span("explain"), (), help_),))
    return Exit.MISUSE
