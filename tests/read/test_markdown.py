# SPDX-License-Identifier: Apache-2.0
"""What the reader of Markdown makes of documents, in the words their authors write."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code
from reqtrace.item import Block, Item
from reqtrace.read.markdown import read_markdown, scan
from reqtrace.read.structure import Role, lines_of
from reqtrace.span import Span


def items(text: str) -> list[str]:
    return [str(item.id) for item in read_markdown(text, "a.md")[0]]


def item(text: str) -> Item:
    """The only item of a document in which nothing is amiss."""
    (only,), diagnostics = read_markdown(text, "a.md")
    assert diagnostics == ()
    return only


def needs(text: str) -> list[str]:
    return [need.kind for need in item(text).needs]


def codes(text: str) -> list[Code]:
    return [diagnostic.code for diagnostic in read_markdown(text, "a.md")[1]]


@pytest.mark.parametrize(
    "text",
    [
        "```\n`req~b~1`\n```\n",
        "~~~ c\n`req~b~1`\n```\n~~~\n",
        "````\n```\n`req~b~1`\n````\n",
        "   ```\n`req~b~1`\n   ```\n",
        "> ```\n> `req~b~1`\n> ```\n",
        "> req~b~1\n",
        "- req~b~1\n",
        "<!--\n`req~b~1`\n\nreq~b~2\n-->\n",
        "<pre>\n`req~b~1`\n</pre>\n",
        "| a |\n|---|\n| req~b~1 |\n",
        "id | text\n-- | ----\n`req~b~1` | words\n",
        "`req~b~1` | text\n-- | ----\n",
        "---\nid: x\nsee:\n  - req~b~1\n---\n",
        "<!-- oft:off -->\n`req~b~1`\n<!-- oft:on -->\n",
        "<!--\noft:off\n-->\n`req~b~1`\n<!-- oft:on -->\n",
        "    `req~b~1`\n\n\t`req~b~2`\n",
        "[target]: #req~b~1\n",
        "[^1]: `req~b~1`\n",
        "`` `req~b~1` ``\n",
    ],
)
def test_what_is_shown_or_hidden_is_no_item(text: str) -> None:
    assert read_markdown(text, "a.md") == ((), ())
    assert items(text + "\n`req~a~1`\n") == ["req~a~1"]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# Title\n",
        '<a id="req~a~1"></a>\n',
        "<a name='req~a~1'/>\n",
        "***\n",
        "---\n\n---\n",
        "---\nkey: value\n---\n",
        "- words\n\n",
        "> words\n\n",
        "```\n```\n",
        "<!-- words -->\n",
        "| a |\n|---|\n| b |\n",
        "[target]: #x\n",
        "<details>\n\n",
        "\N{ZERO WIDTH NO-BREAK SPACE}",
    ],
)
def test_an_item_begins_behind_any_block(before: str) -> None:
    assert str(item(f"{before}`req~a~1`\n\nWords.\n").id) == "req~a~1"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# Title", "Title"),
        ("###### Title #", "Title"),
        ("# Title#", "Title#"),
        ("## C# ##", "C#"),
        ("#", ""),
        ("Title\n===", "Title"),
        ("Title\n---  ", "Title"),
        ('# Title\n<a id="req~a~1"></a>', "Title"),
        ("# Title\n\n<!-- words -->\n", "Title"),
        ("# Title\n\nWords.\n", ""),
    ],
)
def test_the_heading_above_is_the_title(heading: str, title: str) -> None:
    assert item(f"{heading}\n`req~a~1`\n").title == title


@pytest.mark.parametrize("block", ["# Next", "Next\n---", "Next\n=====", "`req~b~1`", "arch --> dsn : req~b~1"])
def test_a_heading_an_id_or_a_forward_ends_an_item(block: str) -> None:
    first, *_ = read_markdown(f"`req~a~1`\n\nNeeds: dsn\n\n{block}\n\nTags: x\n", "a.md")[0]
    assert (first.tags, [need.kind for need in first.needs]) == ((), ["dsn"])


@pytest.mark.parametrize(
    "block",
    [
        "```sh\n# words\n---\n`req~b~1`\n```",
        "***",
        "---",
        "- words\n---",
        "- # words",
        "> # words",
        "| a |\n|---|\n| b |",
        "<!--\n# words\n-->",
        "<div>\n# words\n</div>",
        "    # words",
        "1. words\n\n   # words",
    ],
)
def test_nothing_else_ends_one(block: str) -> None:
    assert needs(f"`req~a~1`\n\nWords.\n\n{block}\n\nNeeds: dsn\n") == ["dsn"]


def test_a_row_below_an_id_or_a_field_makes_no_heading_of_it() -> None:
    (first, second), _ = read_markdown("`req~a~1`\n---\nNeeds: dsn\n---\n\n`req~b~1`\n===\nWords.\n", "a.md")
    assert [need.kind for need in first.needs] == ["dsn"]
    assert (second.title, second.description) == ("", "===\nWords.")


@pytest.mark.parametrize("text", ["Needs:\n* dsn\n* impl\n\n* More words\n", "Needs: dsn, impl\n\n* More words\n"])
def test_needs_end_at_a_blank_line(text: str) -> None:
    only = item(f"`req~a~1`\n\n{text}")
    assert [need.kind for need in only.needs] == ["dsn", "impl"]
    assert only.description == "* More words"


def test_a_blank_line_before_the_first_need_ends_nothing() -> None:
    assert needs("`req~a~1`\n\nNeeds:\n\n- dsn\n- impl\n") == ["dsn", "impl"]


def test_an_anchor_below_an_id_is_no_description() -> None:
    assert item('`req~a~1`\n<a id="req~a~1"></a>\n\nWords.\n').description == "Words."


@pytest.mark.parametrize("sign", ["```", "``` ", "~~~~", "  ```", "```\t"])
def test_a_fence_of_gherkin_is_a_block_of_the_item(sign: str) -> None:
    only = item(f"`XenValTestCase~a~1`\n\n{sign}gherkin title=x\n  Scenario: a\n\n    Then b\n{sign}\n")
    margin = len(sign) - len(sign.lstrip())
    text = "  Scenario: a\n\n    Then b" if not margin else "Scenario: a\n\n  Then b"
    assert only.blocks == (Block("gherkin", text, Span("a.md", 4, margin + 1)),)


def test_code_in_lists_and_quotes_and_by_a_directive_is_the_items_too() -> None:
    listed, quoted = "- ```gherkin\n  a\n  ```", "> ~~~ gherkin\n> b\n> ~~~"
    text = f"`XenValTestCase~a~1`\n\n{listed}\n\n{quoted}\n\n```{{code-block}} gherkin\n:name: x\nc\n```\n"
    assert item(text).blocks == (
        Block("gherkin", "a", Span("a.md", 4, 3)),
        Block("gherkin", "b", Span("a.md", 8, 3)),
        Block("gherkin", "c", Span("a.md", 13, 1)),
    )


def test_a_fence_in_a_list_ends_with_its_entry() -> None:
    assert items("- ```\n  code\n\n`req~a~1`\n") == ["req~a~1"]


def test_an_unclosed_fence_is_an_error_at_its_place() -> None:
    found, (diagnostic,) = read_markdown("`req~a~1`\n\n```c\n\n`req~b~1`\n", "a.md")
    assert [str(each.id) for each in found] == ["req~a~1"]
    assert (diagnostic.code, diagnostic.span) == (Code.UNCLOSED_BLOCK, Span("a.md", 3, 1, 4))


def test_front_matter_that_holds_an_item_is_none() -> None:
    assert items("---\nTitle\n---\n`req~a~1`\n") == ["req~a~1"]
    assert items("---\n`req~a~1`\n---\n") == ["req~a~1"]


def test_rows_of_dashes_are_no_front_matter() -> None:
    assert items("---\n\n`req~a~1`\n\n---\n") == ["req~a~1"]


def test_a_covered_id_may_be_a_link() -> None:
    only = item("`req~a~1`\n\nCovers:\n\n* [Words](#x~y~1)\n+ [`x~z~2`](b.md#x~z~2), with words\n")
    assert [str(reference.id) for reference in only.covers] == ["x~y~1", "x~z~2"]


WORDS = (
    *("`req~a~1`", "req~b~2 words", " `req~c~1`", "# T", "#T", "## req~d~1", "Title", "---", "--", "==="),
    *("Covers:", " - x~y~1", "    * x~z~1", "Needs:", "* dsn", "Needs: a, b2", "needs:", "Status: draft"),
    *("```", "```gherkin", "``gherkin", "~~~~", "  ```", "> ```", "> q", "> > - q", "- - 1. x", "-", "-\t```"),
    *("<!--", "-->", "<div>", "<b>", "</pre>", "<pre>", '<a id="x"></a>', "| a |", "|---|", "a | b", "[x]: y"),
    *("   Scenario: a", "\tScenario: a", "oft:off", "oft:on", "<!-- oft:off -->", "words", "", "", "\x0c"),
)


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=25).map("\n".join))
def test_places_lie_in_the_text_and_every_diagnostic_has_a_way_out(text: str) -> None:
    lines = lines_of(text)
    found, diagnostics = read_markdown(text, "a.md")
    for span in (*(each.span for each in found), *(diagnostic.span for diagnostic in diagnostics)):
        assert 1 <= span.line <= len(lines)
        assert 1 <= span.column <= span.column + span.length - 1 <= len(lines[span.line - 1])
    assert all(diagnostic.help or diagnostic.way_out for diagnostic in diagnostics)
    assert len(scan(lines, "a.md").roles) == len(lines)


LONG = 200_000


@pytest.mark.parametrize(
    "text",
    [
        "- " * LONG + "x",
        "> " * LONG + "x",
        "* " * LONG,
        "`" * LONG,
        "#" + " " * LONG + "x",
        "# " + "# " * LONG + "x",
        "| " * LONG + "\n" + "|-" * LONG,
        "<a " + " " * LONG,
        "<a x" * LONG,
        "<b" + " a=b" * LONG,
        "[" * LONG + "]:",
        "`req" + "~" * LONG,
        "- a\n" * LONG,
        "> a\n" * LONG,
        "```\n" * (LONG + 1),
        "<!--\n" * LONG,
        "a\n" * LONG + "---",
        "|a|\n" * LONG,
        "".join(" " * depth + "- a\n" for depth in range(0, 1200, 2)),
        "> ```\n```\n" * LONG,
        "---\n" + "a: b\n" * LONG,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_reading_takes_time_in_proportion(text: str) -> None:
    begin = time.process_time()
    read_markdown(text, "a.md")
    assert time.process_time() - begin < 15 * (len(text) / 1_000_000 + 0.1)


def test_roles_are_those_that_the_page_shows() -> None:
    text = "# T\n\nWords\n  more\n<!-- c -->\n> q\n\n    code\n```\nx\n```\n<div>\ny\n</div>\n"
    assert scan(lines_of(text), "a.md").roles == (
        *(Role.HEADING, Role.BLANK, Role.TEXT, Role.INDENTED, Role.HIDDEN, Role.INDENTED, Role.BLANK, Role.SHOWN),
        *(Role.CODE, Role.CODE, Role.CODE, Role.SHOWN, Role.RAW, Role.RAW, Role.BLANK),
    )
