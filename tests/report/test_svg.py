# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import ItemId
from reqtrace.report.block import Drawing, Outline
from reqtrace.report.drawing import Arrow, Box, draw
from reqtrace.report.svg import bar, svg
from reqtrace.report.view import CHIPS

SPACE = "{http://www.w3.org/2000/svg}"
COUNTS = st.lists(st.tuples(st.sampled_from(list(CHIPS.values())), st.integers(0, 10**6)), max_size=8)


def drawing(title: str = "Hide the IOMMU", *, good: bool = True, caption: str = "Graph") -> Drawing:
    """A requirement and what covers it."""
    boxes = (
        Box("PRQ.a.1", ItemId("PRQ", "a", 1), title, CHIPS["failed"]),
        Box("SSR.b.1", ItemId("SSR", "b", 1), "Map", CHIPS["verified"]),
    )
    return draw(caption, boxes, (Arrow("SSR.b.1", "PRQ.a.1", good),), Outline(()))


def page(anchor: str) -> str:
    return f"a.html#{anchor}"


def parsed(shown: str) -> ElementTree.Element:
    return ElementTree.fromstring(shown)


# [utest->dsn~graph_is_drawn_at_build_time~1]
def test_a_box_is_a_link_that_says_what_its_item_is_worth() -> None:
    first, _ = parsed(svg(drawing(), page)).iter(f"{SPACE}a")
    assert first.attrib["href"] == "a.html#PRQ.a.1"
    assert first.attrib["aria-label"] == "Hide the IOMMU (PRQ~a~1): failed"
    assert first.attrib["class"] == "reqtrace-node reqtrace-bad"
    assert [each.text for each in first if each.text] == [
        "Hide the IOMMU (PRQ~a~1): failed",
        "PRQ",
        "✕ failed",
        "Hide the IOMMU",
    ]


def test_a_kind_leaves_room_for_the_verdict() -> None:
    long = Box("a", ItemId("ValidationTestCaseSpecification", "a", 1), "Map", CHIPS["unverified"])
    root = parsed(svg(draw("Graph", (long,), (), Outline(())), page))
    assert [each.text for each in root.iter(f"{SPACE}text")] == ["ValidationTestCa…", "○ unverified", "Map"]


def test_a_box_of_which_no_page_knows_is_no_link() -> None:
    root = parsed(svg(drawing(), lambda anchor: page(anchor) if anchor == "SSR.b.1" else ""))
    assert [each.attrib["href"] for each in root.iter(f"{SPACE}a")] == ["a.html#SSR.b.1"]
    assert [each.attrib["aria-label"] for each in root if each.get("role") == "img"] == [
        "Hide the IOMMU (PRQ~a~1): failed"
    ]


def test_the_drawing_is_a_group_with_a_name_and_its_arrows_are_not_read_out() -> None:
    root = parsed(svg(drawing(caption='What covers "a" & <b>'), page))
    assert (root.attrib["role"], root.attrib["aria-label"]) == ("group", 'What covers "a" & <b>')
    assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
    assert [each.get("aria-hidden") for each in root.iter(f"{SPACE}g")] == ["true"]


@pytest.mark.parametrize(("good", "tone"), [(True, "reqtrace-arrows"), (False, "reqtrace-arrows reqtrace-bad")])
def test_an_arrow_that_is_not_in_order_is_red_and_broken(good: bool, tone: str) -> None:
    root = parsed(svg(drawing(good=good), page))
    (arrows,) = root.iter(f"{SPACE}g")
    line, head = arrows
    assert arrows.attrib["class"] == tone
    assert ("stroke-dasharray" in line.attrib) is not good
    assert line.attrib["d"] == "M266 29L215 29"
    assert head.attrib["d"] == "M208 29L216 25.5V32.5Z"


def test_pieces_that_arrows_share_are_drawn_once() -> None:
    boxes = [Box(f"SSR.n{place}.1", ItemId("SSR", f"n{place}", 1), "Map", CHIPS["failed"], place) for place in range(9)]
    arrows = [Arrow(f"SSR.n{place}.1", "SSR.n0.1") for place in range(1, 9)]
    line, head = next(parsed(svg(draw("Graph", boxes, arrows, Outline(())), page)).iter(f"{SPACE}g"))
    pieces = re.findall("M[^M]*", line.attrib["d"])
    assert len(pieces) == len(set(pieces))
    assert head.attrib["d"].count("M") == 1


@given(st.text(), st.text())
def test_whatever_is_written_in_titles_is_text(title: str, caption: str) -> None:
    root = parsed(svg(drawing(title, caption=caption), page))
    assert {each.tag.removeprefix(SPACE) for each in root.iter()} <= {"svg", "g", "path", "a", "rect", "text", "title"}


@given(st.text(min_size=1))
def test_an_address_can_not_end_its_attribute(address: str) -> None:
    root = parsed(svg(drawing(), lambda _: f"a.html#{address}"))
    assert all(set(each.attrib) == {"href", "class", "transform", "aria-label"} for each in root.iter(f"{SPACE}a"))


def test_nothing_in_it_needs_a_style_a_script_or_an_id() -> None:
    names = {name for each in parsed(svg(drawing(good=False), page)).iter() for name in each.attrib}
    assert not {name for name in names if name in {"style", "id"} or name.startswith("on")}


def test_a_bar_shows_every_chip_and_says_it_in_words() -> None:
    root = parsed(bar(((CHIPS["verified"], 3), (CHIPS["failed"], 1), (CHIPS["unverified"], 0))))
    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", "3 verified, 1 failed")
    assert [(each.attrib["class"], each.attrib["x"], each.attrib["width"]) for each in root] == [
        ("reqtrace-ok", "0", "750"),
        ("reqtrace-bad", "750", "250"),
    ]
    assert [each.text for each in root.iter(f"{SPACE}title")] == ["3 verified", "1 failed"]


def test_one_failure_among_thousands_is_seen() -> None:
    _, failed = parsed(bar(((CHIPS["verified"], 99_999), (CHIPS["failed"], 1))))
    assert (failed.attrib["x"], failed.attrib["width"]) == ("988", "12")


def test_a_bar_of_nothing_says_so() -> None:
    root = parsed(bar(()))
    assert (root.attrib["aria-label"], len(root)) == ("nothing", 0)


@given(COUNTS)
def test_the_parts_of_a_bar_fill_it(parts: list[tuple[object, int]]) -> None:
    shown = [(int(each.attrib["x"]), int(each.attrib["width"])) for each in parsed(bar(parts))]
    assert len(shown) == sum(bool(count) for _, count in parts)
    at = 0
    for x, wide in shown:
        assert x == at
        assert wide >= 12
        at += wide
    assert at in (0, 1000)
