# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.ident import GREATEST_REVISION
from reqtrace.item import Status
from reqtrace.report.query.filter import (
    GREATEST_LENGTH,
    AllOf,
    AnyOf,
    Condition,
    Field,
    Filter,
    Malformed,
    Not,
    Operator,
    conditions,
    parse,
)
from reqtrace.report.query.vocabulary import VERDICTS

CUSTOMARY = 'kind = XenSSR and verdict != verified and (tag = arm64 or name ~ "iommu*") and not status = draft'

_WORDS = [Operator.EQUAL, Operator.UNEQUAL]
_LISTS = [Operator.AMONG, Operator.NOT_AMONG]
_PATTERNS = [Operator.LIKE, Operator.UNLIKE]
_NUMBERS = [Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST]


def _asked(field: Field, value: st.SearchStrategy[str], single: list[Operator]) -> st.SearchStrategy[Condition]:
    one = st.builds(Condition, st.just(field), st.sampled_from(single), st.tuples(value))
    several = st.lists(value, min_size=1, max_size=4).map(tuple)
    return one | st.builds(Condition, st.just(field), st.sampled_from(_LISTS), several)


def _any_text(field: Field) -> st.SearchStrategy[Condition]:
    return _asked(field, st.text(max_size=8), [*_WORDS, *_PATTERNS])


CONDITIONS = st.one_of(
    *(_any_text(field) for field in Field if field not in (Field.REVISION, Field.STATUS, Field.VERDICT, Field.TEXT)),
    _asked(Field.REVISION, st.integers(0, GREATEST_REVISION).map(str), [*_WORDS, *_NUMBERS]),
    _asked(Field.STATUS, st.sampled_from([each.value for each in Status]), _WORDS),
    _asked(Field.VERDICT, st.sampled_from(VERDICTS), _WORDS),
    st.builds(Condition, st.just(Field.TEXT), st.sampled_from(_PATTERNS), st.tuples(st.text(max_size=8))),
)


def _parts(filters: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    several = st.lists(filters, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, filters) | st.builds(AllOf, several) | st.builds(AnyOf, several)


FILTERS: st.SearchStrategy[Filter] = st.recursive(CONDITIONS, _parts, max_leaves=12)


# [utest->dsn~filters_are_data~1]
def test_a_filter_reads_as_in_the_search_field_of_a_tracker() -> None:
    read = parse(CUSTOMARY)
    assert isinstance(read, AllOf)
    assert [str(each) for each in read.parts] == [
        "kind = XenSSR",
        "verdict != verified",
        "tag = arm64 or name ~ iommu*",
        "not status = draft",
    ]
    assert [str(each) for each in conditions(read)][2:4] == ["tag = arm64", "name ~ iommu*"]


@given(FILTERS)
def test_a_filter_reads_back_as_it_was_written(wanted: Filter) -> None:
    assert parse(str(wanted)) == wanted


def test_not_binds_more_tightly_than_and_and_that_more_than_or() -> None:
    assert parse("kind = A or kind = B and not kind = C or kind = D") == parse(
        "(kind = A) or ((kind = B) and (not (kind = C))) or (kind = D)"
    )
    assert parse("not kind = A and kind = B") != parse("not (kind = A and kind = B)")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("KIND = A AND NOT Kind = B", "kind = A and not kind = B"),
        ("name~iommu*", "name ~ iommu*"),
        ("id=SSR~hide~1", "id = SSR~hide~1"),
        ("tag not in('a',\"b c\")", 'tag not in (a, "b c")'),
        (r'title = "\"quoted\" and \\"', r'title = "\"quoted\" and \\"'),
        ("title = 'it is \"so\"'", r'title = "it is \"so\""'),
        ("kind = A\n  and\tkind = B", "kind = A and kind = B"),
        ("revision <= 007", "revision <= 7"),
        ("notable = 1", None),
        ("tag = android and tag = orange", "tag = android and tag = orange"),
        ('tag = "and"', 'tag = "and"'),
        ("tag = inner", "tag = inner"),
        ("covered-by ~ Xen*", "covered-by ~ Xen*"),
    ],
)
def test_words_are_told_apart_as_people_do(text: str, means: str | None) -> None:
    read = parse(text)
    assert isinstance(read, Malformed) if means is None else str(read) == means


