# SPDX-License-Identifier: Apache-2.0
"""One sentence of the vocabulary explained: what it means, what its parameters stand for, and an example."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from reqtrace.report.text.page import Page
from reqtrace.scenario.steps.roles import meaning_of
from reqtrace.scenario.steps.sentence import Follows, Sentence


def show_sentence(console: Console, sentence: Sentence) -> None:
    """Write what a sentence means and how it is used."""
    page = Page(console)
    page.prose(Text(f"{sentence.keyword.value} {sentence.expression}", "bold"))
    page.heading("Meaning")
    page.prose(sentence.meaning, indent=2)
    if sentence.roles:
        page.heading("Parameters")
        for role in sentence.roles:
            page.pair(Text(f"  {{{role.type}}}"), column=14, words=f"{meaning_of(role)} For example {role.value}")
    if sentence.follows is not Follows.NOTHING:
        page.heading("Below it")
        page.prose(sentence.follows.value, indent=2)
    page.heading("Example")
    page.line(f"{sentence.keyword.value} {sentence.example}", indent=2)
