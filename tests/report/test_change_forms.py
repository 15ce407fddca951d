# SPDX-License-Identifier: Apache-2.0
"""One change in every form: the same facts, whoever reads them."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.ident import ItemId
from reqtrace.report.change_html import change_html
from reqtrace.report.change_json import ChangeDocument, change_json
from reqtrace.report.change_markdown import change_markdown
from reqtrace.report.change_words import Sign, answer, lines, meaning
from reqtrace.report.text.change import show_change
from reqtrace.span import Span
from reqtrace.trace.change import Change, Direction, Edit, FieldChange, ItemChange, Remark, Suspect
from reqtrace.trace.verdict import Verdict

OLD, NEW = ItemId("XenSSR", "a", 1), ItemId("XenSSR", "a", 2)
CASE = ItemId("XenValTestCase", "c", 1)
PLACE = Span("docs/a.rst", 7, 2)
CHANGE = Change(
    "v1 (0123456789ab)",
    "HEAD (ba9876543210)",
    (
        ItemChange(OLD, NEW, "Hide <it>", (Edit.REVISED,), PLACE, (FieldChange("description", "one\ntwo", "one\n2"),)),
        ItemChange(CASE, CASE, "Case", (Edit.REWRITTEN,), PLACE, (), ("covers XenSSR~a~2",), ("covers XenSSR~a~1",)),
    ),
    (Suspect(ItemId("XenPRQ", "p", 1), "Top", Direction.UP, NEW, PLACE),),
    (CASE,),
    {CASE: (Verdict.VERIFIED, Verdict.FAILED)},
    (NEW, ItemId("XenPRQ", "p", 1)),
    qualifier="model, required",
)
EMPTY = Change("a", "b", (), (), (), {})
UNTOLD = Change("a", "b", (), (), (), {}, qualifier="model, required", incomparable=(CASE,), untold=("a",))


def text(change: Change) -> str:
    page = Console(file=io.StringIO(), width=100, highlight=False)
    with page.capture() as capture:
        show_change(page, change)
    return capture.get()


FORMS = {"text": text, "json": change_json, "markdown": change_markdown, "html": change_html}


# [utest->dsn~change_in_every_form~1]
@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_every_fact(form: str) -> None:
    told = FORMS[form](CHANGE).replace("_<wbr/>", "_").replace("<wbr/>~", "~").replace("\\", "")
    facts = ["XenSSR~a~2", "XenValTestCase~c~1", "XenPRQ~p~1", "revised", "rewritten", "verified", "failed"]
    facts += ["v1 (0123456789ab)", "docs/a.rst", "covers XenSSR~a~1", "two", "model, required"]
    assert [fact for fact in facts if fact not in told] == []
    assert FORMS[form](CHANGE) == FORMS[form](CHANGE)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_what_must_not_be_comes_first(form: str) -> None:
    told = FORMS[form](CHANGE)
    places = [told.index(word) for word in ("as it must not", "rewritten", "revised")]
    assert places == sorted(places)


@pytest.mark.parametrize("form", FORMS)
def test_where_nothing_changed_every_form_says_so(form: str) -> None:
    told = FORMS[form](EMPTY)
    assert '"items": []' in told if form == "json" else "Nothing changed from a to b" in told


# [utest->dsn~former_verdicts_are_known_or_not~1]
@pytest.mark.parametrize("form", FORMS)
def test_what_nobody_knows_is_not_called_unchanged(form: str) -> None:
    told = FORMS[form](UNTOLD).replace("_<wbr/>", "_").replace("<wbr/>~", "~").replace("\\", "")
    assert str(CASE) in told
    assert '"incomparable": 1' in told if form == "json" else "1 verdict can not be compared" in " ".join(told.split())
    assert "Nothing changed" not in told


# [utest->dsn~nothing_goes_in_silence~1]
@pytest.mark.parametrize("form", ["json", "markdown", "html"])  # the terminal is told of it as of all diagnostics
def test_what_a_comparison_may_not_show_is_in_it(form: str) -> None:
    said = Diagnostic(Code.RENAMED_ITEM, "it seems to be another one", PLACE)
    gone = Diagnostic(Code.LOST_ITEM, "an item is gone", PLACE)
    told = FORMS[form](msgspec.structs.replace(CHANGE, remarks=(Remark(said, (NEW,)), Remark(gone, (OLD,)))))
    assert said.message in told
    assert (gone.message in told) == (form == "json")  # elsewhere it stands among the items that were removed


def test_the_answer() -> None:
    assert answer(CHANGE) == (
        "2 items changed from v1 (0123456789ab) to HEAD (ba9876543210), one of them as it must not, "
        "and 1 verified item failed."
    )
    assert meaning(CHANGE) == (
        "1 test case has to be executed again, and 2 other items may have another verdict. "
        "1 verdict changed (model, required)."
    )


def test_the_document_fits_its_schema() -> None:
    schema = msgspec.json.schema(ChangeDocument)
    jsonschema.validate(json.loads(change_json(CHANGE)), schema)
    jsonschema.validate(json.loads(change_json(EMPTY)), schema)
    assert json.loads(change_json(CHANGE))["summary"] == {
        "items": 2, "defects": 1, "suspects": 1, "rerun": 1, "rejudge": 2, "verdicts": 1, "incomparable": 0,
    }  # fmt: skip


class _Page(HTMLParser):
    """What a page holds: its elements, what it loads, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.anchors: list[str] = []
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        told = dict(attrs)
        self.anchors += [told["id"]] if told.get("id") else []
        self.links |= {told["href"]} if told.get("href") else set()


def test_the_page_needs_nothing_and_brings_nothing() -> None:
    evil = ItemChange(None, CASE, "<script>alert(1)</script>", (Edit.ADDED,), Span("</style>", 1))
    page = _Page(change_html(Change("</title><script>", "b", (evil, evil), (), (CASE,), {})))
    assert not {"script", "img", "link", "iframe"} & page.tags
    assert sorted(set(page.anchors)) == sorted(page.anchors)
    assert {link.removeprefix("#") for link in page.links} <= set(page.anchors)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a", "b", ["-a", "+b"]),
        ("a\nb\nc\nd\ne", "a\nb\nc\nd\nf", ["…", " d", "-e", "+f"]),
        ("a\nb\nc\nd", "x\nb\nc\nd", ["-a", "+x", " b", "…"]),
        ("", "a", ["+a"]),
    ],
)
def test_texts_line_by_line(before: str, after: str, expected: list[str]) -> None:
    assert [f"{sign}{line}" for sign, line in lines(before, after)] == expected


@given(st.lists(st.sampled_from("abc"), min_size=1), st.lists(st.sampled_from("abc"), min_size=1))
def test_lines_lead_from_one_text_to_the_other(before: list[str], after: list[str]) -> None:
    told = list(lines("\n".join(before), "\n".join(after)))
    gone = [line for sign, line in told if sign is Sign.GONE]
    new = [line for sign, line in told if sign is Sign.NEW]
    assert len(before) - len(gone) == len(after) - len(new)
    assert (before == after) == (not told)
