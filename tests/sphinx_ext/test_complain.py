# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from sites import DOCUMENTS, REQUIREMENT, Site

TOP = "Top\n===\n\n`req~some_item~2`\n\n"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("See `req~some_item~2`.", ""),
        ("See :req:item:`req~some_item~2`, :req:item:`that <req~some_item~2>`, :any:`req~some_item~2`.", ""),
        ("In literals, ``req~gone~1``.", ""),
        ("See `req~some_item~1`.", "req~some_item~1 is cited, but req~some_item~2 is current"),
        ("See `req~some_item~3`.", "req~some_item~3 is cited, but only req~some_item~2 exists"),
        ("See `req~same_item~2`.", "req~same_item~2 is cited, but no such item exists; did you mean req~some_item~2?"),
        ("See :req:item:`x <zzz~q~1>`.", "zzz~q~1 is cited, but no such item exists"),
        ("See :req:item:`some`.", "'some' is no id of an item; write kind~name~revision"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_once_in_its_place(site: Site, written: str, said: str) -> None:
    site.write({"index": f"{TOP}One line,\nanother. {written}\n"}).build()
    assert site.warnings == (f"index.rst:7: WARNING: {said} [reqtrace.ref]\n" if said else "")


def test_what_the_reader_complained_of_is_not_told_again(site: Site) -> None:
    site.write(DOCUMENTS | {"safety": REQUIREMENT.replace("PRQ~root~1", "PRQ~rot~1")}).build()
    assert [line for line in site.warnings.splitlines() if "PRQ~rot~1" in line] == [
        "safety.rst:10: WARNING: SSR~hide~1 covers PRQ~rot~1, which does not exist; did you mean PRQ~root~1? "
        "[reqtrace.RT201]"
    ]


# [utest->dsn~findings_are_warnings~1]
def test_what_reqtrace_finds_is_told_with_place_and_way_out(site: Site) -> None:
    site.write({"index": f"{TOP}Needs: impl\n"}).build()
    assert site.warnings.startswith("index.rst:6: WARNING: req~some_item~2 needs impl, ")
    assert site.warnings.endswith("; Write the missing item and let it cover this one. [reqtrace.RT207]\n")
    assert site.warnings.count("\n") == 1


def test_warnings_can_be_silenced_by_their_code(site: Site) -> None:
    site.settings["suppress_warnings"] = ["reqtrace.RT207"]
    site.write({"index": f"{TOP}Needs: impl\n"}).build()
    assert site.warnings == ""
