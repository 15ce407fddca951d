# SPDX-License-Identifier: Apache-2.0
"""Configurations of xl: what they say about devices, and what is wrong with them, all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.hypervisor import Region
from reqtrace.hypervisor.toolstack.xl_config import ConfigProblem, Line, Named, Registers, XlConfig, read_xl_config
from reqtrace.hypervisor.tree.tree_source import Place

WHOLE = """\
# a guest with a network card
name = "net"; memory = 256
device_tree = 'net.dtb'
dtdev = [ "/axi/ethernet@ff0e0000",
          "/axi/dma@fd500000", ]  # both behind the SMMU
iomem = [ "0xff0e0,1", "ff110,4@1000" ]
irqs = [ 95, "96" ]
passthrough = "enabled"
pci = [ "0000:03:00.0,permissive=1" ]
vuart = "sbsa_uart"
on_crash = "destroy"
"""


def config(text: str) -> XlConfig:
    answer = read_xl_config("a.cfg", text)
    assert isinstance(answer, XlConfig), answer
    return answer


def test_what_it_says_about_devices_is_read() -> None:
    read = config(WHOLE)
    assert (read.name, read.device_tree, read.passthrough, read.uart) == ("net", "net.dtb", "enabled", True)
    assert read.dtdev == (
        Named("/axi/ethernet@ff0e0000", Place("a.cfg", 4, 11)),
        Named("/axi/dma@fd500000", Place("a.cfg", 5, 11)),
    )
    assert read.iomem == (
        Registers(Region(0xFF0E0000, 0x1000), 0xFF0E0000, Place("a.cfg", 6, 11)),
        Registers(Region(0xFF110000, 0x4000), 0x1000000, Place("a.cfg", 6, 24)),
    )
    assert read.irqs == (Line(95, Place("a.cfg", 7, 10)), Line(96, Place("a.cfg", 7, 14)))
    assert read.pci == (Named("0000:03:00.0", Place("a.cfg", 9, 9)),)
    assert read.places["device_tree"] == Place("a.cfg", 3, 1)


def test_what_is_not_said_is_not_there() -> None:
    assert config("") == XlConfig("a.cfg")
    assert config("passthrough = 1").passthrough == "enabled"


def test_the_last_setting_counts_and_a_list_can_be_added_to() -> None:
    read = config('name="a"\nname="b"\nirqs=[32]\nirqs+=[33]\ndtdev += ["/x"]')
    assert (read.name, [line.number for line in read.irqs], read.dtdev[0].name) == ("b", [32, 33], "/x")


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("name = net", "a value is a number, a string in quotes, or a list in brackets", 1, 8),
        ('\nname "net"', "a setting is written name = value", 2, 6),
        ("= 1", "a setting is written name = value", 1, 1),
        ('name = "net', "'\"' makes no sense here", 1, 8),
        ("irqs = [ 1 2 ]", "a list goes on with a comma, or ends with ]", 1, 12),
        ("irqs = [ 1", "a list goes on with a comma, or ends with ]", 1, 11),
        ("a = 1 b = 2", "nothing follows a value on its line", 1, 7),
        ("name = [ 'a' ]", "name is one value, not a list", 1, 1),
        ("irqs = 5", "irqs is a list of strings, [ … ]", 1, 1),
        ("dtdev = [ [ '/a' ] ]", "dtdev is a list of strings, [ … ]", 1, 1),
        ("a = " + "[" * 20, "a value is a number, a string in quotes, or a list in brackets", 1, 13),
        ("irqs = [ '-1' ]", '"-1" is no interrupt: irqs wants their numbers', 1, 10),
        ("irqs = [ 99999999999 ]", '"99999999999" is no interrupt: irqs wants their numbers', 1, 10),
        ("passthrough = 'yes'", 'passthrough = "yes" is no word that xl knows', 1, 1),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, message: str, line: int, column: int) -> None:
    assert read_xl_config("a.cfg", text) == (ConfigProblem(message, Place("a.cfg", line, column)),)


@pytest.mark.parametrize("entry", ["0xff0e0", "ff0e0,0", "ff0e0,1@", "ff0e0,1,2", "", "g,1"])
def test_a_range_that_is_none_is_told(entry: str) -> None:
    message = f'"{entry}" is no range: iomem wants "first,number" or "first,number@guest" in hexadecimal'
    assert read_xl_config("a.cfg", f'iomem = [ "{entry}" ]') == (ConfigProblem(message, Place("a.cfg", 1, 11)),)


def test_all_that_is_wrong_is_told_at_once() -> None:
    answer = read_xl_config("a.cfg", 'iomem = [ "x", "ff0e0,1" ]\nirqs = [ "y", 33 ]\npassthrough = "no"')
    assert isinstance(answer, tuple)
    assert [problem.place.line for problem in answer] == [1, 2, 3]


@given(st.text(alphabet="ab=[],;'\"\\\n#+10x é", max_size=40))
def test_whatever_the_text_is_the_answer_is_a_value(text: str) -> None:
    assert isinstance(read_xl_config("a.cfg", text), XlConfig | tuple)
