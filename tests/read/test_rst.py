# SPDX-License-Identifier: Apache-2.0
"""What an item in reStructuredText is made of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.item import Item, Status, digest_of
from reqtrace.read import library
from reqtrace.read.rst import read_rst
from reqtrace.span import Span

CASE = """\
Refuse a device
---------------

`XenValTestCase~refuse~1`

Description:
Two domains name one device.

Covers:
 - `XenSSR~forbid~1`

Tags: negative, boundary

.. code-block:: gherkin
   :linenos:

   Scenario: refused
     Given the host "qemu-virt" with
       \"\"\"dts
       / { };
       \"\"\"

     Then domain "b" is not created

Next
----
"""


def only(text: str) -> Item:
    items, _ = read_rst(text, "a.rst")
    assert len(items) == 1
    return items[0]


# [utest->dsn~reader_is_the_single_truth~1]
def test_a_test_case() -> None:
    case = only(CASE)
    assert str(case.id) == "XenValTestCase~refuse~1"
    assert case.span == Span("a.rst", 4, 2, len("XenValTestCase~refuse~1"))
    assert case.title == "Refuse a device"
    assert case.description == "Two domains name one device."
    assert [(str(each.id), each.span) for each in case.covers] == [("XenSSR~forbid~1", Span("a.rst", 10, 5, 15))]
    assert case.tags == ("negative", "boundary")
    assert (case.rationale, case.comment, case.needs, case.depends, case.forwards) == ("", "", (), (), False)


def test_a_code_block_is_dedented_and_knows_its_place() -> None:
    (block,) = only(CASE).blocks
    assert block.language == "gherkin"
    assert block.span == Span("a.rst", 17, 4)
    assert block.text.split("\n") == [
        "Scenario: refused",
        '  Given the host "qemu-virt" with',
        '    """dts',
        "    / { };",
        '    """',
        "",
        '  Then domain "b" is not created',
    ]


# [utest->dsn~items_from_roles~1]
def test_the_digest_is_that_of_the_title_and_all_lines_from_the_id_to_the_next_heading() -> None:
    text = "Refuse\n------\n\n`case~refuse~1`\n\nOne device.\n\nNext\n----\n"
    assert only(text).digest == digest_of("Refuse\n`case~refuse~1`\n\nOne device.")


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("Refuse a device", "Refuse no device", False),
        ("one device", "one  device", False),
        ("     Given", "    Given", False),
        ("Next\n----\n", "", True),
        ("\nNext", "\n\n\nNext", True),
        ("\n", "\r\n", True),
        ("Next\n----\n", "Other\n-----\n", True),
    ],
)
def test_the_digest_changes_with_the_text_of_the_item_alone(before: str, after: str, same: bool) -> None:
    assert before in CASE
    assert (only(CASE.replace(before, after)).digest == only(CASE).digest) is same


@pytest.mark.parametrize(
    "directive", [".. code-block:: dts", ".. code:: dts", ".. sourcecode:: dts", ".. code-block::  dts  "]
)
def test_every_code_directive_counts(directive: str) -> None:
    (block,) = only(f"`req~a~1`\n\n{directive}\n\n   x\n").blocks
    assert (block.language, block.text) == ("dts", "x")


@pytest.mark.parametrize(
    ("body", "text", "place"),
    [
        ("\n   x\n     y\n\n   z\n", "x\n  y\n\nz", (5, 4)),
        ("   :name: n\n   :linenos:\n\n   :name: text\n", ":name: text", (7, 4)),
        ("   x\n", "x", (4, 4)),
        ("\n\tx\n\t\ty\n", "x\n        y", (5, 9)),
        ("\n\n      x\n   y\n", "   x\ny", (6, 4)),
        ("", "", (3, 1)),
    ],
)
def test_what_a_code_block_holds(body: str, text: str, place: tuple[int, int]) -> None:
    (block,) = only(f"`req~a~1`\n\n.. code-block:: c\n{body}\nNeeds: dsn\n").blocks
    assert (block.text, (block.span.line, block.span.column)) == (text, place)


