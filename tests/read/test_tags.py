# SPDX-License-Identifier: Apache-2.0
"""What coverage tags in source files say, and what nearly is one."""

from __future__ import annotations

import time
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code, Severity
from reqtrace.ident import ID, ItemId
from reqtrace.item import digest_of
from reqtrace.read.tags import read_tags
from reqtrace.span import Span

# oft:off - these tags are examples

IDS = st.from_regex(rf"\A{ID}\Z").filter(lambda text: ItemId.parse(text) is not None)
KINDS = st.from_regex(r"\A[A-Za-z]{1,8}\Z")
BLANKS = st.sampled_from(["", " ", "\t", "  ", "\f\v"])


@given(st.data(), KINDS, st.lists(IDS, min_size=1, max_size=4), st.lists(KINDS, max_size=3, unique=True))
def test_what_a_tag_says_is_read_wherever_blanks_stand(
    data: st.DataObject, kind: str, ids: list[str], kinds: list[str]
) -> None:
    parts = [
        "[",
        kind,
        "->",
        *" , ".join(ids).split(" "),
        *([">>", *" , ".join(kinds).split(" ")] if kinds else []),
        "]",
    ]
    text = "x = 1; // " + "".join(part + data.draw(BLANKS) for part in parts)
    (item,), diagnostics = read_tags(text, "a.c")
    assert diagnostics == ()
    assert item.id.kind == kind
    assert [str(each.id) for each in item.covers] == [str(ItemId.parse(each)) for each in ids]
    assert [each.kind for each in item.needs] == kinds


def test_every_part_has_its_place() -> None:
    text = "int a;\n/* [dsn~x~2 -> req~a~1, req~b~2 >> impl, utest] */"
    (item,), _ = read_tags(text, "src/a.c")
    assert item.id == ItemId("dsn", "x", 2)
    assert item.span == Span("src/a.c", 2, 4, 44)
    assert [each.span for each in item.covers] == [Span("src/a.c", 2, 16, 7), Span("src/a.c", 2, 25, 7)]
    assert [each.span for each in item.needs] == [Span("src/a.c", 2, 36, 4), Span("src/a.c", 2, 42, 5)]
    assert item.digest == digest_of("[dsn~x~2 -> req~a~1, req~b~2 >> impl, utest]")


def test_lines_and_columns_go_on_behind_a_tag() -> None:
    items, _ = read_tags("[a->b~c~1]\n\n é [a->b~c~1] [a->b~c~1]\n[a->b~c~1]", "a.c")
    places = [(item.span.line, item.span.column) for item in items]
    assert places == [(1, 1), (3, 4), (3, 15), (4, 1)]


def test_the_name_of_a_tag_without_one() -> None:
    text = "int a;\n[impl->dsn~x~01,dsn~y~2] [impl~~7->dsn~x~1]\n[dsn->req~x~1,req~y~1>>impl]"
    items, _ = read_tags(text, "a.c")
    several, revised, forward = (str(item.id) for item in items)
    assert several == f"impl~x-y-{crc32(b'a.c20dsn~x~1-dsn~y~2')}~0"
    assert revised == f"impl~x-{crc32(b'a.c21dsn~x~1')}~7"
    assert forward == "dsn~x-y~0"


def test_a_kind_is_needed_once() -> None:
    (item,), _ = read_tags("[dsn->req~x~1>>impl,impl]", "a.c")
    assert [each.kind for each in item.needs] == ["impl"]


@pytest.mark.parametrize(
    "text",
    [
        "// oft:off\n[impl->dsn~x~1]\n// oft:on\n",
        "<!-- oft:off -->\n[impl->dsn~x~1]\n<!-- oft:on -->\n",
        "[impl->dsn~x~1] oft:off [impl->dsn~x~1]\noft:on [impl->dsn~x~1]",
        "# oft:off [impl->dsn~x~1] oft:on",
        "# oft:off\n# oft:on oft:off [impl->dsn~x~1]",
    ],
)
def test_what_is_switched_off_is_not_read(text: str) -> None:
    assert read_tags(text, "a.c") == ((), ())


