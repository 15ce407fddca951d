# SPDX-License-Identifier: Apache-2.0
"""Which page describes which item."""

from __future__ import annotations

from samples import item, project

from reqtrace.item import Item
from reqtrace.report.site.homes import homes

LONG = "It shall be so. " * 2000
"""Enough for a page of its own to be worth while."""


def named(*items: Item) -> list[tuple[str, str, list[str]]]:
    found = homes(project(items, None))
    return [
        (home.name, home.title, [entry.id.name for entry in home.entries])
        for home in (*found.requirements, *found.trials)
    ]


# [utest->dsn~pages_stay_small~1]
def test_small_files_of_a_kind_share_a_page() -> None:
    assert named(item("SSR~a~1", "a.rst:1"), item("SSR~b~1", "b.rst:1"), item("Case~c~1", "a.rst:9")) == [
        ("r1.html", "Safety requirement: a.rst to b.rst", ["a", "b"]),
        ("c1.html", "Test case: a.rst", ["c"]),
    ]


def test_each_kind_begins_a_page() -> None:
    assert named(item("PRQ~a~1", "a.rst:1"), item("SSR~b~1", "a.rst:2")) == [
        ("r1.html", "Product requirement: a.rst", ["a"]),
        ("r2.html", "Safety requirement: a.rst", ["b"]),
    ]


def test_a_file_that_is_long_enough_has_a_page_of_its_own() -> None:
    assert named(item("SSR~a~1", "a.rst:1", description=LONG), item("SSR~b~1", "b.rst:1")) == [
        ("r1.html", "Safety requirement: a.rst", ["a"]),
        ("r2.html", "Safety requirement: b.rst", ["b"]),
    ]


# [utest->dsn~pages_stay_small~1]
def test_a_file_that_is_too_long_has_several_pages() -> None:
    items = [item(f"SSR~a{number}~1", f"a.rst:{number}", description=8 * LONG) for number in range(1, 4)]
    assert named(*items) == [
        ("r1.html", "Safety requirement: a.rst, part 1 of 3", ["a1"]),
        ("r2.html", "Safety requirement: a.rst, part 2 of 3", ["a2"]),
        ("r3.html", "Safety requirement: a.rst, part 3 of 3", ["a3"]),
    ]
