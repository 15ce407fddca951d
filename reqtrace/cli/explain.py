# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace explain``."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
from reqtrace.pipeline import Conclusion, Execution
from reqtrace.report import text
from reqtrace.report.json import code_json, finding_json, item_json, sentence_json
from reqtrace.scenario.targets import target
from reqtrace.span import Span

if TYPE_CHECKING:
    from rich.console import Console


@click.command(cls=TracingCommand)
@click.argument("name", metavar="NAME")
@on_option
@profile_option
@form_option("json")
@output_option
def explain(*, manner: Manner, source: Source, name: str, on: str, profile: str, form: str, output: str | None) -> Exit:
    """Explain a diagnostic code, a finding, a step, or one item.

    Of a code (RT303): what it means, an example, and how to mend it. Of a finding (D-05): what a Xen does, which
    requirements that concerns, and how it is switched off. Of a step, in quotes: what it means, and its parameters. Of
    an item: its text, its links and its evidence.
    """
    name = name.replace("\N{NON-BREAKING HYPHEN}", "-")  # as pages show it
    code = next((code for code in Code if str(code) == name.upper()), None)
    if code is not None:
        explained(manner, output, code_json(code) if form == "json" else partial(text.show_code, code=code))
        return Exit.OK
    if re.fullmatch(r"RT\d+", name.upper()):
        return _unknown(manner, name, f"the codes are {min(map(str, Code))} to {max(map(str, Code))}, with gaps")
    if re.fullmatch(r"[DV]-?\d+[A-Z]?", name.upper()):
        return _finding(manner, name, form, output)
    if " " in name.strip():
        return _step(manner, name, form, output)
    return _item(manner, name, conclude_here(manner, source, Execution(target(on), profile, due=False)), form, output)


def _item(manner: Manner, name: str, conclusion: Conclusion, form: str, output: str | None) -> Exit:
    """Explain the items that are called so."""
    view, base = conclusion.view, conclusion.library.base
    id_ = ItemId.parse(name.strip("`"))
    entries = view.by_id.get(id_, ()) if id_ else ()
    if not entries:
        closest = nearest(name, (*map(str, view.by_id), *map(str, Code)))
        return _unknown(manner, name, f"did you mean {closest}?" if closest else "")

    def show(page: Console) -> None:
        for entry in entries:
            text.show_item(page, view, entry, base)

    explained(manner, output, item_json(view, entries) if form == "json" else show)
    return Exit.MISUSE if conclusion.misused else Exit.OK


# [impl->dsn~findings_and_steps_are_explained~1]
def _finding(manner: Manner, name: str, form: str, output: str | None) -> Exit:
    """Explain a finding, with the rules that a Xen with it does not have."""
    from reqtrace.hypervisor.books import BOOKS  # noqa: PLC0415 - nothing else here needs the model's rules
    from reqtrace.hypervisor.findings import Finding  # noqa: PLC0415 - as above
    from reqtrace.report.text.finding import show_finding  # noqa: PLC0415 - as above

    finding = next((each for each in Finding if str(each).upper() == name.upper()), None)
    if finding is None:
        return _unknown(manner, name, _findings_like(name, list(map(str, Finding))))
    rules = [rule for book in BOOKS.values() for rule in book if finding in rule.lacking]
    lacking = tuple(dict.fromkeys(rule.meaning for rule in rules))
    words = partial(show_finding, finding=finding, lacking=lacking)
    explained(manner, output, finding_json(finding, lacking) if form == "json" else words)
    return Exit.OK


def _step(manner: Manner, words: str, form: str, output: str | None) -> Exit:
    """Explain the sentence of a step, written with values or with the names of their types in braces."""
    from reqtrace.report.text.sentence import show_sentence  # noqa: PLC0415 - nothing else needs the vocabulary
    from reqtrace.scenario.steps.understand import understood  # noqa: PLC0415 - as above

    sentence = understood(words)
    if isinstance(sentence, Diagnostic):
        tell(manner, (sentence,))
        return Exit.MISUSE
    said = sentence_json(sentence) if form == "json" else partial(show_sentence, sentence=sentence)
    explained(manner, output, said)
    return Exit.OK


def _findings_like(name: str, known: Sequence[str]) -> str:
    """The finding with the same number, written otherwise, or else which there are: other numbers are no slip."""

    def number(word: str) -> str:
        return word[:1].upper() + word[1:].upper().lstrip("-0")

    closest = next((each for each in known if number(each) == number(name)), None)
    if closest is not None:
        return f"did you mean {closest}?"
    ends = [[each for each in known if each.startswith(letter)] for letter in "DV"]
    return f"the findings are {' and '.join(f'{some[0]} to {some[-1]}' for some in ends)}"


def _unknown(manner: Manner, name: str, help_: str) -> Exit:
    """Say that nothing has this name, and what may have been meant."""
    message = f"no code, no finding and no item is called {name!r}"
    tell(manner, (Diagnostic(Code.UNKNOWN_NAME, message, Span(""), (), help_),))
    return Exit.MISUSE
