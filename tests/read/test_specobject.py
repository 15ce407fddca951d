# SPDX-License-Identifier: Apache-2.0
"""What specobject XML says, and what is told of what it does not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Item, Status
from reqtrace.read.specobject import is_specobject, read_specobjects
from reqtrace.span import Span

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<specdocument>\n<specobjects doctype="req">\n'
TAIL = "\n</specobjects>\n</specdocument>\n"


def document(*specobjects: str) -> str:
    return HEAD + "\n".join(f"<specobject>{each}</specobject>" for each in specobjects) + TAIL


def one(fields: str) -> tuple[Item, list[str]]:
    """The item of that name and version with these fields, and what is said of it."""
    (item,), diagnostics = read_specobjects(document(f"<id>a</id><version>1</version>{fields}"), "a.oreqm")
    return item, [each.message for each in diagnostics]


def told(text: str) -> Diagnostic:
    _, (diagnostic,) = read_specobjects(text, "a.oreqm")
    return diagnostic


def test_every_field_has_its_place() -> None:
    item, diagnostics = one(
        "\n<needscoverage><needsobj>impl</needsobj>\n<needsobj>\n   utest\n</needsobj></needscoverage>"
        "\n<providescoverage><provcov><linksto>feat:b</linksto><dstversion>2</dstversion></provcov></providescoverage>"
        "\n<dependencies><dependson>req~c~3</dependson><dependson>req:d, v4</dependson></dependencies>"
    )
    assert diagnostics == []
    assert item.span == Span("a.oreqm", 4, 1, 12)
    assert [(each.kind, each.span) for each in item.needs] == [
        ("impl", Span("a.oreqm", 5, 26, 4)),
        ("utest", Span("a.oreqm", 7, 4, 5)),
    ]
    assert [(str(each.id), each.span) for each in item.covers] == [("feat~b~2", Span("a.oreqm", 9, 37, 6))]
    assert [(str(each.id), each.span) for each in item.depends] == [
        ("req~c~3", Span("a.oreqm", 10, 26, 7)),
        ("req~d~4", Span("a.oreqm", 10, 56, 9)),
    ]


def test_columns_count_characters() -> None:
    assert told(document("<id>a</id><version>1</version><comment>é𝛼</comment><b/>")).span == Span("a.oreqm", 4, 64, 3)


def test_prose_is_kept_as_it_is() -> None:
    item, _ = one("<description>\n  a &lt;b&gt; &amp;\n\n\n  c<![CDATA[<d>]]>&#13;\n</description><comment> </comment>")
    assert item.description == "\n  a <b> &\n\n\n  c<d>\r\n"
    assert item.comment == ""


def test_where_the_item_was_written() -> None:
    item, diagnostics = one("<sourcefile>a/b c.rst</sourcefile><sourceline> 42 </sourceline>")
    assert item.span == Span("a/b c.rst", 42, 1)
    assert diagnostics == []


@pytest.mark.parametrize(
    "fields",
    [
        "<sourcefile>b.rst</sourcefile>",
        "<sourceline>3</sourceline>",
        "<sourcefile>b.rst</sourcefile><sourceline>0</sourceline>",
        "<sourcefile></sourcefile><sourceline>3</sourceline>",
    ],
)
def test_half_a_place_is_none(fields: str) -> None:
    assert one(fields)[0].span == Span("a.oreqm", 4, 1, 12)


@pytest.mark.parametrize(
    ("written", "status"),
    [("draft", Status.DRAFT), (" Rejected\n", Status.REJECTED), ("proposed", Status.PROPOSED)],
)
def test_status(written: str, status: Status) -> None:
    assert one(f"<status>{written}</status>")[0].status is status


def test_the_kind_before_a_name_is_no_part_of_it() -> None:
    (item,), _ = read_specobjects(document("<id>req:a</id><version>1</version>"), "a.oreqm")
    assert str(item.id) == "req~a~1"


def test_the_namespace_of_openfasttrace_is_ours_and_others_are_skipped() -> None:
    text = document("<id>a</id><version>1</version><x:id>b<x:c/></x:id>").replace(
        "<specdocument>", '<specdocument xmlns="https://github.com/itsallcode/openfasttrace" xmlns:x="http://x">'
    )
    (item,), diagnostics = read_specobjects(text, "a.oreqm")
    assert str(item.id) == "req~a~1"
    assert diagnostics == ()


def test_a_document_may_be_a_list_alone() -> None:
    text = '<specobjects doctype="req"><specobject><id>a</id><version>1</version></specobject></specobjects>'
    assert len(read_specobjects(text, "a.oreqm")[0]) == 1


def test_what_nobody_needs_is_skipped_in_silence() -> None:
    fields = (
        "<creationdate>1970</creationdate><source>me</source><fulfilledby><ffbObj><id>b</id></ffbObj></fulfilledby>"
    )
    item, diagnostics = one(fields)
    assert str(item.id) == "req~a~1"
    assert diagnostics == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("<status>done</status>", "'done' is no status, so it is read as approved"),
        ("<version>2</version>", "<version> stands twice, so the first one is not read"),
        ("<sourceline>x</sourceline>", "<sourceline> is 'x' and no number of a line"),
        ("<tags><tag/></tags>", "<tag> is empty"),
        ("<dependencies><dependson>b</dependson></dependencies>", "'b' names no item, so no link is made"),
        ("<providescoverage><provcov/></providescoverage>", "this <provcov> does not say what is covered"),
        (
            "<providescoverage><provcov><linksto>b</linksto><dstversion>1</dstversion></provcov></providescoverage>",
            "'b' has no kind, so an item of kind unknown is covered",
        ),
        (
            "<providescoverage><provcov><linksto>feat:b</linksto></provcov></providescoverage>",
            "<dstversion> is missing, so it is read as 0",
        ),
        (
            "<needscoverage><needsobj>im_pl</needsobj></needscoverage>",
            "'im_pl' is no kind: a kind consists of the letters A to Z, a to z",
        ),
        ("<safetyclass>B</safetyclass>", "<safetyclass> is not read"),
        ("<description><b>x</b></description>", "<b> is not read"),
        ("lost", "text outside the fields of an item is not read"),
    ],
)
def test_a_field_that_can_not_be_read(fields: str, message: str) -> None:
    assert one(fields)[1] == [message]


def test_the_text_of_markup_is_kept() -> None:
    assert one("<description>a <b>b</b> c</description>")[0].description == "a b c"


def test_a_need_that_nobody_can_meet_is_kept() -> None:
    assert [each.kind for each in one("<needscoverage><needsobj>im_pl</needsobj></needscoverage>")[0].needs] == [
        "im_pl"
    ]


def test_unknown_fields_are_told_once() -> None:
    item = "<id>a</id><version>1</version><safetyclass>B</safetyclass>"
    diagnostic = told(document(item, item, item))
    assert (diagnostic.message, diagnostic.span) == ("<safetyclass> is not read, 3 times", Span("a.oreqm", 4, 43, 13))


@pytest.mark.parametrize(
    ("text", "message", "span"),
    [
        (document("<version>1</version>"), "a specobject is not read: it has no <id>", Span("a.oreqm", 4, 1, 12)),
        (
            document("<id>1a</id><version>1</version>"),
            "a specobject is not read: '1a' of kind 'req' is no name of an item",
            Span("a.oreqm", 4, 17, 2),
        ),
        (
            document("<id>a</id><version>1</version>").replace(' doctype="req"', ""),
            "a specobject is not read: its <specobjects> has no doctype",
            Span("a.oreqm", 4, 17, 1),
        ),
    ],
)
def test_a_specobject_without_an_id_is_an_error(text: str, message: str, span: Span) -> None:
    diagnostic = told(text)
    assert (diagnostic.code, diagnostic.message, diagnostic.span) == (Code.BROKEN_XML, message, span)


def test_versions_that_are_none() -> None:
    diagnostic = told(document("<id>a</id><version>99999999999</version>"))
    assert (diagnostic.code, diagnostic.span) == (Code.REVISION_TOO_LARGE, Span("a.oreqm", 4, 32, 11))
    diagnostic = told(document("<id>a</id><version>one</version>"))
    assert diagnostic.message == "<version> is 'one' and no number, so it is read as 0"
    (item,), _ = read_specobjects(document("<id>a</id>"), "a.oreqm")
    assert str(item.id) == "req~a~0"


@pytest.mark.parametrize(
    ("broken", "message", "line", "column"),
    [
        ("<specobject><id>b</specobject>", "mismatched tag", 5, 20),
        ("<specobject><id>b &c; </id>", "undefined entity", 5, 19),
        ("<specobject><id>\x01</id>", "not well-formed (invalid token)", 5, 17),
        ("<x:y/>", "unbound prefix", 5, 1),
    ],
)
def test_xml_that_is_not_well_formed(broken: str, message: str, line: int, column: int) -> None:
    text = document("<id>a</id><version>1</version>").replace("\n</specobjects>", f"\n{broken}")
    (item,), (diagnostic,) = read_specobjects(text, "a.oreqm")
    assert str(item.id) == "req~a~1"
    assert diagnostic.code is Code.BROKEN_XML
    assert diagnostic.message == f"the XML is not well-formed: {message}; what follows is not read"
    assert diagnostic.span == Span("a.oreqm", line, column)


BOMB = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(30))


# [utest->dsn~specobjects_without_entities~1]
@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE specdocument>",
        '<!DOCTYPE specdocument SYSTEM "file:///etc/passwd">',
        f'<!DOCTYPE specdocument [<!ENTITY a0 "a">{BOMB}]>',
    ],
)
def test_a_document_type_is_refused(doctype: str) -> None:
    text = (
        HEAD.replace("<specdocument>", f"{doctype}\n<specdocument>") + "<specobject><id>&a30;</id></specobject>" + TAIL
    )
    diagnostic = told(text)
    assert (diagnostic.code, diagnostic.span) == (Code.REFUSED_XML, Span("a.oreqm", 2, 1, 9))
    assert diagnostic.message == "the XML has a document type, which is refused; what follows is not read"


def test_depth_costs_nothing() -> None:
    start = time.process_time()
    _, (broken, unknown) = read_specobjects(HEAD + "<a>" * 200_000, "a.oreqm")
    assert time.process_time() - start < 5
    assert broken.message == "the XML is not well-formed: no element found; what follows is not read"
    assert unknown.message == "<a> is not read"


def test_what_is_a_specdocument() -> None:
    assert is_specobject(HEAD)
    assert not is_specobject(" " * 4096 + HEAD)


@given(st.text(alphabet='<>/&;"= \nabspecobjtdumniq1:', max_size=80))
def test_any_text_is_read(text: str) -> None:
    read_specobjects(HEAD + text, "a.oreqm")
    items, diagnostics = read_specobjects(document("<id>a</id><version>1</version>", text), "a.oreqm")
    assert len(items) >= 1
    assert all(each.span.line >= 1 for each in diagnostics)
