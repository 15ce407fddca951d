# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re

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
        ("See `req~some_item`, :req:item:`req~some_item`.", ""),
        ("See `req~same_item`.", "req~same_item is cited, but no such item exists; did you mean req~some_item~2?"),
        ("See :req:item:`zzz~q`.", "zzz~q is cited, but no such item exists"),
        ("See `zzz~q` and `home~user`.", ""),
        ("See :any:`req~some_item~1`.", "req~some_item~1 is cited, but req~some_item~2 is current"),
        ("See :req:item:`!req~gone~1`.", ""),
        ("See :req:item:`~req~gone~1`.", "req~gone~1 is cited, but no such item exists"),
        ("See `req~some_item~99999999999`.", ""),
        ("See :req:item:`<b> <req~\x1b~1>`.", "'req~\\x1b~1' is no id of an item; write kind~name~revision"),
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


def test_where_else_to_look_is_told_on_the_same_line(site: Site) -> None:
    documents = {"safety": REQUIREMENT.replace("PRQ~root~1", "PRQ~root~0"), "index": DOCUMENTS["index"]}
    site.write(DOCUMENTS | documents).build()
    told = {line.rpartition(" ")[2]: line for line in site.warnings.splitlines()}
    assert told["[reqtrace.RT202]"] == (
        "safety.rst:10: WARNING: PRQ~root~0 is cited, but PRQ~root~1 is current (PRQ~root~1 is here: product.rst:4); "
        "Review what changed, then cite the new revision. [reqtrace.RT202]"
    )


def test_items_that_are_to_be_mended_are_named(site: Site) -> None:
    below = "`impl~low~1`\n\nNeeds: utest\n\nCovers:\n\n- `req~some_item~2`\n"
    site.write({"index": f"{TOP}Needs: impl\n\n{below}"}).build()
    (told,) = (line for line in site.warnings.splitlines() if "RT208" in line)
    assert "items that are not (impl~low~1 " in told
    assert ": index.rst:8); Mend the items named. [reqtrace.RT208]" in told


def test_warnings_can_be_silenced_by_their_code(site: Site) -> None:
    site.settings["suppress_warnings"] = ["reqtrace.RT207"]
    site.write({"index": f"{TOP}Needs: impl\n"}).build()
    assert site.warnings == ""


@pytest.mark.parametrize("nitpicky", [True, False])
@pytest.mark.parametrize(
    "settings",
    [
        {"nitpick_ignore": [("req:item", "req~gone~1")]},
        {"nitpick_ignore_regex": [("req:.*", "req~gone~.*")]},
        {"suppress_warnings": ["reqtrace.ref"]},
        {"suppress_warnings": ["reqtrace"]},
    ],
)
def test_a_reference_that_is_known_to_lead_nowhere_is_not_told(
    site: Site, settings: dict[str, object], *, nitpicky: bool
) -> None:
    site.settings |= {**settings, "nitpicky": nitpicky}
    site.write({"index": f"{TOP}See `req~gone~1`, :req:item:`req~gone~1`.\n"}).build()
    assert site.warnings == ""


@pytest.mark.parametrize("started_in", ["/", "."])
def test_a_reference_is_told_where_it_is_written_not_where_it_is_included(
    site: Site, monkeypatch: pytest.MonkeyPatch, started_in: str
) -> None:
    site.write({"index": f"{TOP}.. include:: part.txt\n"})
    monkeypatch.chdir(site.folder / started_in)
    (site.source / "part.txt").write_text("One line,\nanother. See `req~gone~1`.\n")
    site.settings["suppress_warnings"] = ["reqtrace.RT123"]
    site.build()
    assert site.warnings == "part.txt:2: WARNING: req~gone~1 is cited, but no such item exists [reqtrace.ref]\n"


def test_an_item_that_no_page_shows_is_shown_as_text_and_not_complained_of(site: Site) -> None:
    text = f"{TOP}See `PRQ~root~1`, :req:item:`it <PRQ~root~1>`.\n"
    site.write({"index": text, "product": DOCUMENTS["product"]})
    site.settings["exclude_patterns"] = ["product.rst"]
    page = site.page()
    assert "[reqtrace.ref]" not in site.warnings
    assert "PRQ.root.1" not in page
    assert "<p>See <code" in page
    assert "<span>it</span>." in page


def test_a_warning_says_nothing_that_a_terminal_would_obey(site: Site) -> None:
    cited = "See :req:item:`\x1b]0;x\x07`, :req:item:`req~\x1b]0;x`."
    site.write({"index": f"{TOP}Covers:\n - `req~\x1b]0;red~1`\n\n{cited}\n"}).build()
    assert site.warnings.count("[reqtrace.ref]") == 2
    assert "\x1b" not in site.warnings
    assert "\x07" not in site.warnings


@pytest.mark.parametrize("written", ["`req~late`", ":req:item:`req~late`", ":any:`req~late`", "`req~late~1`"])
def test_a_reference_is_made_when_its_item_is_written(site: Site, written: str) -> None:
    late = "Late\n====\n\n`req~some_item~2`\n"
    site.write({"index": f"Top\n===\n\nSee {written}.\n\n.. toctree::\n\n   late\n", "late": late}).build()
    site.replace("late", "some_item~2", "late~1")
    assert 'href="late.html#req.late.1"' in site.page()
    assert site.warnings == ""
    site.replace("late", "late~1", "some_item~2")
    site.build()
    assert "index.rst:4: WARNING: " in site.warnings


ASTRAY = ["`req~gone~1`", ":req:item:`req~gone~1`", ":any:`req~gone~1`", "`req~some_item~1`", ":any:`req~gone`"]


@pytest.mark.parametrize("written", ASTRAY)
@pytest.mark.parametrize("word", ["any", "warning"])
def test_a_reference_that_leads_nowhere_is_told_in_every_build_and_closes_the_gate(
    site: Site, written: str, word: str
) -> None:
    site.settings["reqtrace_fail_on"] = [word]
    site.write({"index": f"{TOP}See {written}.\n"})
    for _ in range(2):
        site.build()
        assert re.fullmatch(
            r"index.rst:6: WARNING: req~\S+ is cited, but .* \[reqtrace.ref\]\n"
            r"ERROR: the build fails because reqtrace_fail_on names what was found: 1 warning(, 1 unverified item)?\n",
            site.warnings,
        )
        assert site.status == 1


def test_what_is_not_to_be_told_any_more_is_not_told_again(site: Site) -> None:
    site.settings["reqtrace_fail_on"] = ["warning"]
    site.write({"index": f"{TOP}See `req~gone~1`.\n"}).build()
    assert site.status == 1
    site.settings["nitpick_ignore"] = [("req:item", "req~gone~1")]
    site.build()
    assert (site.warnings, site.status) == ("", 0)


def test_a_reference_that_an_extension_adds_later_is_told_when_it_is_written(site: Site) -> None:
    site.settings["extensions"] = ["reqtrace_sphinx", "late_reference"]
    site.write({"index": TOP}).build()
    assert "req~later~1 is cited, but no such item exists [reqtrace.ref]\n" in site.warnings
