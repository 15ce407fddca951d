# SPDX-License-Identifier: Apache-2.0
"""The page of directives: every sheet with its options, the role, and what ``conf.py`` may say, as the code has them.

``python -m reqtrace_sphinx.pages FOLDER`` renews it below the folder of the requirements.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from inspect import cleandoc
from itertools import chain
from pathlib import Path
from textwrap import indent
from types import MappingProxyType

from reqtrace.catalogue import Code, Severity
from reqtrace.report.pages.markup import (
    code_block,
    coded,
    described,
    heading,
    listed,
    literal,
    paragraph,
    prose,
    table,
    target,
)
from reqtrace.report.pages.written import Pages, renew
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.columns import MEANINGS
from reqtrace.report.sheets.sheet import Ground, Sheet
from reqtrace.report.sheets.wish import Direction, Only
from reqtrace.scenario.targets import PROFILES
from reqtrace_sphinx.domain import ItemRole
from reqtrace_sphinx.gate import ANY, CLOSING, GROUNDS
from reqtrace_sphinx.settings import VALUES


def _words(words: Iterable[str]) -> str:
    """Words of which one may be written."""
    return listed([literal(word) for word in words], "or")


OPTIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "kinds": ("kinds", "Items of these kinds only."),
        "tags": ("tags", "Items with at least one of these tags only."),
        "status": ("statuses", "Items of these statuses only; :doc:`filters` lists them."),
        "verdict": ("verdicts", "Items whose chip says one of these words only; :doc:`filters` lists them."),
        "filter": ("a condition", "Items that the condition finds only; see :doc:`filters`."),
        "sort": ("keys", "In this order; see :doc:`filters`. A key that begins with ``-`` goes the other way round."),
        "columns": ("columns", "These columns, in this order; each directive says which it has."),
        "caption": ("words", "What stands above it."),
        "only": (_words(Only), "Requirements in this state only; ``all`` by default."),
        "root": (
            "an id",
            "The item it begins with, without a revision the current one; it may stand behind the directive instead.",
        ),
        "depth": ("a number", "How many links to follow from there; all by default."),
        "direction": (
            _words(Direction),
            "Whether to go to what covers an item, which is the default, to what it covers, or both.",
        ),
        "path": ("kinds", "The kinds that lead from the rows to the last column, two or more, in either direction."),
        "profiles": (_words(chain.from_iterable(PROFILES.values())), "The profiles that are compared; all by default."),
        "severity": (_words(Severity), "Complaints that weigh as much only; all by default."),
    }
)
"""What every option takes, and what it does; those of one name do the same in all directives."""

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "summary": ".. req:summary::",
        "list": ".. req:list::\n   :kinds: XenPRQ\n   :columns: verdict, title, missing",
        "table": ".. req:table::\n   :filter: kind = XenSSR and name ~ *iommu*\n   :columns: item, verdict, file",
        "uncovered": ".. req:uncovered::",
        "matrix": ".. req:matrix::\n   :kinds: XenPRQ\n   :caption: What the product promises",
        "tree": ".. req:tree:: XenPRQ~dma_isolation~1\n   :depth: 1",
        "graph": ".. req:graph:: XenPRQ~dma_isolation~1\n   :depth: 1",
        "coverage": ".. req:coverage::",
        "versions": ".. req:versions::\n   :filter: name ~ *iommu*\n   :profiles: xen-4.20, xen-head",
        "findings": ".. req:findings::\n   :profiles: xen-head\n   :columns: finding, what, concerns",
        "adequacy": ".. req:adequacy::\n   :kinds: XenPRQ",
        "diagnostics": ".. req:diagnostics::\n   :severity: error, warning",
    }
)
"""One use of every directive, which the page shows as it is written and, where that is quickly had, as it is shown."""

_COSTS: Mapping[Ground, str] = MappingProxyType(
    {
        Ground.ONCE: "",
        Ground.COMPARED: "For this, every test case is executed as every version of Xen behaves.",
        Ground.PROBED: "For this, every test case is executed again with everything made wrong, one thing after the "
        "other, unless nothing has changed since the last build; ``reqtrace_adequacy = False`` leaves it out.",
    }
)


_COLUMNS = "columns-of-items"
"""The place of the columns that tables of items have."""
_REMARKS: Mapping[str, str] = MappingProxyType(
    {
        "graph": "It takes neither ``sort`` nor ``columns``: where a box stands follows from its links, and it has "
        "room for a title, an id and a verdict.",
        "tree": "It takes neither ``sort`` nor ``columns``: an item stands below what it is linked to.",
    }
)
"""What else is to be said of a directive: why it lacks an option that others have."""


def directives_page() -> str:
    """A table of the directives and what is known of each, then the role and the values."""
    rows = ([f":rst:dir:`req:{name}`", prose(_what(sheet)[0])] for name, sheet in sorted(SHEETS.items()))
    overview = heading("All directives") + table((22, 78), ("Directive", "What it shows"), rows)
    each_by_itself = "".join(_directive(sheet) for _, sheet in sorted(SHEETS.items()))
    return overview + _options() + _columns_of_items() + each_by_itself + _role() + _values()


def _options() -> str:
    """Every option once, with what it takes; those of one name do the same in all directives."""
    taken = {name for sheet in SHEETS.values() for name in sheet.options}
    rows = ([literal(name), takes, does] for name, (takes, does) in OPTIONS.items() if name in taken)
    return heading("Their options") + table((16, 24, 60), ("Option", "Takes", "What it does"), rows)


def _what(sheet: Sheet) -> tuple[str, ...]:
    """What a sheet shows: the sentence of its module, unless that has several, and that of the function."""
    modules = Counter(each.fill.__module__ for each in SHEETS.values())
    sources = [sys.modules[sheet.fill.__module__]] if modules[sheet.fill.__module__] == 1 else []
    said = ((each.__doc__ or "").partition("\n\n")[0] for each in (*sources, sheet.fill))
    return tuple(" ".join(words.split()) for words in said)


def _directive(sheet: Sheet) -> str:
    """A directive with what it shows, the names of its options, and an example."""
    remarks = (_COSTS[sheet.ground], _REMARKS.get(sheet.name, ""))
    told = " ".join(filter(None, (prose(" ".join(_what(sheet))), *remarks)))
    body = described("rst:directive", f"req:{sheet.name}", {}, told) + indent(_names(sheet), "   ")
    example = EXAMPLES[sheet.name]
    shown = "" if sheet.ground > Ground.ONCE else f"{paragraph('As it is shown:')}{example}\n\n"
    return heading(f"req:{sheet.name}") + body + paragraph("As it is written:") + code_block("rst", example) + shown


def _names(sheet: Sheet) -> str:
    """Lines on the options, and on the columns where one can choose."""
    options = paragraph(f"*Options:* {listed([literal(each) for each in sorted(sheet.options)], 'and')}.")
    if not sheet.columns:
        return options
    if sheet.columns is MEANINGS:
        return options + paragraph(f"*Columns:* those :ref:`of items <{_COLUMNS}>`.")
    return options + paragraph("*Columns:*") + _columns(sheet.columns)


def _columns(meanings: Mapping[str, str]) -> str:
    """A table of columns, and what stands in each."""
    rows = ([literal(key), prose(meaning)] for key, meaning in meanings.items())
    return table((20, 80), ("Column", "What stands there"), rows)


def _columns_of_items() -> str:
    """The columns that several directives have, once."""
    told = "What filters ask for as well is called as it is there, and ``sort`` takes the same words."
    return target(_COLUMNS) + heading("Columns of items") + paragraph(told) + _columns(MEANINGS)


def _role() -> str:
    """The role, as its class says."""
    told = cleandoc(ItemRole.__doc__ or "").replace("` ``", "```")
    return f"{heading('The role')}.. rst:role:: req:item\n\n{indent(told, '   ')}\n\n"


def _values() -> str:
    """What ``conf.py`` may say, and the words of the gate."""
    entries = (
        described(
            "confval",
            name,
            {"type": _types(value.types), "default": literal(repr(value.default))},
            coded(prose(value.meaning)),
        )
        for name, value in VALUES.items()
    )
    return heading("Values in conf.py") + "".join(entries) + _gate()


def _types(types: tuple[type, ...]) -> str:
    return listed([literal(each.__name__) for each in types], "or") if types else "the name of a file"


def _gate() -> str:
    """Every word that closes the gate, and for what."""
    words = {word: closes for word, closes in CLOSING.items() if word not in set(Code)}
    rows = ([literal(word), _closes(word, closes)] for word, closes in words.items())
    told = (
        "Each word of :confval:`reqtrace_fail_on` closes the gate for itself and for what is graver; the code of a "
        ":doc:`diagnostic <diagnostics>`, for that alone."
    )
    looked = (
        f"A build looks for what {listed([literal(each) for each in GROUNDS], 'and')} say only where "
        ":confval:`reqtrace_fail_on` names that word itself, or where a page shows what has to be executed for it: "
        f"{_shown_by()}. {literal(ANY)} closes for what was found so, and makes nobody look: it would take time that "
        "nobody asked for."
    )
    shown = table((25, 75), ("Word", "Closes for"), rows)
    return heading("Words that close the gate") + paragraph(told) + shown + paragraph(looked)


def _closes(word: str, closes: Iterable[str]) -> str:
    """What a word closes the gate for; of a word that holds for others, which of them may not have been looked for."""
    always = [literal(each) for each in closes if each == word or each not in GROUNDS]
    beyond = [literal(each) for each in closes if each != word and each in GROUNDS]
    also = f"; where that was looked for, also {listed(beyond, 'and')}" if beyond else ""
    return f"{', '.join(always)}{also}"


def _shown_by() -> str:
    """For each word of the gate that asks for more than one execution, the directives that have that done."""
    directives = {
        word: [f":rst:dir:`req:{name}`" for name, sheet in sorted(SHEETS.items()) if sheet.ground is ground]
        for word, ground in GROUNDS.items()
    }
    return "; ".join(f"{listed(names, 'or')} for {literal(word)}" for word, names in directives.items())


PAGES: Pages = MappingProxyType({"reqtrace/reference/directives.rst": directives_page})
"""The page by its file below ``requirements``."""

if __name__ == "__main__":
    sys.exit(renew(PAGES, Path(sys.argv[1])))
