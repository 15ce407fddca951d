# SPDX-License-Identifier: Apache-2.0
"""The directives, one for every sheet: they record where a sheet is wanted, and what of it.

What is shown is decided when the page is written, for only then is everything known.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import Directive
from msgspec.structs import replace
from sphinx.util.docutils import SphinxDirective

from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import printable
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.memory import Complaint
from reqtrace_sphinx.nodes import Place
from reqtrace_sphinx.options import ROOT, Wrong, wish
from reqtrace_sphinx.page import file_of

_NAME: Final = "name"
"""The option that every directive takes, and that is an anchor for ``:ref:``."""

OptionSpec = dict[str, Callable[[str | None], str]]


def _as_written(text: str | None) -> str:
    """The text of an option, whatever it says: what is wrong with it is told at its own line."""
    return text or ""


class _Options(OptionSpec):
    """The options of a directive; those it does not take are read as well, so that they can be told at their lines."""

    def __missing__(self, _option: str) -> Callable[[str | None], str]:
        return _as_written


class SheetDirective(SphinxDirective):
    """Records the wish for a sheet."""

    sheet: ClassVar[Sheet]

    def run(self) -> list[nodes.Node]:
        """A place for the sheet or, where it can not be said what is wanted, a remark that something is not shown."""
        read = self._wish()
        node = Place("", sheet=self.sheet.name, docname=self.env.docname) if isinstance(read, Wish) else _remark(read)
        self.set_source_info(node)
        anchor = self._anchor(node)
        if isinstance(read, Wish):
            node["wish"] = replace(read, name=anchor)
        else:
            self._tell(read)
        return [node]

    def _wish(self) -> Wish | tuple[Wrong, ...]:
        """What the directive says; the item that a tree begins at may stand behind the directive, or be an option."""
        options = {name: text for name, text in self.options.items() if name != _NAME}
        if self.arguments and ROOT in options:
            return (Wrong(ROOT, "the item is named twice; name it behind the directive or here"),)
        return wish(self.sheet, {ROOT: self.arguments[0], **options} if self.arguments else options)

    def _anchor(self, node: nodes.Element) -> str:
        """The id of what is shown: by the name it was given, else by what it is and a number; no other has it."""
        document = self.state.document
        if self.options.get(_NAME):
            self.add_name(node)
        while not node["ids"]:
            anchor = f"req-{self.sheet.name}-{self.env.new_serialno(f'req-{self.sheet.name}') + 1}"
            if anchor not in document.ids:
                node["ids"].append(anchor)
                document.set_id(node)
        return str(node["ids"][0])

    def _tell(self, wrong: tuple[Wrong, ...]) -> None:
        """Let it be told with all else that is wrong, in builds that do not read the document again as well."""
        page = TraceDomain.of(self.env).page(self.env.docname)
        for each in wrong:
            file, line = self._place(each.option)
            page.wrong.append(Complaint(file, line, self.sheet.name, printable(each.message)))

    def _place(self, option: str) -> tuple[str, int]:
        """File and line of an option; those of the directive where it is the argument."""
        lines = enumerate(self.block_text.splitlines())
        below = next((number for number, text in lines if text.lstrip().startswith(f":{option}:")), 0)
        source, line = self.state_machine.get_source_and_line(self.lineno + below)
        return file_of(source), line or 1


def _remark(wrong: tuple[Wrong, ...]) -> nodes.Element:
    """What a page shows where nothing would look as if all were well."""
    told = (nodes.list_item("", nodes.paragraph("", printable(each.message))) for each in wrong)
    remark = nodes.warning("", nodes.paragraph("", "What should stand here can not be shown:"))
    remark += nodes.bullet_list("", *told, bullet="-")
    remark["classes"].append("reqtrace-unshown")
    remark["support_smartquotes"] = False
    return remark


@cache
def directive(name: str) -> type[Directive] | None:
    """The directive of the sheet called `name`; None where there is no such sheet."""
    sheet = SHEETS.get(name)
    if sheet is None:
        return None
    members = {
        "__doc__": f"Records the wish for the sheet ``{name}``.",
        "sheet": sheet,
        "option_spec": _Options(dict.fromkeys((*sheet.options, _NAME), _as_written)),
        "optional_arguments": int(ROOT in sheet.options),
    }
    return type(f"{name.title()}Directive", (SheetDirective,), members)