def test_what_follows_is_read_at_its_place() -> None:
    items, _ = read_tags("[a->b~c~1]\n# oft:off\n[a->b~c~2]\n# oft:on\n[a->b~c~3]", "a.c")
    assert [(str(item.covers[0].id), item.span.line) for item in items] == [("b~c~1", 1), ("b~c~3", 5)]


def test_a_line_that_switches_reading_on_leaves_it_on() -> None:
    items, diagnostics = read_tags("# oft:off\n# oft:on oft:off\n[a->b~c~1]", "a.c")
    assert [item.span.line for item in items] == [3]
    assert diagnostics == ()


@pytest.mark.parametrize("text", ['if "oft:off" in line:', "write `oft:off` there", "soft:off", "x = 'oft:off'"])
def test_who_speaks_of_the_switch_does_not_use_it(text: str) -> None:
    items, diagnostics = read_tags(f"{text}\n[a->b~c~1]", "a.c")
    assert len(items) == 1
    assert diagnostics == ()


def test_a_switch_that_is_not_revoked() -> None:
    items, (told,) = read_tags("int a;\n  // oft:off\n[a->b~c~1]", "a.c")
    assert items == ()
    assert (told.code, told.span) == (Code.READING_OFF, Span("a.c", 2, 1, 12))
    assert told.message == (
        "reading is switched off here and not on again, so the tags in the rest of the file are not read"
    )


NEARLY = {
    "[impl->dsn~x]": "[impl->dsn~x~1]",
    "[impl-> dsn~x~one]": "[impl->dsn~x~1]",
    "[impl => dsn~x~1]": "[impl->dsn~x~1]",
    "[impl --> dsn~x~1]": "[impl->dsn~x~1]",
    "[impl → dsn~x~1]": "[impl->dsn~x~1]",
    "[impl->dsn~x~1,]": "[impl->dsn~x~1]",
    "[impl->dsn~x~1,dsn~y]": "[impl->dsn~x~1,dsn~y~1]",
    "[impl->dsn ~ x ~ 1]": "[impl->dsn~x~1]",
    "[impl->`dsn~x~1`]": "[impl->dsn~x~1]",
    "[impl~2->dsn~x~1]": "[impl~~2->dsn~x~1]",
    "[impl~foo->dsn~x~1]": "[impl~foo~1->dsn~x~1]",
    "[impl2->dsn~x~1]": "[impl->dsn~x~1]",
    "[impl->dsn~x~1 >> impl2]": "[impl->dsn~x~1>>impl]",
    "[impl->dsn~x~1>test]": "[impl->dsn~x~1>>test]",
    "[impl->dsn~x~1>>]": "[impl->dsn~x~1]",
    "[[impl->dsn~x]": "[impl->dsn~x~1]",
    "[impl - > dsn~x~1]": "[impl->dsn~x~1]",
    "[impl:dsn~x~1]": "[impl->dsn~x~1]",
    "[impl: dsn~x~1, dsn~y~1]": "[impl->dsn~x~1,dsn~y~1]",
    "[impl->(dsn~x~1)]": "[impl->dsn~x~1]",
    "[impl->1dsn~x~1]": "[impl->dsn~x~1]",
    "[impl\xa0->\xa0dsn~x~1]": "[impl->dsn~x~1]",
}


@pytest.mark.parametrize(("text", "meant"), NEARLY.items())
def test_what_nearly_is_a_tag(text: str, meant: str) -> None:
    items, (told,) = read_tags(f"a;\n // {text} b[0]", "a.c")
    assert items == ()
    assert (told.code, told.span) == (Code.NEARLY_TAG, Span("a.c", 2, 5, len(text)))
    assert told.message == f"{text} looks like a coverage tag but is none, so it covers nothing"
    assert told.help == f"write `{meant}`"
    assert len(read_tags(meant, "a.c")[0]) == 1


def test_where_no_tag_can_be_guessed_the_catalogue_says_what_to_write() -> None:
    _, (told,) = read_tags("[impl->dsn2~x~1]", "a.c")
    assert told.help == ""
    assert told.way_out == Code.NEARLY_TAG.mend


