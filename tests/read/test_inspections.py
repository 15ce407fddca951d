# SPDX-License-Identifier: Apache-2.0
"""The file in which a project records its inspections."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import ItemId
from reqtrace.read.results.inspections import read_inspections
from reqtrace.read.results.record import Record
from reqtrace.span import Span

DIGEST = "ab" * 32
NO_TOML, NO_RECORD = "no record counts, for this is no valid TOML", "this record does not count"
RECORD = f"""\
[[inspection]]
id = "Check~routing~1"
checklist = "Routing, version 3"
verdict = "passed"
author = "Ada Miller <ada@example.org>"
approver = "Bob Smith"
date = 2026-11-20
digest = "sha256:{DIGEST}"
note = "Two remarks, both closed."
"""


def said(text: str) -> list[str]:
    records, problems = read_inspections(text, "i.toml")
    assert not (problems and records)
    return [f"{each.span}: {each.message}" + (f" ({each.help})" if each.help else "") for each in problems]


# [utest->dsn~inspections_are_records~1]
def test_a_record_says_what_was_inspected_by_whom_and_when() -> None:
    records, problems = read_inspections("# ours\n" + RECORD, "i.toml")
    assert problems == ()
    assert records == (
        Record(
            id=ItemId("Check", "routing", 1),
            checklist="Routing, version 3",
            passed=True,
            author="Ada Miller <ada@example.org>",
            approver="Bob Smith",
            date=datetime.date(2026, 11, 20),
            text=DIGEST,
            note="Two remarks, both closed.",
            span=Span("i.toml", 2, 1, 14),
        ),
    )


# [utest->dsn~inspections_are_records~1]
@pytest.mark.parametrize(
    "approver",
    [
        "Ada Miller <ada@example.org>",
        " ada  MILLER",
        "Miller, Ada",
        "A. M. <ADA@example.org>",
        "Ａda Miller",
        "Dr. Ada Miller (QA)",
        "ada@example.org",
    ],
)
def test_nobody_approves_what_they_wrote_themselves(approver: str) -> None:
    text = RECORD.replace("Bob Smith", approver)
    name = approver.strip()
    assert said(text) == [
        f"i.toml:1:1: this record does not count: {name} approved what they wrote themselves "
        "(let somebody else approve it)"
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "Check~routing~1"', 'id = "Check~routing"', "id: 'Check~routing' is no id (write kind~name~revision)"),
        ('checklist = "Routing, version 3"\n', "", "checklist: nothing is said"),
        (
            '"Routing, version 3"',
            '" "',
            "checklist: nothing is said (an assessor asks by what and by whom the item was judged)",
        ),
        ('verdict = "passed"', 'verdict = "fine"', "verdict: invalid enum value 'fine'"),
        ("2026-11-20", '"soon"', "date: invalid RFC3339 encoded date"),
        (
            DIGEST,
            "abab",
            "digest: it is no SHA-256 (copy the one that `reqtrace explain Check~routing~1` shows)",
        ),
        ("Bob Smith", "👩", "approver: '👩' names nobody (write the name of a person)"),
        (
            "Bob Smith",
            "B\u043eb Smith",
            "approver: a word of 'B\u043eb Smith' has letters of several scripts (write it in one)",
        ),
        ("note =", "notes =", "nothing in a record is called 'notes'"),
    ],
)
def test_a_record_that_lacks_something_does_not_count(old: str, new: str, message: str) -> None:
    assert said(RECORD.replace(old, new)) == [f"i.toml:1:1: this record does not count: {message}"]


def test_the_other_records_count_all_the_same() -> None:
    bad = RECORD.replace("Bob Smith", "Ada Miller")
    records, problems = read_inspections(RECORD + bad + RECORD, "i.toml")
    assert [each.span.line for each in records] == [1, 19]
    assert [each.span.line for each in problems] == [10]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[inspection]\n", f"i.toml:1:13: {NO_TOML}: Expected ']]' at the end of an array declaration"),
        ("a = " + "[" * 5000, f"i.toml: {NO_TOML}: it is nested too deeply"),
        ("[inspection]\nid = 1\n", f"i.toml:1:2: {NO_RECORD}: write every record in a table [[inspection]]"),
        ("[[inspections]]\n",
            "i.toml:1:3: nothing is read from 'inspections', which is no record (did you mean inspection?)"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_records_is_told(text: str, message: str) -> None:
    assert said(text) == [message]


@given(st.text(max_size=100))
def test_no_text_is_too_much(text: str) -> None:
    read_inspections(text, "i.toml")
    read_inspections(RECORD + text, "i.toml")
