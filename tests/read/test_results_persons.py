# SPDX-License-Identifier: Apache-2.0
"""Who is who in the records of inspections."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.read.results.persons import is_name, mixes_scripts, one_person


# [utest->dsn~inspections_are_records~1]
@pytest.mark.parametrize(
    ("author", "approver"),
    [
        (".", "."),
        ("👩", "👩"),
        ("jane@x.org", "Jane <jane@x.org>"),
        ("Jane Doe <jane+qa@x.org>", "J. D. <JANE@X.ORG>"),
        ("jane.doe@x.org", "Jane Doe"),
        ("Jane Doe, John Roe", "Jane Doe"),
        ("John Roe and Jane Doe", "Doe, Jane"),
        ("Ada, Bob", "Bob"),
        ("Ada, Bob", "Bob, Carl"),
        ("Jane\u200b Doe", "Jane Doe"),
        ("Jane\u200bDoe", "Jane Doe"),
        ("Jane\u3164 Doe", "Jane Doe"),
        ("J\u0430ne Doe", "Jane Doe"),
        ("\u0421\u043e\u0441\u043e", "Coco"),
        ("Jane MiIIer", "Jane Miller"),
        ("José Doe", "Jose Doe"),
        ("Dr. Jane Doe", "Prof. Jane Doe"),
        ("Jane Doe (QA)", "Jane Doe [Development]"),
        ("Jane Doe, QA", "Jane Doe, Development"),
        ("Jane M. Doe", "Jane Doe"),
        ("J. Doe", "Jane Doe"),
        ("Doe, Jane", "JANE DOE"),
    ],
)
def test_one_person_is_one_however_the_name_is_written(author: str, approver: str) -> None:
    assert one_person(author, approver)
    assert one_person(approver, author)


@pytest.mark.parametrize(
    ("author", "approver"),
    [
        ("Ada Miller", "Bob Miller"),
        ("Miller, Ada", "Bob Miller"),
        ("Ada Miller <ada@x.org>", "Bob Smith <bob@x.org>"),
        ("Jan van der Berg", "Piet van der Meer"),
        ("Анна Иванова", "Пётр Иванов"),
        ("王伟", "李娜"),
        ("Dr. Ada Miller (QA)", "Dr. Bob Smith (QA)"),
        ("Ada", "Bob"),
    ],
)
def test_two_persons_are_two(author: str, approver: str) -> None:
    assert not one_person(author, approver)
    assert not one_person(approver, author)


def test_what_names_nobody_and_what_no_name_looks_like() -> None:
    assert not any(map(is_name, (".", "👩", "\u200b", "42")))
    assert all(map(is_name, ("Ada", "王伟", "a@x.org")))
    assert mixes_scripts("J\u0430ne Doe")
    assert not any(map(mixes_scripts, ("Jane Анна", "王ゆり", "José", "Анна")))


@given(st.text(min_size=1, max_size=30))
def test_everybody_is_who_they_are(name: str) -> None:
    assert one_person(name, name)
    assert one_person(name.upper(), f" {name.upper()}\u200b")
