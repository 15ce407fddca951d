# SPDX-License-Identifier: Apache-2.0
"""What a host of the model and the trees of a scenario speak of."""

from __future__ import annotations

import pytest

from reqtrace.hypervisor import Host, PciFunction, Sbdf, read_host
from reqtrace.hypervisor.host.command_line import read_settings
from reqtrace.scenario.model_names import OPTIONS, names_of


def host(command_line: str = "", fragment: str = "") -> Host:
    functions = (PciFunction(Sbdf(0, 0, 1, 0), interrupt=36),)
    read = read_host("qemu-virt", iommu="smmuv2", fragment=fragment, pci=functions, command_line=command_line)
    assert isinstance(read, Host)
    return read


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_decides_something_behind_some_other(option: str) -> None:
    before = {word: read_settings(word) for word in OPTIONS}
    assert any(read_settings(f"{word} {option}") != settings for word, settings in before.items())


def test_the_streams_of_a_disabled_iommu_are_streams_all_the_same() -> None:
    fragment = "&{/pl031@9010000} { iommus = <&smmu 0x10>, <&smmu 0xff0011>; };"
    names = names_of(host("iommu=no", fragment), ())
    assert names.streams == {0x8, 0x10, 0x11}
    assert names == names_of(host("", fragment), ())


def test_a_tree_names_what_it_describes() -> None:
    inner = "n { reg = <0x1234 0x10 0x5>; odd; f { xen,pci-assigned = <0 3 9 1>; }; };"
    tree = f"/dts-v1/; / {{ #address-cells = <1>; {inner} }};"
    names, without = names_of(host(), (tree,)), names_of(host(), ())
    assert set(names.addresses) - set(without.addresses) == {range(0x1000, 0x2000)}
    assert names.nodes - without.nodes == {"n", "f"}
    assert names.properties - without.properties == {"odd", "xen,pci-assigned"}
    assert names.functions == {"0000:00:01.0", "0000:03:01.1"}
    assert 36 in names.interrupts


@pytest.mark.parametrize("text", ["", "/ {", "/dts-v1/; / { #address-cells = <9>; n { reg = <1>; xen,reg = <1>; }; };"])
def test_a_tree_that_says_nothing_names_no_address(text: str) -> None:
    assert names_of(host(), (text,)).addresses == names_of(host(), ()).addresses
