# SPDX-License-Identifier: Apache-2.0
"""Hosts and guests in a few words, as their integrators would draft them."""

from __future__ import annotations

from reqtrace.hypervisor.forecast import Forecast, Guest, forecast, options_of
from reqtrace.hypervisor.host.hosts import SOURCES
from reqtrace.hypervisor.toolstack.xl_config import XlConfig, read_xl_config
from reqtrace.hypervisor.tree.tree_source import TreeFile, Unreadable, read_tree_file

RTC, GPIO, FW_CFG = "/pl031@9010000", "/pl061@9030000", "/fw-cfg@9020000"
MARKS = "".join(f"&{{{path}}} {{ xen,passthrough; }};\n" for path in (RTC, GPIO, FW_CFG))
SMMU = """\
/ { smmu: smmu@5f000000 { compatible = "arm,mmu-500"; reg = <0 0x5f000000 0 0x10000>; #iommu-cells = <1>; }; };
&{/memory@40000000} { reg = <0 0x40000000 0 0x1f000000>; };
"""
FORCED = "xen,force-assign-without-iommu;"
EVERY_XEN = ("xen-4.17", "xen-4.20", "xen-head")


def tree(file: str, text: str) -> TreeFile:
    """The tree of a file with this text."""
    read = read_tree_file(file, text.encode(), lambda _: Unreadable("there is no other file"))
    assert isinstance(read, TreeFile), read
    return read


def host(more: str = MARKS) -> TreeFile:
    """The board qemu-virt, with more written behind its tree."""
    return tree("host.dts", SOURCES["qemu-virt"] + more)


def node(path: str = RTC, register: str | None = None, more: str = FORCED) -> str:
    """A node that asks for the device at `path`, with its page seen where it stands unless `register` is given."""
    name = path.rpartition("/")[2]
    at = name.rpartition("@")[2]
    named = f'xen,path = "{path}";' if path.startswith("/") else ""
    pages = register or f"0 0x{at} 0 0x1000 0 0x{at}"
    return f"{name} {{ reg = <0 0x{at} 0 0x1000>; xen,reg = <{pages}>; {named} {more} }};"


def guest(name: str, *nodes: str, config: str = "", more: str = "", of: TreeFile | None = None) -> Guest:
    """A guest with these nodes, in the file called after it, and with a configuration of xl."""
    text = f"/dts-v1/;\n/ {{ #address-cells = <2>; #size-cells = <2>; {more}\npassthrough {{\n"
    text += "#address-cells = <2>; #size-cells = <2>;\n" + "\n".join(nodes) + "\n}; };"
    settings = read_xl_config(f"{name}.cfg", config) if config else None
    assert settings is None or isinstance(settings, XlConfig), settings
    options = options_of(None if of is None else of.tree, name, settings)
    return Guest(name, tree(f"{name}.dts", text) if nodes or not config else None, settings, options)


def refused(told: Forecast, number: int = 0) -> list[tuple[str, str]]:
    """What is refused of a guest: error numbers and messages."""
    return [(refusal.errno.name, refusal.message) for refusal in told.guests[number].refusals]


def told(*guests: Guest, on: TreeFile | None = None) -> Forecast:
    """What becomes of the guests, in every version of Xen."""
    return forecast(on, guests, EVERY_XEN)
