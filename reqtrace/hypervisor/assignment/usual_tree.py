# SPDX-License-Identifier: Apache-2.0
"""The passthrough tree an integrator would write for a device of the host: identity mapping of all its registers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reqtrace.hypervisor.assignment.passthrough import FORCE, GUEST_PHANDLE_GIC, PCI_ASSIGNED
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.host.discovery import SPI_BASE
from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.host.platform import Device, Host
from reqtrace.hypervisor.region import Region, merge

_PLAIN = re.compile(r"[A-Za-z0-9 ,.+_-]")
_SOURCE = "docs/misc/arm/passthrough.txt"


def usual_tree(host: Host, devices: Sequence[tuple[str, bool]]) -> str | Refused:
    """Write the tree for these devices, each a path or a PCI address and whether it is forced.

    A path the host does not have is ENODEV, a node without registers EINVAL. A PCI function is only named by the
    tree, so one that does not exist is found out when the domain is created.
    """
    nodes: list[str] = []
    for name, forced in dict.fromkeys(devices):
        if Sbdf.parse(name) is not None:
            continue
        device = host.find(name)
        if device is None:
            return Refused(Errno.ENODEV, f"the host has no device {name}", _SOURCE)
        if not device.registers:
            return Refused(Errno.EINVAL, f"{name} has no registers to map", _SOURCE)
        nodes.extend(f"        {line}" for line in _platform_node(host, device, forced))
    forced_functions = _functions(devices, forced=True)
    if forced_functions:
        consent = f"{PCI_ASSIGNED} = {forced_functions}; {FORCE};"
        nodes.append(f"        forced-functions {{ {consent} }};")
    functions = _functions(devices, forced=False)
    return "\n".join(
        [
            "/dts-v1/;",
            "/ {",
            "    #address-cells = <2>; #size-cells = <2>;",
            "    passthrough {",
            '        compatible = "simple-bus"; ranges; #address-cells = <2>; #size-cells = <2>;',
            *([f"        {PCI_ASSIGNED} = {functions};"] if functions else []),
            *nodes,
            "    };",
            "};",
            "",
        ]
    )


def _functions(devices: Sequence[tuple[str, bool]], *, forced: bool) -> str:
    sbdfs = (Sbdf.parse(name) for name, consent in devices if consent is forced)
    return ", ".join(f"<{sbdf.segment:#x} {sbdf.bus:#x} {sbdf.devfn:#x}>" for sbdf in sbdfs if sbdf is not None)


def _platform_node(host: Host, device: Device, forced: bool) -> Iterator[str]:
    """The lines of one node: what the guest's driver needs, then what Xen needs."""
    node = host.tree.node(device.name)
    compatible = () if node is None else node.strings("compatible")
    pages = merge(registers.pages for registers in device.registers)
    yield f"{device.name.rpartition('/')[2]} {{"
    if compatible:
        yield f"    compatible = {', '.join(map(_quoted, compatible))};"
    yield f"    reg = {', '.join(map(_pair, device.registers))};"
    if device.interrupts:
        yield f"    interrupt-parent = <{GUEST_PHANDLE_GIC:#x}>;"
        lines = ", ".join(f"<0 {line - SPI_BASE} 4>" for line in device.interrupts)
        yield f"    interrupts = {lines};"
    yield f"    xen,reg = {', '.join(map(_triple, pages))};"
    yield f'    xen,path = "{device.name}";'
    if forced:
        yield f"    {FORCE};"
    yield "};"


def _quoted(text: str) -> str:
    """The text as a DTS string; what would end it, or could not stand in it, is escaped."""
    plain = (
        letter if _PLAIN.fullmatch(letter) else f"\\x{ord(letter):02x}" for letter in text.encode().decode("latin-1")
    )
    return f'"{"".join(plain)}"'


def _cells(number: int) -> str:
    return f"{number >> 32:#x} {number & 0xFFFFFFFF:#x}"


def _pair(region: Region) -> str:
    return f"<{_cells(region.base)} {_cells(region.size)}>"


def _triple(region: Region) -> str:
    return f"<{_cells(region.base)} {_cells(region.size)} {_cells(region.base)}>"
