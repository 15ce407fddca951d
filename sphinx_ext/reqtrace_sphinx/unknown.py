# SPDX-License-Identifier: Apache-2.0
"""Stands for directives and roles of ours that do not exist: they tell what was meant, in every build."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

from reqtrace.diagnostic import nearest
from reqtrace.report.sheets import SHEETS
from reqtrace.report.view import printable
from reqtrace_sphinx.domain import ITEM_ROLE, TraceDomain
from reqtrace_sphinx.memory import Complaint
from reqtrace_sphinx.page import file_of

_DIRECTIVE: Final = "directive"
_ROLE: Final = "role"


class UnknownDirective(SphinxDirective):
    """Says, where the page can be read and among the warnings, that nothing is called so."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The words of the complaint, in the place of what can not be shown."""
        said = _said(self.name, _DIRECTIVE, (f"{TraceDomain.name}:{each}" for each in SHEETS))
        source, line = self.get_source_info()
        TraceDomain.of(self.env).page(self.env.docname).wrong.append(Complaint(file_of(source), line, _DIRECTIVE, said))
        remark = nodes.warning("", nodes.paragraph("", said), classes=["reqtrace-unshown"], support_smartquotes=False)
        self.set_source_info(remark)
        return [remark]


class UnknownRole(SphinxRole):
    """Says among the warnings that nothing is called so, and shows what was written as it is."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The text without a link."""
        said = _said(self.name, _ROLE, (f"{TraceDomain.name}:{ITEM_ROLE}",))
        source, line = self.get_source_info()
        TraceDomain.of(self.env).page(self.env.docname).wrong.append(Complaint(file_of(source), line or 1, _ROLE, said))
        return [nodes.literal(self.rawtext, nodes.unescape(self.text))], []


def _said(name: str, what: str, known: Iterable[str]) -> str:
    """That there is no such directive or role, and which could be meant."""
    names = tuple(known)
    closest = nearest(name, names) or (names[0] if len(names) == 1 else "")
    way_out = f"did you mean {closest}?" if closest else f"there are {', '.join(names)}"
    return printable(f"there is no {what} {name}; {way_out}")