_ALL_FIELDS = (
    "choose from id, kind, name, revision, title, tag, status, verdict, covers, covered-by, needs, missing, file, text"
)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "column 1: a condition is expected, but the filter ends here"),
        ("kinds = A", "column 1: 'kinds' is no field; did you mean kind?"),
        ("kind = A and colour = x", f"column 14: 'colour' is no field; {_ALL_FIELDS}"),
        ("kind", "column 5: one of =, !=, ~, !~, <, <=, >, >=, in or not in is expected, but the filter ends here"),
        ("kind = ", "column 8: a value is expected, but the filter ends here"),
        ("kind == A", "column 6: a value is expected, not '=='; write '=' for '=='"),
        ("kind <> A", "column 6: a value is expected, not '<>'; write '!=' for '<>'"),
        ("kind = A && tag = b", "column 10: 'and' or 'or' is expected, not '&&'; write 'and' for '&&'"),
        ("! kind = A", "column 1: a condition is expected, not '!'; write 'not' for '!'"),
        ("kind = and", "column 8: a value is expected, not 'and'; write \"and\" if that is the value"),
        ("verdict = not run", "column 11: a value is expected, not 'not'; write \"not\" if that is the value"),
        (
            "title = two words",
            "column 13: 'and' or 'or' is expected, not 'words'; a value that holds blanks stands in quotation marks",
        ),
        (
            "tag = a, b",
            "column 8: 'and' or 'or' is expected, not ','; several values are written as in 'tag in (arm64, x86)'",
        ),
        ("(kind = A", "column 10: ')' is expected, but the filter ends here"),
        ("kind = A)", "column 9: this parenthesis closes none; remove it, or open one before"),
        ("kind = A or or", "column 13: a condition is expected, not 'or'"),
        ("kind in A", "column 9: '(' is expected, not 'A'"),
        ("kind not = A", "column 10: 'in' is expected, not '='"),
        ("tag in ()", "column 9: a value is expected, not ')'"),
        (
            "tag in (a b)",
            "column 11: ',' or ')' is expected, not 'b'; a value that holds blanks stands in quotation marks",
        ),
        ('title = "abc', "column 9: this quotation mark is not closed; write another where the value ends"),
        ("verdict = verifed", "column 11: 'verifed' is no verdict; did you mean verified?"),
        ("verdict in (passed, run)", "column 21: 'run' is no verdict; did you mean \"not run\"?"),
        (
            "status = done",
            "column 10: 'done' is no status; choose from approved, proposed, draft, rejected",
        ),
        ("status = Draft", "column 10: 'Draft' is no status; did you mean draft?"),
        ("revision < x", "column 12: 'x' is no revision; write a number, 2147483647 at most"),
        ("revision = 2147483648", "column 12: '2147483648' is no revision; write a number, 2147483647 at most"),
        ("revision ~ 2", "column 10: revision takes =, !=, <, <=, >, >=, in and not in, not ~"),
        ("name < b", "column 6: name takes =, !=, ~, !~, in and not in, not <"),
        ("text = a", "column 6: text takes ~ and !~, not ="),
        ("\x00", "column 1: a condition is expected, not '\\x00'"),
    ],
)  # fmt: skip
def test_what_is_no_filter_is_told_with_its_place_and_a_way_out(text: str, complaint: str) -> None:
    assert str(parse(text)) == complaint


def test_of_what_is_endless_the_beginning_is_told() -> None:
    assert str(parse("kind " + "=!" * 1000)) == ("column 6: a value is expected, not '" + "=!" * 20 + "'")


def test_the_place_is_as_long_as_what_is_wrong() -> None:
    wrong = parse("kind = A and verdict = verifed or tag = x")
    assert isinstance(wrong, Malformed)
    assert (wrong.column, wrong.length, wrong.help) == (24, len("verifed"), "did you mean verified?")


@given(st.text() | st.lists(st.sampled_from([*CUSTOMARY.split(), "(", ")", ",", "in", '"', "'", "\\"])).map(" ".join))
def test_whatever_the_text_there_is_a_filter_or_a_place_in_it(text: str) -> None:
    read = parse(text)
    if isinstance(read, Malformed):
        assert 1 <= read.column <= len(text) + 1
        assert 1 <= read.length <= max(len(text), 1)
        assert read.reason
    else:
        assert parse(str(read)) == read


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1000 + "kind = A" + ")" * 1000,
        "not " * 1000 + "kind = A",
        "not (" * 1000 + "kind = A" + ")" * 1000,
        "kind = A and (" * 600 + "kind = A" + ")" * 600,
    ],
)
def test_what_is_nested_too_deeply_is_told(text: str) -> None:
    wrong = parse(text)
    assert isinstance(wrong, Malformed)
    assert (wrong.reason, wrong.help) == ("this is nested more than 50 deep", "say it with fewer parentheses")


def test_what_is_nested_deeply_enough_for_any_person_is_read() -> None:
    assert str(parse("(" * 50 + "kind = A" + ")" * 50)) == "kind = A"


def test_a_filter_may_be_long_but_not_endless() -> None:
    assert isinstance(parse("kind = A" + " or kind = A" * 800), AnyOf)
    assert str(parse("(" * GREATEST_LENGTH)) == "column 10001: a condition is expected, but the filter ends here"
    assert str(parse("x" * (GREATEST_LENGTH + 1))) == "column 10001: a filter has at most 10000 characters"
