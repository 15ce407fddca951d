# SPDX-License-Identifier: Apache-2.0
"""How far the support statement covers a domain that is given devices, and why no further (SUPPORT.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from reqtrace.hypervisor.assignment.claim import claim_node
from reqtrace.hypervisor.assignment.creation import DomainSpec
from reqtrace.hypervisor.assignment.passthrough import read_nodes
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.host.platform import Arch, Device
from reqtrace.hypervisor.machine.domain import NO_TREE, Domain, Kind, Options
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.region import Region


class Level(IntEnum):
    """How far the support goes: the higher, the less."""

    SUPPORTED = 0
    WITH_CAVEATS = 1
    NOT_SECURITY = 2
    UNSUPPORTED = 3

    def __str__(self) -> str:
        return _LEVELS[self]


_LEVELS = {
    Level.SUPPORTED: "supported",
    Level.WITH_CAVEATS: "supported, with caveats",
    Level.NOT_SECURITY: "not security supported",
    Level.UNSUPPORTED: "unsupported",
}

LEVELS = tuple(_LEVELS.values())
"""How the levels are called, the best first."""


@dataclass(frozen=True, slots=True, order=True)
class Caveat:
    """A reason why the support goes no further than `level`."""

    level: Level
    words: str


@dataclass(frozen=True, slots=True)
class Support:
    """How far the support goes, and every reason why it goes no further."""

    level: Level
    caveats: tuple[Caveat, ...]

    @classmethod
    def of(cls, caveats: tuple[Caveat, ...]) -> Support:
        """The support that is left with these caveats: one more never raises it (I-25)."""
        return cls(max((caveat.level for caveat in caveats), default=Level.SUPPORTED), tuple(sorted(set(caveats))))


@dataclass(frozen=True, slots=True)
class Configuration:
    """A domain, created or refused or not yet tried, with the devices it has and those it is configured with."""

    state: State
    options: Options
    devices: tuple[Device, ...]
    number: int | None = None

    @property
    def functions(self) -> tuple[Device, ...]:
        """The PCI functions among the devices."""
        return tuple(device for device in self.devices if not device.is_platform)

    @property
    def on_x86(self) -> bool:
        """Whether it is a domain of an x86 machine."""
        return self.state.host.arch is Arch.X86_64


def configuration(state: State, name: str, spec: DomainSpec | None) -> Configuration:
    """What there is to say of the domain called `name`, which `spec` describes."""
    domain = state.domain(name)
    wanted = () if spec is None or spec.tree is None else tuple(_wanted(state, spec))
    held = () if domain is None else tuple(state.held_by(domain.number))
    options = spec.options if domain is None and spec is not None else Options() if domain is None else domain.options
    devices = {device.name: device for device in (*wanted, *held)}
    return Configuration(state, options, tuple(devices.values()), None if domain is None else domain.number)


def support_level(given: Configuration) -> Support:
    """How far the support statement covers the configuration; to ask changes nothing and is never refused."""
    if not given.devices:
        return Support.of(())
    return Support.of(tuple(caveat for clause in CLAUSES for caveat in clause(given)))


def x86_functions(given: Configuration) -> Iterator[Caveat]:
    """PCI functions go to PV and HVM domains, with an IOMMU; even then the hardware may leave holes."""
    if not (given.on_x86 and given.functions):
        return
    if given.options.kind is Kind.PVH:
        yield Caveat(Level.UNSUPPORTED, "no statement covers PVH domains")
    if not given.state.host.iommu_enabled:
        yield Caveat(Level.UNSUPPORTED, "no IOMMU is in use")
    yield Caveat(Level.WITH_CAVEATS, "only systems with an IOMMU are supported, and not every function is safe there")


def shared_lines(given: Configuration) -> Iterator[Caveat]:
    """A line interrupt is not shared with a function of another domain."""
    for device in given.functions:
        for other in _foreign(given):
            for line in sorted(set(device.interrupts) & set(other.interrupts)):
                yield Caveat(Level.NOT_SECURITY, f"{device.name} shares interrupt {line} with {other.name}")


def shared_pages(given: Configuration) -> Iterator[Caveat]:
    """A page of registers is not shared with a function of another domain."""
    for device in given.functions:
        for other in _foreign(given):
            for page in _common(device, other):
                words = f"{device.name} shares the page at {page.base:#x} with {other.name}"
                yield Caveat(Level.NOT_SECURITY, words)


def untrusted_messages(given: Configuration) -> Iterator[Caveat]:
    """Interrupts that are messages are remapped."""
    for device in given.functions:
        if device.name in given.state.pci.untrusted:
            yield Caveat(Level.NOT_SECURITY, f"nothing remaps the interrupts of {device.name}: no interrupt remapping")


def shared_reserved_memory(given: Configuration) -> Iterator[Caveat]:
    """Reserved memory is not shared with a function of another domain."""
    for device in given.functions:
        if device.name in given.state.pci.risky:
            yield Caveat(Level.NOT_SECURITY, f"{device.name} shares reserved memory (RMRR) with another domain")


def untrusted_guest(given: Configuration) -> Iterator[Caveat]:
    """A device in the hands of somebody untrusted is unsafe."""
    if not given.options.trusted:
        yield Caveat(Level.WITH_CAVEATS, "generally unsafe: the domain is untrusted")


def driver_domain(given: Configuration) -> Iterator[Caveat]:
    """A driver domain contains its driver only as far as the hardware does."""
    if given.options.driver_domain:
        yield Caveat(Level.WITH_CAVEATS, "a hostile driver can do what the hardware lets it: driver domain")


def stub_domain(given: Configuration) -> Iterator[Caveat]:
    """A stub domain is as trustworthy as its guest, which is not protected from it."""
    if given.options.stub_of:
        yield Caveat(Level.WITH_CAVEATS, "a hostile stub domain can do to its guest what it likes: stub domain")


def arm_devices(given: Configuration) -> Iterator[Caveat]:
    """Devices of the tree of an Arm machine are passed through without a promise of security."""
    if not given.on_x86 and len(given.functions) < len(given.devices):
        yield Caveat(Level.NOT_SECURITY, "passthrough of platform devices on Arm")


def arm_functions(given: Configuration) -> Iterator[Caveat]:
    """No statement covers PCI functions on Arm."""
    if not given.on_x86 and given.functions:
        yield Caveat(Level.UNSUPPORTED, "no statement covers PCI functions on Arm")


def unprotected_dma(given: Configuration) -> Iterator[Caveat]:
    """On Arm, an IOMMU covers all DMA; with D-10, nobody is told where none does."""
    if given.on_x86 or given.state.xen.has(Finding.D_10):
        return
    for device in given.devices:
        if device.dma_capable and not device.protected:
            yield Caveat(Level.UNSUPPORTED, f"the DMA of {device.name} is outside of the support statement: no IOMMU")


Clause = Callable[[Configuration], Iterator[Caveat]]

CLAUSES: tuple[Clause, ...] = (
    x86_functions,
    shared_lines,
    shared_pages,
    untrusted_messages,
    shared_reserved_memory,
    untrusted_guest,
    driver_domain,
    stub_domain,
    arm_devices,
    arm_functions,
    unprotected_dma,
)
"""Everything that limits the support; each clause only ever takes away."""


def _wanted(state: State, spec: DomainSpec) -> Iterator[Device]:
    """The devices that the tree of a domain names, of those that the host has."""
    nobody = Domain(0, spec.name, Region(0, 0), 0, NO_TREE)
    for asked in () if spec.tree is None else read_nodes(spec.tree):
        if asked.is_platform:
            yield from claim_node(state.host, nobody, asked).given
        for triple in asked.functions or ():
            sbdf = Sbdf.decode(*triple) if len(triple) == 3 else None  # noqa: PLR2004 - a triple
            device = None if sbdf is None else state.host.find(str(sbdf))
            if device is not None:
                yield device


def _foreign(given: Configuration) -> Iterator[Device]:
    """The functions of other domains, the hardware domain included."""
    own = {device.name for device in given.devices}
    for function in given.state.host.functions:
        device = given.state.host.devices[str(function.sbdf)]
        if device.name not in own and given.state.holder.get(device.name) not in {None, given.number}:
            yield device


def _common(one: Device, other: Device) -> Iterator[Region]:
    """The pages that hold registers of both."""
    for mine in one.registers:
        yield from (mine.pages for theirs in other.registers if mine.pages.overlaps(theirs.pages))
