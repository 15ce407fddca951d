# SPDX-License-Identifier: Apache-2.0
"""The scan of Markdown, held against markdown-it: what is code or HTML there holds no item here, and headings agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reqtrace.ident import ID
from reqtrace.read.markdown import read_markdown, scan
from reqtrace.read.structure import Role, lines_of

pytest.importorskip("markdown_it", reason="needs markdown-it-py, which comes with the extra 'test'")

from markdown_it import MarkdownIt
from markdown_it.token import Token

BLOCKS = (
    # paragraphs
    "{id}",
    "`{id}`",
    "`{id}`\n\nDescription:\nWords.\n\nCovers:\n * `{id}`\n\nNeeds: dsn",
    "Words before {id} and behind.",
    "Words above\n{id} and behind, in one paragraph.",
    "Words with ```{id}``` and ~~~{id}~~~ inside.",
    "``{id}``",
    "*{id}*",
    "    \twords\n    far in",
    "Words\n-\n<b>\n{id}",
    "> Words\n<b>\nwords\n---",
    "Words\n    `{id}`\n\tand `{id}`",
    # headings
    "# Title of {number}",
    "### Title of {number} ###",
    "## Title of {number} # with hashes #of it#",
    "#\tTitle of {number}\t# ",
    "###### ",
    "#",
    "####### Seven",
    "  # Not to OpenFastTrace",
    "  Not to OpenFastTrace\n---",
    "Nor this\n==",
    "Words\n# Title of {number}\nwords",
    "Title of {number}\n===",
    "Title of {number}\n-------  ",
    "Words\nTitle of {number}\n---",
    "Words\n===== and more",
    "---",
    "===",
    "***\n`{id}`",
    "_ _ _\n* * *\n- - -",
    # code
    "```\n{id}\n```",
    "```gherkin\n`{id}`\n\n# {id}\n\n---\n```",
    "  ~~~~ c\n  `{id}`\n{id}\n    {id}\n~~~\n```\n ~~~~~  ",
    "```` md\n```gherkin\n{id}\n```\n````",
    "```c\n{id}\n``` no\n    ```\n````",
    "``` no`code\n\n`{id}`",
    "Words\n```\n{id}\n```\n`{id}`",
    "    {id}\n\n    `{id}`\n      {id}",
    "\t{id}\n  \t`{id}`",
    # lists
    "- {id}",
    "- first\n- `{id}`\n\n  {id}",
    " - `{id}`\n\n - more\n\n   ```\n   {id}\n   ```",
    "- ```c\n  {id}\n\n    `{id}`\n  ```\n- more",
    "1. words\n\n   ```\n   {id}\n   ```\n2. {id}\n\n       {id}",
    "* words\n  - words\n\n    ~~~\n    {id}\n    ~~~\n\n  back",
    "10) words\n\n    ```\n      {id}\n    ```\n\n    # not of the page",
    "-\t```\n\t{id}\n\t```",
    "- - - words\n\n      ```\n      {id}\n      ```",
    "- words\n---\n- # words",
    "-\n  words",
    "-\n\n  ```\n{id}\n```",
    "1. words\n\n`{id}`",
    "Words\n2. no list of {number}\n---",
    "Words\n-\twords\n---",
    # quotes
    "> {id}",
    "> words\n>\n> ```gherkin\n> {id}\n> ```\n>\n> - {id}",
    "> > ```\n> > `{id}`\n>\n> # Not of the page",
    "   >words\n>     code",
    ">\t\tcode",
    # HTML
    "<!-- {id} -->",
    "<!--\n{id}\n\n`{id}`\n-->",
    "<!-- {id}\n\n# {id} --> words\n`{id}`",
    "<div>\n{id}\n</div>",
    "</details>\n# {id}",
    "<details>\n\n`{id}`\n\n</details>",
    "<pre>\n\n{id}\n\n</pre>",
    "<script>\n\n`{id}`\n</SCRIPT> {id}\n`{id}`",
    '<b class="{id}">\n{id}',
    "</b>\n{id}",
    "Words\n<b>\nwords",
    "Words\n<hr/>\n{id}",
    "<?php\n\n{id}\n\n?>",
    "<!DOCTYPE\n\n{id}>",
    "<![CDATA[\n\n{id}\n]]>",
    "<http://example.org/{id}>",
    "<b>{id}</b>",
    # tables and targets
    "| a | b |\n|---|:-:|\n| `{id}` | b |",
    "`{id}` | text\n-------|-----\n{id} | text\n`{id}` | text",
    "a | b\n---",
    "| a | b |\n|---|\nwords",
    "`{id}` | b | c\n|---|---|",
    "Words\n[link{number}]: words\n---",
    "Words\n| a |\n| - |\n| {id} |",
    "| a |\n|---|\n</b>\n```\n{id}\n```",
    "| a \\| b |\n|--------|\n| {id} |",
    "[link{number}]: http://example.org/{id}",
    "[link {number}]: <#{id}>\n# Title of {number}",
)


def number(block: str, position: int) -> str:
    """The block with an id and a name of its own."""
    return block.replace("{id}", f"req~n{position}~1").replace("{number}", str(position))


def page(blocks: list[str]) -> str:
    return "\n\n".join(number(block, position) for position, block in enumerate(blocks)) + "\n"


documents = st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=12).map(page)

PARSER = MarkdownIt("commonmark").enable("table")


def tokens(text: str, *types: str) -> Iterator[Token]:
    return (token for token in PARSER.parse(text) if token.type in types)


def spans(text: str, *types: str) -> Iterator[range]:
    """The lines of all blocks of some types, from 0, without the blank ones at their end."""
    lines = lines_of(text)
    for token in tokens(text, *types):
        assert token.map is not None
        first, end = token.map
        while not lines[end - 1].strip():
            end -= 1
        yield range(first, end)


@given(documents)
@example(page(list(BLOCKS)))
def test_headings_are_those_of_markdown_it(text: str) -> None:
    """Those that OpenFastTrace sees too: they stand in column 1, and the row below them is of three signs or more."""
    lines, stream = lines_of(text), PARSER.parse(text)
    titles = []
    for opening, inline in pairwise(stream):
        if opening.type == "heading_open" and opening.level == 0:
            assert opening.map
            last = lines[opening.map[1] - 1] if opening.markup[0] in "-=" else "---"
            line = lines[opening.map[1] - 2] if opening.markup[0] in "-=" else lines[opening.map[0]]
            if line[0] != " " and len(last.strip()) > 2:
                titles.append(inline.content.split("\n")[-1])
    assert list(scan(lines_of(text), "a.md").titles.values()) == titles


# [utest->dsn~markdown_by_its_block_structure~1]
@given(documents)
@example(page(list(BLOCKS)))
def test_no_line_of_code_or_html_is_an_items(text: str) -> None:
    roles = scan(lines_of(text), "a.md").roles
    for span in spans(text, "fence", "code_block", "html_block"):
        assert {Role.TEXT, Role.HEADING, Role.ADORNMENT}.isdisjoint(roles[span.start : span.stop])


@given(documents)
@example(page(list(BLOCKS)))
def test_code_blocks_are_those_of_markdown_it(text: str) -> None:
    fences = [(token.info.strip().partition(" ")[0], token.content) for token in tokens(text, "fence")]
    blocks = scan(lines_of(text), "a.md").blocks.values()
    assert [(block.language, block.text + "\n" if block.text else "") for block in blocks] == fences


# [utest->dsn~markdown_by_its_block_structure~1]
@given(documents)
@example(page(list(BLOCKS)))
def test_an_item_begins_where_markdown_it_sees_a_paragraph_that_begins_with_an_id(text: str) -> None:
    stream = PARSER.parse(text)
    begun = []
    for opening, inline in pairwise(stream):
        found = re.match(rf"`?({ID})", inline.content)
        if found and opening.type == "paragraph_open" and opening.level == 0:
            begun.append(found[1])
    items, _ = read_markdown(text, "a.md")
    assert [str(item.id) for item in items] == begun


@given(documents)
def test_every_line_has_a_role(text: str) -> None:
    lines = lines_of(text)
    assert len(scan(lines, "a.md").roles) == len(lines)
