# SPDX-License-Identifier: Apache-2.0
"""The scan of reStructuredText, held against docutils: what is no paragraph there holds no item here."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reqtrace.ident import ID
from reqtrace.read.rst import read_rst, scan
from reqtrace.read.structure import lines_of

pytest.importorskip("docutils", reason="needs docutils, which comes with the extra 'docs'")

from docutils import core, nodes

QUIET = {"report_level": 5, "halt_level": 5, "syntax_highlight": "none", "doctitle_xform": False, "raw_enabled": True}

BLOCKS = (
    # paragraphs
    "{id}",
    "`{id}`",
    "Words before {id} and behind.",
    "Words above\n{id} and behind, in one paragraph.",
    "``{id}``",
    "*{id}*",
    # lists and quotes
    "- {id}",
    "- first\n- `{id}`\n\n  {id}",
    "Text:\n\n - `{id}`\n\n - more",
    "1. `{id}`\n2. {id}",
    "term\n   `{id}`",
    ":field: {id}",
    "   `{id}`",
    "| {id}\n| `{id}`",
    ">>> print()\n{id} and so on",
    "Words and\n- a dash, {id}\n* and a star",
    "Words\n1. no list\n`{id}` goes on",
    "- words\n  - words\n\n    - `{id}`\n\n      {id}\n\n* `{id}`",
    "-o  `{id}`\n--option=x\n    {id}",
    ":field:\n   {id}\n\n   `{id}`",
    "   words\n\n   -- {id}\n\n   `{id}`",
    "| {id}\n  goes on\n|\n| `{id}`",
    "term : {id}\n   ::\n\n      `{id}`",
    # literal blocks
    "Literal::\n\n   `{id}`\n\n   {id}",
    "::\n\n {id}",
    "Literal ::\n\n\n      deep\n\n  `{id}`",
    "- Literal::\n\n      `{id}`\n\n  back",
    "1. Literal::\n\n       `{id}`\n\n   back",
    "   Literal::\n\n     `{id}`\n\n   back",
    "Quoted::\n\n> `{id}`\n> {id}",
    "Quoted::\n\n`{id}`\n`{id}` more",
    "Not literal::\n   `{id}`",
    "Literal::\n\n\t`{id}`\n\n \tx {id}\n\n.. words",
    "Words\nLiteral::\n\n   ..\n\n   Title\n   =====\n\n   `{id}`",
    "#. ::\n\n      `{id}`\n\n   back",
    # directives
    ".. code-block:: c\n\n   `{id}`\n\n     {id}\n   end",
    ".. code-block:: gherkin\n   :class: x\n   :name: n{number}\n\n   {id}",
    ".. code::\n\n   `{id}`",
    ".. sourcecode:: dts\n\n\t{id}\n\t\tdeeper",
    "- .. code-block:: c\n\n     {id}",
    "   .. code-block:: c\n\n      {id}",
    ".. note:: `{id}`\n   {id}",
    ".. note::\n\n   `{id}`\n\n   .. code-block:: python\n\n      {id}\n\n   {id}",
    ".. note::\n\n   Literal::\n\n     .. code-block:: c\n\n        {id}\n\n   .. code::\n\n    \tx",
    ".. tip::\n\n   .. hint::\n\n      .. code-block:: c\n\n         {id}\n\n   .. no\n\n      .. code::\n\n       x",
    ".. container::\n\n  {id}\n\n .. code:: x\n\n    {id}",
    ".. raw:: html\n\n   `{id}`\n\n   .. code-block:: c\n\n      {id}",
    ".. parsed-literal::\n\n   {id}",
    ".. |s{number}| replace:: {id}",
    ".. list-table::\n\n   * - `{id}`\n     - {id}\n   * - x\n     - .. code:: c\n\n          {id}\n\n.. end",
    ".. csv-table::\n\n   `{id}`, {id}\n\n.. end",
    ".. table:: {id}\n\n   ====  ====\n   a     b\n   ====  ====\n\n.. end",
    ".. figure:: {id}.png\n   :alt: `{id}`\n\n   {id}\n\n   `{id}`",
    ".. math::\n\n   {id}\n\n   `{id}`",
    ".. epigraph::\n\n   `{id}`\n\n   -- {id}",
    ".. rubric:: {id}\n\n.. end",
    ".. only-known-elsewhere:: {id}\n\n   `{id}`\n\n   {id}\n\n.. end",
    # comments, targets, footnotes
    ".. `{id}`",
    "..\n   `{id}`\n\n   {id}",
    "..\n\n   `{id}`",
    ".. {id}\n  `{id}`\n\n  .. code-block:: c\n\n     {id}",
    ".. _target{number}:",
    ".. _link{number}: http://example.org/{id}",
    ".. [#f{number}] `{id}`\n\n   {id}",
    ".. [C{number}] words\n   `{id}`\n\n   .. code:: c\n\n      {id}",
    "__ http://example.org/{id}",
    ".. __: http://example.org/\n   {id}",
    ".. words\n`{id}` is text again",
    "- ..\n\n  `{id}`",
    # tables and rows
    "+---+---------------+\n| a | `{id}` |\n+---+---------------+",
    "===============  ====\n`{id}`  text\n{id}    more\n===============  ====",
    "===============  ==\nhead             hd\n===============  ==\n`{id}`   a\n\n{id}     b\n===============  ==",
    "+---------------+\n| `{id}` |\n|               |\n+===============+\n| {id}   |\n+---------------+",
    "   +---------------+\n   | `{id}` |\n   +---------------+",
    "--------",
    "~~~~~~~~~~",
    "Words\n\n++++\n\n`{id}`",
    "Title of {number}\n===============",
    "Sub-title\n----------\n\n`{id}`",
    "1. Numbered\n===========\n`{id}`",
)


def number(block: str, position: int) -> str:
    """The block with ids and names of its own; ids have a fixed width, for tables."""
    return re.sub(r"`?\{id\}`?", lambda found: found[0].format(id=f"req~n{position:05}~1"), block).replace(
        "{number}", str(position)
    )


documents = st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=12).map(
    lambda blocks: "\n\n".join(number(block, position) for position, block in enumerate(blocks)) + "\n"
)


def doctree(text: str) -> nodes.document:
    return core.publish_doctree(text, settings_overrides=QUIET)


# [utest->dsn~line_roles_from_block_structure~1]
@given(documents)
@example("\n\n".join(number(block, position) for position, block in enumerate(BLOCKS)))
def test_an_item_begins_where_docutils_sees_a_paragraph_that_begins_with_an_id(text: str) -> None:
    paragraphs = (
        paragraph.rawsource
        for paragraph in doctree(text).findall(nodes.paragraph)
        if isinstance(paragraph.parent, nodes.document | nodes.section)
    )
    begun = [found[1] for found in (re.match(rf"`?({ID})", paragraph) for paragraph in paragraphs) if found]
    items, _ = read_rst(text, "a.rst")
    assert [str(item.id) for item in items] == begun


@given(documents)
@example("\n\n".join(number(block, position) for position, block in enumerate(BLOCKS)))
def test_headings_are_those_of_docutils(text: str) -> None:
    titles = [each.rawsource for each in doctree(text).findall(nodes.title) if isinstance(each.parent, nodes.section)]
    assert list(scan(lines_of(text), "a.rst").titles.values()) == titles


@given(documents)
@example("\n\n".join(number(block, position) for position, block in enumerate(BLOCKS)))
def test_code_blocks_are_those_of_docutils(text: str) -> None:
    literals = doctree(text).findall(nodes.literal_block)
    code = [literal.astext() for literal in literals if "code" in literal["classes"]]
    blocks = scan(lines_of(text), "a.rst").blocks.values()
    assert [block.text for block in blocks] == code


# [utest->dsn~line_roles_from_block_structure~1]
@given(documents)
def test_every_line_has_a_role(text: str) -> None:
    lines = lines_of(text)
    assert len(scan(lines, "a.rst").roles) == len(lines)
