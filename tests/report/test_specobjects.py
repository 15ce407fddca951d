# SPDX-License-Identifier: Apache-2.0
"""Items written as specobject XML, and read back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reqtrace.ident import GREATEST_REVISION, ItemId
from reqtrace.item import Block, Item, Need, Reference, Status
from reqtrace.read.rst import read_rst
from reqtrace.read.specobject import is_specobject, read_specobjects
from reqtrace.report.specobject import specobjects
from reqtrace.span import Span

PLACE = Span("a/b & c.rst", 3, 1)

ALLOWED = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(ALLOWED | st.sampled_from("\n\r\t]>&<\"' ")).filter(lambda text: not text or bool(text.strip()))
LINES = st.text(ALLOWED | st.sampled_from("]>&<\"' ")).map(str.strip)
KINDS = st.sampled_from(["req", "dsn", "XenSSR", "a"])
NAMES = st.sampled_from(["a", "ä-b_c", "a.1.b", "x-123"])
IDS = st.builds(ItemId, KINDS, NAMES, st.integers(0, GREATEST_REVISION))
ITEMS = st.builds(
    Item,
    id=IDS,
    span=st.builds(Span, LINES.filter(bool), st.integers(1, 10**9 - 1), st.just(1), st.just(1)),
    title=TEXTS,
    status=st.sampled_from(Status),
    description=TEXTS,
    rationale=TEXTS,
    comment=TEXTS,
    tags=st.lists(LINES.filter(bool), unique=True).map(tuple),
    needs=st.lists(KINDS, unique=True).map(lambda kinds: tuple(Need(kind, PLACE) for kind in kinds)),
    covers=st.lists(IDS).map(lambda ids: tuple(Reference(id_, PLACE) for id_ in ids)),
    depends=st.lists(IDS).map(lambda ids: tuple(Reference(id_, PLACE) for id_ in ids)),
)


def essence(item: Item) -> Item:
    """An item without what the format has no place for."""
    return replace(
        item,
        needs=tuple(replace(each, span=PLACE) for each in item.needs),
        covers=tuple(replace(each, span=PLACE) for each in item.covers),
        depends=tuple(replace(each, span=PLACE) for each in item.depends),
        span=replace(item.span, column=1, length=1),
        digest="",
        blocks=(),
        forwards=False,
    )


@given(st.lists(ITEMS, max_size=4))
def test_what_is_written_reads_back(items: list[Item]) -> None:
    written = specobjects(items)
    assert is_specobject(written)
    read, diagnostics = read_specobjects(written, "a.oreqm")
    assert diagnostics == ()
    assert [essence(item) for item in read] == sorted(map(essence, items), key=lambda item: item.id.kind)


def test_what_a_document_says_reads_back() -> None:
    text = (
        "Title & more\n------------\n`req~a~1`\n\nx < y\n\n\n  z\n\nNeeds: dsn\n\nTags: b\n\nCovers:\n - `feat~b~2`\n"
    )
    items, _ = read_rst(text, "a.rst")
    read, diagnostics = read_specobjects(specobjects(items), "a.oreqm")
    assert diagnostics == ()
    assert list(map(essence, read)) == list(map(essence, items))


def test_a_document() -> None:
    item = Item(
        ItemId("req", "a", 1),
        PLACE,
        title="Title",
        status=Status.DRAFT,
        description="one\n\ntwo ]]> \r",
        tags=("t",),
        needs=(Need("dsn", PLACE),),
        covers=(Reference(ItemId("feat", "b", 2), PLACE),),
        depends=(Reference(ItemId("req", "c", 3), PLACE),),
        blocks=(Block("c", "int a;", PLACE),),
    )
    assert (
        specobjects([item, Item(ItemId("impl", "x", 0), Span("a.c"))])
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<specdocument>
  <specobjects doctype="impl">
    <specobject>
      <id>x</id>
      <status>approved</status>
      <version>0</version>
    </specobject>
  </specobjects>
  <specobjects doctype="req">
    <specobject>
      <id>a</id>
      <shortdesc>Title</shortdesc>
      <status>draft</status>
      <version>1</version>
      <sourcefile>a/b &amp; c.rst</sourcefile>
      <sourceline>3</sourceline>
      <description>one

two ]]&gt; &#13;</description>
      <tags>
        <tag>t</tag>
      </tags>
      <needscoverage>
        <needsobj>dsn</needsobj>
      </needscoverage>
      <providescoverage>
        <provcov>
          <linksto>feat:b</linksto>
          <dstversion>2</dstversion>
        </provcov>
      </providescoverage>
      <dependencies>
        <dependson>req~c~3</dependson>
      </dependencies>
    </specobject>
  </specobjects>
</specdocument>
"""
    )


def test_nothing_is_a_document_too() -> None:
    assert read_specobjects(specobjects([]), "a.oreqm") == ((), ())


@given(st.text(st.characters(codec="utf-8") | st.characters(max_codepoint=0x20)))
def test_what_xml_can_not_hold_is_replaced(text: str) -> None:
    (item,), diagnostics = read_specobjects(specobjects([Item(ItemId("a", "b", 1), PLACE, comment=f"x{text}")]), "a")
    assert diagnostics == ()
    kept = "".join(
        each if each in "\t\n\r" or (each >= " " and each not in "\ufffe\uffff") else "\ufffd" for each in text
    )
    assert item.comment == f"x{kept}"