@pytest.mark.parametrize(
    "field", ["Covers:\n - a~b~1\n", "Needs:\n - dsn\n", "Tags:\n - t\n", "Tags: t\n", "Needs: dsn\n"]
)
@pytest.mark.parametrize(
    "shown", [".. code-block:: c\n\n   x, y\n", ".. note:: x\n", ".. x\n   y\n", "| x\n", "-----\n"]
)
def test_what_is_merely_shown_below_a_list_belongs_to_no_field(field: str, shown: str) -> None:
    plain, item = only(f"`req~a~1`\n\n{field}"), only(f"`req~a~1`\n\n{field}\n{shown}")
    assert (item.covers, item.needs, item.tags) == (plain.covers, plain.needs, plain.tags)
    assert item.description == item.rationale == item.comment == ""
    assert item.digest != plain.digest


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("Text", "Text"),
        ("Description:\nText", "Text"),
        ("Status: draft\nText", "Text"),
        ("Description:\nText\n\nNeeds: dsn\n\nmore", "Text\n\nmore"),
        ("Text\n\n.. code-block:: c\n\n   `req~b~1`\n\nmore", "Text\n\n.. code-block:: c\n\n   `req~b~1`\n\nmore"),
        ("Text\n\n==== ====\na    b\n==== ====\n\nmore", "Text\n\n==== ====\na    b\n==== ====\n\nmore"),
        ("Text\nand a row\n---------\nmore", "Text\nand a row\n---------\nmore"),
        ("Text::\n\n  Needs: dsn\n\nmore", "Text::\n\n  Needs: dsn\n\nmore"),
        (".. note:: Text", ".. note:: Text"),
        ("Needs:\n - dsn\n\nStatus: draft\n\nText", "Text"),
        (".. a comment\n\nText", "Text"),
        (".. code-block:: c\n\n   x\n\nText", "Text"),
        ("Text\n\n.. oft:off\n`req~b~1`\n.. oft:on\n\nmore", "Text\n\nmore"),
    ],
)
def test_what_the_description_is(text: str, description: str) -> None:
    assert only(f"`req~a~1`\n\n{text}\n").description == description


@pytest.mark.parametrize("keyword", ["Comment:", "Comments:"])
def test_both_spellings_of_a_comment(keyword: str) -> None:
    item = only(f"`req~a~1`\n\nRationale:\nwhy\n\n{keyword}\nso\n")
    assert (item.rationale, item.comment) == ("why", "so")


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("Title\n=====\n", "Title"),
        ("=====\nTitle\n=====\n", "Title"),
        ("#########\n  Title\n#########\n", "Title"),
        ("Title\n-----\n\n\n", "Title"),
        ("First\n=====\n\nSecond\n------\n", "Second"),
        ("Title\n=====\n\n.. a comment\n\n.. _target:\n\n", "Title"),
        ("1. Title\n========\n\n", "1. Title"),
        ("Title\n=====\n\nText.\n\n", ""),
        ("Title\n=====\n\n.. code-block:: c\n\n   x\n\n", ""),
        ("Title\n=====\n\n`req~b~1`\n\n", ""),
        ("Title\n=====\n\n-----\n\n", ""),
        ("Two lines\nof text\n-------\n\n", ""),
        ("Title\n==\n\n", ""),
        ("- Title\n-------\n\n", ""),
        ("", ""),
    ],
)
def test_the_title_is_the_heading_directly_above(above: str, title: str) -> None:
    items, _ = read_rst(f"{above}`req~a~1`\n", "a.rst")
    assert items[-1].title == title


def test_every_id_of_an_entry_counts() -> None:
    item = only("`req~a~1`\nCovers:\n - `b~b~1`, c~c~2 (see `d~d~3`)\n   and e~e~4\n * [f~f~5](#f~f~5)\n")
    assert [(str(each.id), each.span.line, each.span.column) for each in item.covers] == [
        ("b~b~1", 3, 5),
        ("c~c~2", 3, 13),
        ("d~d~3", 3, 25),
        ("e~e~4", 4, 8),
        ("f~f~5", 5, 5),
    ]


