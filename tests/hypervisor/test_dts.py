# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from machines import host, tree

from reqtrace.hypervisor import HOSTS, DtsProblem, Host, Tree, read_host, read_tree

COMPLETE = "the text must be complete in itself"


def problem(fragment: str) -> DtsProblem:
    answer = read_host("qemu-virt", fragment=fragment)
    assert isinstance(answer, DtsProblem)
    return answer


def test_a_tree_is_read() -> None:
    read = tree('/dts-v1/;\n/ { soc { a@1 { reg = <1 0x10>; compatible = "x", "y"; }; }; b = <&{/soc}>; };')
    node = read.node("/soc/a@1")
    assert node is not None
    assert (node.name, node.cells("reg"), node.strings("compatible")) == ("a@1", (1, 16), ("x", "y"))
    assert read.node("/soc/a@2") is None
    assert read.phandles()[read.root.cell("b", 0)].path == "/soc"
    assert read.has_property("reg")
    assert not read.has_property("iommus")


def test_an_alias_begins_a_path() -> None:
    read = tree('/dts-v1/;\n/ { aliases { bus = "/soc"; }; soc { a@1 { }; }; };')
    assert read.node("bus/a@1") == read.node("/soc/a@1") is not None
    assert read.node("noalias") is None


@pytest.mark.parametrize("alias", ['gone = "/nosuch@1"', 'Odd_name = "/soc"', 'word = "soc"', "bare", "cells = <1>"])
def test_an_alias_of_which_dtc_only_warns_is_no_problem(alias: str) -> None:
    read = tree(f"/dts-v1/;\n/ {{ aliases {{ {alias}; }}; soc {{ a@1 {{ }}; }}; }};")
    assert read.node(f"{alias.partition(' ')[0]}/a@1") == (read.node("/soc/a@1") if "/soc" in alias else None)


@pytest.mark.parametrize(
    ("fragment", "message", "line", "column"),
    [
        ("&{/pl031@9010000} { xen,passthrough; }\n", "expected ';', not '<EOF>'", 2, 1),
        ("\n  &nobody { };", "undefined node label 'nobody'", 2, 3),
        ("&{/nosuch@1} { };", "component 'nosuch@1' in path '/nosuch@1' does not exist", 1, 1),
        ("/ {\n a = <&smmu 1>;\n};", "/: undefined node label 'smmu'", 2, 7),
        ("/ {\n  a = <0x111111111>;\n};", "4581298449 does not fit in 32 bits", 2, 8),
        ('\n /include/ "/etc/passwd"', f"/include/ is not allowed: {COMPLETE}", 2, 2),
        ('/ { a = /incbin/("/etc/passwd"); };', f"/incbin/ is not allowed: {COMPLETE}", 1, 9),
        ("/ { a = <(1 << 99999999999)>; };", "a shift needs a literal distance from 0 to 63", 1, 13),
        ("/ { a = <(" + "~" * 9999 + "1)>; };", "the text is nested too deeply", 0, 0),
        ("/delete-node/ &{/};", "the root node cannot be deleted", 0, 0),
    ],
)
def test_a_problem_has_its_place_in_the_fragment(fragment: str, message: str, line: int, column: int) -> None:
    assert problem(fragment) == DtsProblem(message, line, column)


@pytest.mark.parametrize(
    "text", ['// /include/ "x"\n', "/* /incbin/ << */", '/ { a = "/include/ <<"; };', "/ { a = <(1 << 3)>; };"]
)
def test_words_in_comments_and_strings_are_only_words(text: str) -> None:
    assert isinstance(read_host("qemu-virt", fragment=text), Host)


def test_nothing_is_read_from_other_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtsi"
    secret.write_text("/ { secret; };")
    for how in (
        f'/include/ "{secret}"',
        f'/include/"{secret}"',
        f'/INCLUDE/ "{secret}"',
        f'/ {{ a = /incbin/ ("{secret}"); }};',
    ):
        assert problem(how).message.endswith((COMPLETE, "expected '/' or label reference (&foo)"))


def test_an_unknown_host_is_a_problem_that_names_the_known_ones() -> None:
    assert read_host("pc") == DtsProblem(f'there is no host "pc"; there are: {", ".join(HOSTS)}', 0, 0)


def test_an_iommu_the_host_can_not_have_is_a_problem() -> None:
    problem = DtsProblem('the host "q35" has no IOMMU smmuv2; it has: amdvi, vtd', 0, 0)
    assert read_host("q35", iommu="smmuv2") == problem


# [utest->dsn~model_knows_no_requirements~1]
def test_reading_twice_gives_the_same_host() -> None:
    assert host("/ { x; };") is host("/ { x; };")


WORDS = """
    /dts-v1/; / { } }; ; = < > <1> &a a: a &{/} &{/a} /delete-node/ /delete-property/ /bits/ 64 [00] "s" ' ( ) << >> 7
    09 - ~ /include/ /incbin/ /memreserve/ /omit-if-no-ref/ #line , aliases phandle // /* */ \\ # é \0
"""
words = st.sampled_from([*WORDS.split(), "\n"])


@given(st.lists(words, max_size=25).map(" ".join))
def test_whatever_is_written_the_answer_is_a_value(text: str) -> None:
    assert isinstance(read_tree("/dts-v1/; / { a: a { }; };" + text), Tree | DtsProblem)


@given(st.text())
def test_whatever_text_it_is_the_answer_is_a_value(text: str) -> None:
    assert isinstance(read_tree(text), Tree | DtsProblem)


@pytest.mark.parametrize("levels", [65, 900, 5000])
def test_a_tree_nested_beyond_all_machines_is_refused(levels: int) -> None:
    text = "/dts-v1/;\n/ " + "{ a " * levels + "{ };" + " };" * levels
    problem = read_tree(text)
    assert isinstance(problem, DtsProblem)
    assert "nested" in problem.message
