# SPDX-License-Identifier: Apache-2.0
"""What the tests of isolation share: machines written in a line a function, and machines made up at random."""

from __future__ import annotations

from hypothesis import strategies as st

from reqtrace.hypervisor.host.pci import Acs, PciFunction, Port, Sbdf
from reqtrace.hypervisor.isolation import Topology
from reqtrace.hypervisor.region import Region

PORTS = {port.value: port for port in Port}
ON, OFF = Acs(0x1D, 0x1D), Acs(0x1D, 0)
BRIDGES = (Port.ROOT_PORT, Port.UPSTREAM, Port.DOWNSTREAM, Port.TO_PCI, Port.FROM_PCI, Port.CONVENTIONAL)
ENDPOINTS = (Port.ENDPOINT, Port.LEGACY_ENDPOINT, Port.INTEGRATED, Port.CONVENTIONAL)


def sbdf(text: str) -> Sbdf:
    """The address that is written without its segment."""
    found = Sbdf.parse(f"0000:{text}")
    assert found is not None
    return found


def machine(text: str) -> Topology:
    """A machine: on each line address, port, and then in any order buses as `01-02`, `acs`, `off`, an id or a class."""
    return Topology.of(_function(line.strip()) for line in text.strip().splitlines())


def names(groups: tuple[tuple[Sbdf, ...], ...]) -> list[str]:
    """The groups, each as a line of addresses without their segment."""
    return [" ".join(str(each)[5:] for each in group) for group in groups]


def _function(line: str) -> PciFunction:
    address, _, rest = line.partition(" ")
    words = rest.split(", ")
    port = PORTS[words[0].removesuffix(" bridge") if words[0] == "conventional bridge" else words[0]]
    buses, acs, vendor, device, kind = None, None, 0x1AF4, 0x1041, 0
    bridge = "bridge" in words[0] or port in BRIDGES[:3]
    for word in words[1:]:
        if "-" in word:
            first, last = word.split("-")
            buses = int(first, 16), int(last, 16)
        elif word in {"acs", "off"}:
            acs = ON if word == "acs" else OFF
        elif ":" in word:
            vendor, device = (int(part, 16) for part in word.split(":"))
        else:
            kind = int(word, 16)
    kind = kind or (0x0604 if bridge else 0x0200)
    bars = () if bridge else (Region(_place(sbdf(address)), 0x1000),)
    return PciFunction(sbdf(address), bridge, bars, None, port, vendor, device, kind, buses=buses, acs=acs)


def _place(address: Sbdf) -> int:
    """Where the registers of a function are: a page of their own for each."""
    return 0x10000000 + (address.requester << 12)


@st.composite
def machines(draw: st.DrawFn) -> tuple[PciFunction, ...]:
    """Any machine of a segment: a few levels of buses, bridges of all kinds, with and without access control."""
    functions: list[PciFunction] = []
    buses = [0]
    free = 1
    for level in range(draw(st.integers(1, 4))):
        lower: list[int] = []
        for bus in buses:
            for device in draw(st.lists(st.integers(0, 3), max_size=3, unique=True)):
                for number in draw(st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True)):
                    bridge = level < 3 and draw(st.booleans())
                    function = _drawn(draw, Sbdf(0, bus, device, number), bridge=bridge)
                    if bridge and draw(st.integers(0, 9)):
                        function = _leading(function, free)
                        lower.append(free)
                        free += 1
                    elif bridge and draw(st.booleans()):
                        lower.append(free)  # the bridge to this bus can not be seen
                        free += 1
                    functions.append(function)
        buses = lower
    return tuple(functions)


def _leading(function: PciFunction, bus: int) -> PciFunction:
    return PciFunction(
        function.sbdf, True, (), None, function.port, function.vendor, function.device, 0x0604,
        function.multifunction, (bus, bus), function.acs,
    )  # fmt: skip


def _drawn(draw: st.DrawFn, address: Sbdf, *, bridge: bool) -> PciFunction:
    port = draw(st.sampled_from(BRIDGES if bridge else ENDPOINTS))
    ids = draw(st.sampled_from([(0x1AF4, 0x1041), (0x12D8, 0x2404), (0x8086, 0x10C9), (0x1B4B, 0x9123)]))
    acs = draw(st.sampled_from([None, ON, OFF, Acs(0x0F, 0x0D), Acs(0x1F, 0x05), Acs(0, 0)]))
    kind = 0x0604 if bridge else draw(st.sampled_from([0x0200, 0x0600]))
    bars = () if bridge else (Region(_place(address), 0x1000),)
    return PciFunction(
        address, bridge, bars, None, port, *ids, kind, draw(st.booleans()), None,
        None if port is Port.CONVENTIONAL else acs,
    )  # fmt: skip
