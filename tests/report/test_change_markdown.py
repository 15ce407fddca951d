# SPDX-License-Identifier: Apache-2.0
"""What changed, as a comment that nobody can misuse."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reqtrace.ident import ItemId
from reqtrace.report.change_markdown import change_markdown, code, prose
from reqtrace.span import Span
from reqtrace.trace.change import Change, Direction, Edit, FieldChange, ItemChange, Suspect

HOSTILE = [
    "@everyone look",
    "closes #1 and !2 and owner/repo#3",
    "<img src=x onerror=alert(1)>",
    "</details> <script>alert(1)</script>",
    "[a](https://evil.example) ![b](https://evil.example/b.png)",
    "**bold** `code` ~~gone~~ | cell | &lt; &#64;team",
    "```\n</details>\n@team\n```",
    "``````` long fence",
    "turned \u202e around, \x1b[31mred",
    "~label %milestone $1 &epic ^alert :tada: www.evil.example https://evil.example",
]


def hostile(text: str) -> Change:
    """A change in which `text` stands wherever a project can write."""
    id_ = ItemId("req", "a", 1)
    span = Span(text, 3, 1)
    item = ItemChange(
        id_, id_, text, (Edit.REWRITTEN,), span, (FieldChange("description", "old", text),), ("covers req~b~1",)
    )
    other = ItemChange(None, ItemId("req", "b", 1), text, (Edit.ADDED,), span)
    suspect = Suspect(ItemId("req", "c", 1), text, Direction.DOWN, id_, span)
    return Change(text, text, (item, other), (suspect,), (), {})


def outside_code(markdown: str) -> list[tuple[str, str]]:
    """What a renderer makes of a comment, without code: the kinds of tokens and their content."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("strikethrough").enable("table")
    found = []
    for token in parser.parse(markdown):
        for each in token.children or [token]:
            if each.type not in {"code_inline", "fence"}:
                found.append((each.type, each.content))
    return found


# [utest->dsn~comments_call_nobody~1]
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_more_than_text(text: str) -> None:
    tokens = outside_code(change_markdown(hostile(text)))
    assert not {"link_open", "image", "s_open", "html_inline", "table_open"} & {kind for kind, _ in tokens}
    blocks = {content.strip() for kind, content in tokens if kind == "html_block"}
    ours = (
        r"<details><summary>(Changed|To be reviewed|To be judged again|To be executed again): \d+</summary>|</details>"
    )
    assert all(re.fullmatch(ours, block) for block in blocks), blocks
    words = "".join(content for kind, content in tokens if kind in {"text", "text_special"})
    assert not re.search(r"(?<!`)[@#!]\w", words)


@given(st.text())
def test_code_is_code(text: str) -> None:
    tokens = MarkdownIt().parse(f"a {code(text)} b")[1].children or []
    assert [token.type for token in tokens] == ["text", "code_inline", "text"]


@given(st.text())
def test_prose_is_one_line_of_words(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(f"- x {prose(text)}")
    assert [token.type for token in tokens if token.type == "inline"] == ["inline"]
    (inline,) = (token for token in tokens if token.type == "inline")
    assert {token.type for token in inline.children or []} <= {"text", "text_special", "softbreak"}


def test_a_comment_has_its_limits() -> None:
    def item(number: int) -> ItemChange:
        id_ = ItemId("req", f"item_{number}", 1)
        field = FieldChange("description", "", "\n".join(["word " * 200] * 200))
        return ItemChange(id_, id_, "Title", (Edit.REWRITTEN,), Span("a.rst", 1), (field,))

    change = Change("a", "b", tuple(map(item, range(400))), (), (), {})
    comment = change_markdown(change)
    assert len(comment) < 65_536
    assert "… and 140 more lines" not in comment
    assert "… and 141 more lines" in comment
    assert comment.endswith("The rest is too long for a comment; `reqtrace diff` shows all of it.\n")
    short = Change(
        "a",
        "b",
        tuple(ItemChange(None, ItemId("req", f"n{n}", 1), "", (Edit.ADDED,), Span("a")) for n in range(60)),
        (),
        (),
        {},
    )
    assert "<summary>Changed: 60</summary>" in change_markdown(short)
    assert "… and 10 more." in change_markdown(short)
