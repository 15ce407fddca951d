# SPDX-License-Identifier: Apache-2.0
"""What the search page looks through: everything that can be found, with its words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import accumulate, chain, pairwise

from hypothesis import given
from hypothesis import strategies as st
from samples import ITEMS, PROSE, item, project
from site_pages import Site

from reqtrace.report.view import View


def parts(view: View) -> Iterator[dict[str, object]]:
    """What the scripts are called with, in their order."""
    files = Site(view).files
    for number in range(1, sum(name.startswith("html/search/") for name in files) + 1):
        script = files[f"html/search/{number}.js"].decode()
        yield json.loads(script.removeprefix("reqtraceIndex(").removesuffix(");\n"))


def texts(view: View) -> dict[str, str]:
    """Everything that can be found, by its id, with the words that its signs stand for."""
    found = list(parts(view))
    first = found[0]
    sizes = accumulate((end - begin for begin, end in first["signs"]), initial=0)
    starts = [(begin, end, start) for (begin, end), (start, _) in zip(first["signs"], pairwise(sizes), strict=True)]
    words = " ".join(str(part["words"]) for part in found if part["words"]).split(" ")

    def word(sign: str) -> str:
        return next(words[ord(sign) - begin + start] for begin, end, start in starts if begin <= ord(sign) < end)

    entries = chain.from_iterable(part["found"] for part in found)
    return {entry[1]: " ".join(map(word, entry[5])) for entry in entries}


# [utest->dsn~search_looks_everywhere~1]
def test_everything_can_be_found_with_its_words() -> None:
    found = texts(project())
    assert {str(each.id) for each in ITEMS} <= found.keys()
    assert {"summary", "tool_confidence", "test_logs"} <= found.keys()
    assert found["SSR~hide~1"] == " ".join(
        f"{PROSE} Who finds an IOMMU may use it. Applies to Arm64. arm64 iommu".replace("`", "").split()
    )
    assert "When the host boots" in found["Case~hide_on~1"]
    assert "IRQ 34 is routed to it" not in found["Case~hide_on~1"]


def test_what_is_found_says_where_it_is_and_what_it_is_worth() -> None:
    (first, *others) = parts(project())
    (hide,) = (entry for entry in first["found"] if entry[1] == "SSR~hide~1")
    assert others == []
    assert (first["pages"][hide[2]], first["kinds"][hide[3]], first["chips"][hide[4]], first["qualifier"]) == (
        "r2.html",
        "Safety requirement",
        ["verified", "c0", True],
        "model, required",
    )


def test_a_second_item_of_an_id_has_its_own_anchor() -> None:
    (first,) = parts(project([item("SSR~a~1", "a.rst:1"), item("SSR~a~1", "b.rst:1")], None))
    assert [entry[6:] for entry in first["found"] if entry[1] == "SSR~a~1"] == [[""], ["SSR.a.1-2"]]


def test_a_large_project_has_several_scripts_that_can_be_loaded_in_any_order() -> None:
    long = [
        item(f"SSR~a{number}~1", f"a.rst:{number}", description=" ".join(f"w{number}x{each}" for each in range(60_000)))
        for number in (1, 2, 3, 4)
    ]
    view = project(long, None)
    assert [part["part"] for part in parts(view)] == [1, 2, 3, 4, 5, 6]
    assert [part.get("parts") for part in parts(view)] == [6, *[None] * 5]
    assert max(len(content) for name, content in Site(view).files.items() if "search/" in name) < 900_000
    found = texts(view)
    assert all(found[str(each.id)] == each.description for each in long)


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="`*"), min_size=1))
)
def test_every_word_can_be_found_again(words: list[str]) -> None:
    said = " ".join(words)
    assert texts(project([item("SSR~a~1", "a.rst:1", description=said)], None))["SSR~a~1"] == " ".join(said.split())