def test_a_tag_that_is_never_closed() -> None:
    _, (told,) = read_tags("/* [impl->dsn~x~1 */", "a.c")
    assert told.span == Span("a.c", 1, 4, 14)
    assert told.message == (
        "[impl->dsn~x~1 looks like a coverage tag but is none, so it covers nothing: it is never closed"
    )


def test_a_near_miss_beside_tags() -> None:
    items, (told,) = read_tags("[impl~~2->dsn~x~1] [impl->dsn~x]\n[impl->dsn~x~1]", "a.c")
    assert [item.span.line for item in items] == [1, 2]
    assert told.span == Span("a.c", 1, 20, 13)


def test_a_near_miss_beside_tags_whose_names_end_in_a_dash() -> None:
    _, (told,) = read_tags("[impl->dsn~x-~1] [impl->dsn~y-~1] [impl~z-~1->dsn~x~1]\n[impl->dsn~x]", "a.c")
    assert told.span == Span("a.c", 2, 1, 13)


def test_a_tag_without_a_name_that_covers_very_much() -> None:
    ids = ",".join(f"dsn~x{each}~1" for each in range(101))
    (cut, whole), (told,) = read_tags(f"[impl->{ids}]\n[impl~x~1->{ids}]", "a.c")
    assert (told.code, told.severity, told.span) == (Code.NEARLY_TAG, Severity.ERROR, cut.span)
    assert told.message == "this tag without a name covers 101 items, of which only the first 100 are read"
    assert told.help == "divide it into tags that cover 100 items at most, or give it a name"
    assert [str(each.id) for each in cut.covers] == ids.split(",")[:100]
    assert len(whole.covers) == 101


@pytest.mark.parametrize(
    "text",
    [
        "a[i->x] = ~b[p->q];",
        "[0->1] ~a~1",
        "auto f = [this]() -> int { return ~x; };",
        "map[key] => value ~ other",
        "re.compile(r'[a-z->x~]')",
        "list.map(x -> y[~x]);",
        "y ~ [a -> b]",
        "[x for x in y] -> ~z",
        "[[impl->dsn~x~1]]",
        "[dict:a~b, c:~d] [x:y~1] [a:b~c~d] [0:a~b~1]",
        "[a->b~x-~1] [a~n-~1->b~c~1]",
    ],
)
def test_code_is_no_near_miss(text: str) -> None:
    assert read_tags(text, "a.c")[1] == ()


def test_a_revision_that_is_too_large() -> None:
    items, told = read_tags("[impl->dsn~x~2147483648,dsn~y~2147483647] [impl~n~9999999999->dsn~x~1]", "a.c")
    assert [[str(each.id) for each in item.covers] for item in items] == [["dsn~y~2147483647"]]
    assert [(each.code, each.span) for each in told] == [
        (Code.REVISION_TOO_LARGE, Span("a.c", 1, 8, 16)),
        (Code.REVISION_TOO_LARGE, Span("a.c", 1, 44, 17)),
    ]
    assert told[0].message == "the revision of dsn~x~2147483648 is greater than 2147483647, so it is no id"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 2**20 + "~->",
        "[a" + "-" * 2**20 + "->~",
        "[a->b~" + "c.d" * 2**19,
        "[a->" + "b~c~1," * 2**17,
        "[aaaa bbbb" * 2**17 + "->x~",
        "oft:off oft:on " * 2**17 + "~",
        "[a->b~c~1] " * 2**15,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    read_tags(text, "a.c")
    assert time.process_time() - start < 5


@given(st.text(alphabet="[]->~=,a1 \n\"'`", max_size=200))
def test_any_text_is_read_and_every_place_lies_in_it(text: str) -> None:
    items, diagnostics = read_tags(text, "a.c")
    lines = text.split("\n")
    for span in [*(item.span for item in items), *(each.span for each in diagnostics)]:
        assert span.column - 1 + span.length <= len(lines[span.line - 1])
        assert lines[span.line - 1][span.column - 1] in "[ab-"


# oft:on
