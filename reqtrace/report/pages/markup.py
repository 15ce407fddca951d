# SPDX-License-Identifier: Apache-2.0
"""Pieces of reStructuredText: headings, literals, links, tables and blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from textwrap import indent, wrap

WIDTH = 100
NO_BREAK_HYPHEN = "\N{NON-BREAKING HYPHEN}"
_ITEM = re.compile(r"\w+~\w+~\d+")
_CODE = re.compile(r"\bRT\d{3}\b")


def heading(words: str, mark: str = "-") -> str:
    """A heading, and an empty line below it."""
    return f"{words}\n{mark * len(words)}\n\n"


def target(name: str) -> str:
    """A place that can be linked to from every page."""
    return f".. _{name.lower()}:\n\n"


def link(name: str) -> str:
    """A link to a place, shown as `name` on one line."""
    return f":ref:`{name.replace('-', NO_BREAK_HYPHEN)} <{name.lower()}>`"


def literal(words: str) -> str:
    """Words in the type of code, whatever stands in them."""
    return f"``{words}``"


def source(words: str) -> str:
    """A source: the id of a requirement as a link, anything else as it is."""
    return f"`{words}`" if _ITEM.fullmatch(words) else escaped(words)


def escaped(words: str) -> str:
    """Words that mean nothing to reStructuredText but themselves."""
    return re.sub(r"""([\\`*|"])|(?<=\w)(_)(?!\w)""", r"\\\1\2", words)


def prose(words: str) -> str:
    """Words of a docstring: what stands between backticks is code, all else means nothing but itself."""
    parts = words.split("`")
    if len(parts) % 2 == 0:
        return escaped(words)
    return "".join(literal(part) if number % 2 else escaped(part) for number, part in enumerate(parts))


def coded(markup: str) -> str:
    """Markup in which the codes of diagnostics are links to what the page of diagnostics says of them."""
    return _CODE.sub(lambda code: f":ref:`{code[0]} <{code[0].lower()}>`", markup)


def listed(words: Sequence[str], last: str) -> str:
    """Words in a row, with commas, and `last` before the last of them."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def described(directive: str, name: str, options: Mapping[str, str], told: str, by: int = 0) -> str:
    """A directive of Sphinx that describes something under its name, so that it is found by search and by links."""
    lines = [f".. {directive}:: {name}\n", *(f"   :{key}: {words}\n" for key, words in options.items()), "\n"]
    return indent("".join(lines), " " * by) + paragraph(told, by + 3)


def code_block(language: str, text: str) -> str:
    """A block of code as it is, in colours."""
    return f".. code-block:: {language}\n\n{indent(text, '   ')}\n\n"


def paragraph(words: str, by: int = 0) -> str:
    """Words that flow, `by` columns to the right, and an empty line below them."""
    lines = wrap(words, WIDTH - by, break_long_words=False, break_on_hyphens=False)
    return indent("\n".join(lines), " " * by) + "\n\n"


def field(name: str, words: str) -> str:
    """A line of a list of fields."""
    return f":{name}: {words}\n"


def listing(entries: Iterable[str]) -> str:
    """A list with bullets."""
    return "".join(f"- {entry}\n" for entry in entries) + "\n"


def block(text: str, by: int = 0) -> str:
    """A block of text as it is, `by` columns to the right; one called Gherkin would be taken for a test case."""
    return indent(f"::\n\n{indent(text, '   ')}\n\n", " " * by, lambda line: bool(line.strip()))


def table(widths: Sequence[int], head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as wide as the page, whose columns have the proportions `widths`, with a row of headings."""
    options = f"   :class: reqtrace-even\n   :header-rows: 1\n   :widths: {' '.join(map(str, widths))}\n\n"
    return ".. list-table::\n" + options + "".join(_row(row) for row in (head, *rows)) + "\n"


def _row(cells: Sequence[str]) -> str:
    """A row: every cell on a line of its own."""
    marks = ["   * - ", *["     - "] * (len(cells) - 1)]
    return "".join(f"{mark}{cell}".rstrip() + "\n" for mark, cell in zip(marks, cells, strict=True))
