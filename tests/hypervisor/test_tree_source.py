# SPDX-License-Identifier: Apache-2.0
"""Device trees from files: told apart by content, with what they include, and with the place of everything in them."""

from __future__ import annotations

import pytest
from blobs import blob
from hypothesis import given
from hypothesis import strategies as st
from machines import tree

from reqtrace.hypervisor.tree.tree_source import LARGEST, Place, TreeFile, TreeProblem, Unreadable, read_tree_file

MAIN = '/dts-v1/;\n/include/ "soc.dtsi"\n/ { model = "x"; };\n'
SOC = "/ {\n\tsoc {\n\t\ta: a@1 { reg = <1>; };\n\t};\n};\n"


def read(text: str | bytes, **others: str) -> TreeFile | TreeProblem:
    files = {name.replace("_", "."): content.encode() for name, content in others.items()}
    data = text if isinstance(text, bytes) else text.encode()
    return read_tree_file("a/main.dts", data, lambda name: files.get(name.removeprefix("a/"), Unreadable("no such")))


def place(answer: TreeFile | TreeProblem, node: str, *properties: str) -> Place:
    assert isinstance(answer, TreeFile)
    return answer.place(node, *properties)


def problem(answer: TreeFile | TreeProblem) -> TreeProblem:
    assert isinstance(answer, TreeProblem)
    return answer


# [utest->dsn~trees_told_by_content~1]
def test_a_blob_is_told_by_its_content() -> None:
    read_tree = tree("/dts-v1/;\n/ { a { b; }; };")
    answer = read(blob(read_tree))
    assert answer == TreeFile("a/main.dts", read_tree)
    assert place(answer, "/a", "b") == Place("a/main.dts")


# [utest->dsn~trees_told_by_content~1]
def test_everything_has_its_place_in_the_file_it_is_written_in() -> None:
    answer = read(MAIN + "&a { on; reg = <2>; };\n&{/soc} { late; };", soc_dtsi=SOC)
    assert place(answer, "/soc/a@1") == Place("a/soc.dtsi", 3, 6)
    assert place(answer, "/", "model") == Place("a/main.dts", 3, 5)
    assert place(answer, "/soc/a@1", "reg") == Place("a/main.dts", 4, 10)
    assert place(answer, "/soc", "late") == Place("a/main.dts", 5, 11)
    assert place(answer, "/soc", "nosuch") == Place("a/soc.dtsi", 2, 2)
    assert place(answer, "/nosuch") == Place("a/main.dts")


def test_comments_strings_and_deletions_confuse_nobody() -> None:
    text = '/dts-v1/;\n/ { /* a { */ x = "};", /* ; */ "{"; // }\n /delete-node/ q;\n b: y { z = <&b>, [00]; }; };'
    answer = read(text)
    assert (place(answer, "/", "x"), place(answer, "/y", "z")) == (
        Place("a/main.dts", 2, 15),
        Place("a/main.dts", 4, 9),
    )


def test_what_follows_an_include_on_its_line_keeps_its_place() -> None:
    answer = read('/dts-v1/;\n/include/ "soc.dtsi" / { on; };', soc_dtsi=SOC)
    assert place(answer, "/", "on") == Place("a/main.dts", 2, 26)


def test_a_source_that_went_through_the_preprocessor_has_the_places_of_its_files() -> None:
    markers = '# 0 "main.dts"\n# 1 "/usr/include/stdc-predef.h" 1 3\n# 7 "x/soc.dtsi" 2\n'
    answer = read(f'{markers}/dts-v1/;\n/ {{ a; }};\n#line 3 "y.dts"\n/ {{ b; }};')
    assert (place(answer, "/", "a"), place(answer, "/", "b")) == (Place("x/soc.dtsi", 8, 5), Place("y.dts", 3, 5))


@pytest.mark.parametrize(
    "line", ["#include <dt-bindings/x.h>", "  #define A 1", "# ifdef A", "#if A > 1", "#endif", "#pragma once"]
)
def test_lines_for_the_preprocessor_are_told_with_a_way_out(line: str) -> None:
    found = problem(read(f'/dts-v1/;\n#include "soc.dtsi"\n{line}\n/ {{ }};', soc_dtsi=SOC))
    assert found.message == f"{line.strip()} is a line for the C preprocessor"
    assert found.place == Place("a/main.dts", 3, line.index("#") + 1)
    assert found.help == (
        "give the compiled .dtb, or let the C preprocessor make one source of it: "
        "cpp -nostdinc -undef -P -I include a/main.dts"
    )


def test_properties_that_begin_like_a_directive_are_properties() -> None:
    answer = read("/dts-v1/;\n/ {\n#if = <1>;\n#size-cells = <1>; \n#line-cells;\n#include-cells = <2>;\n};")
    assert place(answer, "/", "#if") == Place("a/main.dts", 3, 1)


NO_VALUE = "malformed value"
NO_TEXT = "the file is no device tree: it begins like no blob, and is no text in UTF-8"


@pytest.mark.parametrize(
    ("text", "others", "message", "at"),
    [
        (MAIN, {}, "a/soc.dtsi can not be included: no such", Place("a/main.dts", 2, 1)),
        (MAIN, {"soc_dtsi": '\n /include/ "soc.dtsi"'}, "a/soc.dtsi includes itself", Place("a/soc.dtsi", 2, 2)),
        (MAIN, {"soc_dtsi": '/include/ "../a/main.dts"'}, "a/main.dts includes itself", Place("a/soc.dtsi", 1, 1)),
        (MAIN, {"soc_dtsi": "/ {\n a = ;\n};"}, NO_VALUE, Place("a/soc.dtsi", 2, 6)),
        ('/include/ "b"\n' * 201, {"b": ""}, "more than 2 MiB or 200 files are included", Place("a/b")),
        ("", {}, "expected '/dts-v1/;' at start of file", Place("a/main.dts", 1, 1)),
        ("/dts-v1/;\n/ { " + "a {}; " * 20_000 + "};", {}, "there are more than 20000 nodes", Place("a/main.dts")),
        (b"\xff\xfe", {}, NO_TEXT, Place("a/main.dts")),
        (b"x" * (LARGEST + 1), {}, "the file has more than 2 MiB", Place("a/main.dts")),
        (b"\xd0\x0d\xfe\xed", {}, "the header takes 40 bytes, and there are 4", Place("a/main.dts")),
    ],
)  # fmt: skip
def test_what_is_no_tree_has_a_place(text: str | bytes, others: dict[str, str], message: str, at: Place) -> None:
    found = problem(read(text, **others))
    assert (found.message, found.place) == (message, at)


WORDS = """/dts-v1/; / { } }; ; = < > <1> &a a: a &{/} &{/a} /delete-node/ /bits/ "s" " ' # 1 "x" /include/ "main.dts"
/* */ // #include #if 1 , phandle \\ é /omit-if-no-ref/"""
words = st.sampled_from([*WORDS.split(), '/include/ "soc.dtsi"', "\n"])


@given(st.lists(words, max_size=20).map(" ".join))
def test_whatever_is_written_the_answer_is_a_value_and_every_node_has_a_place(text: str) -> None:
    answer = read("/dts-v1/; / { a: a { }; };" + text, soc_dtsi=SOC)
    if isinstance(answer, TreeFile):
        assert all((node.path, "") in answer.places for node in answer.tree.walk())
