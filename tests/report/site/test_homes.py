# SPDX-License-Identifier: Apache-2.0
"""Which page describes which item."""

from __future__ import annotations

from samples import item, project
from site_pages import Site

from reqtrace.evidence import Evidence
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


def test_of_very_many_files_several_share_a_page() -> None:
    """Of 180 files that would each have a page of its own, three share one."""
    pages = named(*(item(f"SSR~a{number:03}~1", f"{number:03}.rst:1", description=LONG) for number in range(180)))
    assert pages[0] == ("r1.html", "Safety requirement: 000.rst to 002.rst", ["a000", "a001", "a002"])
    assert len(pages) == 60


# [utest->dsn~pages_stay_small~1]
def test_a_file_that_is_too_long_has_several_pages() -> None:
    items = [item(f"SSR~a{number}~1", f"a.rst:{number}", description=8 * LONG) for number in range(1, 4)]
    assert named(*items) == [
        ("r1.html", "Safety requirement: a.rst, part 1 of 3", ["a1"]),
        ("r2.html", "Safety requirement: a.rst, part 2 of 3", ["a2"]),
        ("r3.html", "Safety requirement: a.rst, part 3 of 3", ["a3"]),
    ]


# [utest->dsn~pages_stay_small~1]
def test_a_large_project_has_no_large_file_and_loses_no_row() -> None:
    """As large as 10,000 items in less than 20 MB, and cut where others have the rest."""
    many, said = 2400, "Xen shall do what it says, in full, whatever else may happen. " * 3
    requirements, cases = [], []
    for each in range(many):
        name, place = f"with_a_long_name_{each:06}", f"{each // 50}.rst:{each % 50 + 1}"
        requirements.append(item(f"SSR~{name}~1", f"a{place}", "What shall be", needs="Case", description=said))
        if each % 2:
            cases.append(item(f"Case~try_{name}~1", f"c{place}", "Try it", covers=f"SSR~{name}~1"))
    site = Site(project([*requirements, *cases], Evidence("model", "required", ()), ()))
    assert max(map(len, site.files.values())) < 1_000_000
    assert sum(map(len, site.files.values())) < 2_000 * (len(requirements) + len(cases))
    assert list(site.broken()) == []
    rows = [row for name in ("matrix", "matrix-2") for row in site[name].root.every("tr") if row.every("td")]
    assert len(rows) == many
    caption = site["matrix-2"].root.every("caption")[0].text
    assert caption.startswith("Every requirement, ")
    assert caption.endswith(f" to {many} of {many}")
    told = [each.text for each in site["attention"].ids["main"].every("p")]
    assert told[0].startswith("These are the first 300 of")