def test_needs_go_on_after_a_blank_line_and_know_their_places() -> None:
    item = only("`req~a~1`\nNeeds:\n\n - dsn, impl\n\n - dsn\n - utest\n")
    assert [(need.kind, need.span.line, need.span.column) for need in item.needs] == [
        ("dsn", 4, 4),
        ("impl", 4, 9),
        ("utest", 7, 4),
    ]


@pytest.mark.parametrize("status", Status)
def test_a_status_is_read_before_any_text(status: Status) -> None:
    assert only(f"`req~a~1`\nStatus: {status.value}\n\nText.\n").status is status
    assert only(f"`req~a~1`\nNeeds:\n - dsn\n\nStatus: {status.value}\n").status is status
    assert only(f"`req~a~1`\n\nText.\n\nStatus: {status.value}\n").status is Status.APPROVED


def test_a_tag_counts_once() -> None:
    assert only("`req~a~1`\nTags: b, a\n\nTags:\n - a, two words\n").tags == ("b", "a", "two words")


def test_a_table_without_an_end_hides_no_item() -> None:
    assert only("=== ===\n\n`req~a~1`\n\nTitle\n=====\n\nText.\n").id.name == "a"


def test_a_forward_is_an_item_with_its_places() -> None:
    forward = only("  arch --> dsn, impl : `req~a~2`\n")
    assert str(forward.id) == "arch~a~2"
    assert (forward.span, forward.forwards) == (Span("a.rst", 1, 3, 30), True)
    assert forward.digest == digest_of("  arch --> dsn, impl : `req~a~2`")
    assert [(need.kind, need.span.column) for need in forward.needs] == [("dsn", 12), ("impl", 17)]
    assert [(str(each.id), each.span.column) for each in forward.covers] == [("req~a~2", 25)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_lines_make_no_difference(end: str) -> None:
    assert read_rst(CASE.replace("\n", end), "a.rst") == read_rst(CASE, "a.rst")


def test_other_separators_end_no_line() -> None:
    item = only("`req~a~1`\n\none\u2028\x0btwo\x85`req~b~1`\n\nNeeds: dsn\n")
    assert item.needs[0].span.line == 5


def test_deep_nesting_is_no_fault() -> None:
    nested = "\n\n".join(f"{'   ' * depth}.. note::" for depth in range(400))
    assert only(f"`req~a~1`\n\nText.\n\n{nested}\n\nNeeds: dsn\n").needs


@given(st.text(), st.text())
def test_no_text_raises_and_what_stands_behind_a_heading_can_not_change_what_stands_before(one: str, two: str) -> None:
    before = f"`req~a~1`\n\nNeeds: dsn\n\nEnd\n===\n\n{one}"
    first, *_ = read_rst(before, "a.rst")[0]
    again, *_ = read_rst(f"{before}\n\nEnd\n===\n\n{two}", "a.rst")[0]
    assert first == again == only("`req~a~1`\n\nNeeds: dsn\n")


def test_the_passthrough_requirements(shared: Path) -> None:
    (read, diagnostics) = library.read([str(shared / "corpora" / "passthrough.rst")])
    assert (len(read.items), diagnostics) == (19, ())
    assert all(item.title and item.description and item.span.file == "passthrough.rst" for item in read.items)
    assert {str(each.id) for item in read.items for each in item.covers} == {"XenPRQ~device_passthrough~1"}
    assert {need.kind for item in read.items for need in item.needs} == {"XenValTestCase"}


def test_the_requirements_of_xen(shared: Path) -> None:
    (read, diagnostics) = library.read([str(shared / "corpora" / "xen-fusa")])
    assert (len(read.items), diagnostics) == (61, ())
    assert all(item.title and item.description for item in read.items)
    for file, text in read.sources.items():
        items = [item for item in read.items if item.span.file == file]
        comments = re.findall(r"^Comments:\n(.*?)^(?:Covers|Needs):", text, re.MULTILINE | re.DOTALL)
        rationales = re.findall(r"^Rationale:\n(.*?)^Comments:", text, re.MULTILINE | re.DOTALL)
        assert not items or [item.comment for item in items] == [comment.strip() for comment in comments]
        assert not items or [item.rationale for item in items] == [rationale.strip() for rationale in rationales]
