# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.report.query import Choice
from reqtrace.report.query.filter import Field
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.wish import Direction, Only, Wish
from reqtrace_sphinx.options import READERS, Wrong, wish

SHEET = Sheet("x", lambda _view, _wish: (), lambda _view, _wish: (), frozenset(READERS), columns=("item", "verdict"))


@pytest.mark.parametrize(
    ("option", "text", "wanted"),
    [
        ("kinds", "XenPRQ, XenSSR XenPRQ", Wish("", Choice(kinds=("XenPRQ", "XenSSR")))),
        ("tags", "arm64, x86", Wish("", Choice(tags=("arm64", "x86")))),
        ("status", "draft proposed", Wish("", Choice(statuses=("draft", "proposed")))),
        ("verdict", "failed, not run stale", Wish("", Choice(verdicts=("failed", "not run", "stale")))),
        ("filter", "kind = XenSSR\nand name ~ iommu*", Wish("", Choice(where="kind = XenSSR and name ~ iommu*"))),
        ("sort", "-verdict, item", Wish("", Choice(sort=("-verdict", "item")))),
        ("sort", "-covered, place, tags", Wish("", Choice(sort=("-covered-by", "file", "tag")))),
        ("root", "XenSSR~a", Wish("", root="XenSSR~a")),
        ("columns", "verdict, item", Wish("", columns=("verdict", "item"))),
        ("caption", "All <of>\nthem", Wish("", caption="All <of> them")),
        ("only", "attention", Wish("", only=Only.ATTENTION)),
        ("root", "`XenSSR~a~1`", Wish("", root="XenSSR~a~1")),
        ("depth", "3", Wish("", depth=3)),
        ("direction", "up", Wish("", direction=Direction.UP)),
        ("path", "XenPRQ XenSSR", Wish("", path=("XenPRQ", "XenSSR"))),
        ("profiles", "xen-4.17, xen-head", Wish("", profiles=("xen-4.17", "xen-head"))),
        ("severity", "error", Wish("", severities=("error",))),
    ],
)
def test_an_option_says_what_is_wanted(option: str, text: str, wanted: Wish) -> None:
    assert wish(SHEET, {option: text}) == wanted


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("kinds", "a-b", "'a-b' is no kind; write kinds as they stand in ids, separated by commas"),
        ("kinds", "", "no kind is named; write kinds as they stand in ids, separated by commas"),
        ("tags", " , ", "no tag is named"),
        ("status", "drft", "'drft' is no status; did you mean draft?"),
        ("status", "x", "'x' is no status; there are: approved, proposed, draft, rejected"),
        ("verdict", "fialed", "'fialed' is no verdict; did you mean failed?"),
        ("filter", "kind =", "the filter makes no sense in column 7: a value is expected, but the filter ends here"),
        ("columns", "verdct", "'verdct' is no column; did you mean verdict?"),
        ("columns", "", "no column is named; there are: item, verdict"),
        ("caption", "", "the caption is empty"),
        ("only", "bad", "'bad' is no state of a requirement; "
         "there are: all, verified, unverified, failed, attention"),
        ("root", "XenSSR", "'XenSSR' is no id of an item; write kind~name~revision, or kind~name for the current one"),
        ("depth", "0", "'0' is no depth; write how many links to follow, from 1 to 999"),
        ("depth", "-1", "'-1' is no depth; write how many links to follow, from 1 to 999"),
        ("depth", "٣", "'٣' is no depth; write how many links to follow, from 1 to 999"),
        ("direction", "dwn", "'dwn' is no direction; did you mean down?"),
        ("path", "XenPRQ", "a path has two kinds or more, of its rows and of its columns"),
        ("profiles", "", "no profile is named"),
        ("sort", ",", "nothing to sort by is named"),
        ("severity", "eror", "'eror' is no severity; did you mean error?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_option_is_said_with_the_way_out(option: str, text: str, said: str) -> None:
    assert wish(SHEET, {option: text}) == (Wrong(option, said),)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert wish(SHEET, {"kind": "a", "depth": "x", "kinds": "A"}) == (
        Wrong("kind", "req:x takes no option 'kind'; did you mean kinds?"),
        Wrong("depth", "'x' is no depth; write how many links to follow, from 1 to 999"),
    )


@given(st.sampled_from(sorted(READERS)), st.text(max_size=30))
def test_any_text_is_a_wish_or_is_said_to_be_wrong(option: str, text: str) -> None:
    read = wish(SHEET, {option: text})
    assert isinstance(read, Wish) or all(each.option == option and each.message for each in read)


def test_a_sheet_may_have_verdicts_of_its_own() -> None:
    assert wish(SHEETS["versions"], {"verdict": "deviates, not implemented"}) == Wish(
        "", Choice(verdicts=("deviates", "not implemented"))
    )
    assert wish(SHEETS["versions"], {"verdict": "verified"}) == (
        Wrong("verdict", "'verified' is no verdict; did you mean unverified?"),
    )


def test_columns_are_called_as_filters_call_them_and_may_be_called_as_they_once_were() -> None:
    said = wish(SHEETS["table"], {"columns": "covered, place, tags"})
    assert said == wish(SHEETS["table"], {"columns": "covered-by, file, tag"}) == Wish(
        "", columns=("covered-by", "file", "tag")
    )  # fmt: skip
    assert {field.value for field in Field} - SHEETS["table"].columns.keys() == {"name", "text"}
    assert wish(SHEETS["diagnostics"], {"columns": "place", "sort": "-place"}) == Wish(
        "", Choice(sort=("-place",)), columns=("place",)
    )


def test_versions_are_columns() -> None:
    assert wish(SHEETS["versions"], {"columns": "xen-head, item"}) == Wish("", columns=("xen-head", "item"))
