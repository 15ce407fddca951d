# SPDX-License-Identifier: Apache-2.0
"""Domains and their devices: what is created, destroyed, assigned and announced, and what then can be seen."""

from __future__ import annotations

from dataclasses import dataclass

from reqtrace.scenario.acts.act import Operation, Question
from reqtrace.scenario.target import DeviceTree, Fate, Keeper


@dataclass(frozen=True, slots=True)
class Create(Operation):
    """The control domain creates the domain as it was described."""

    domain: str

    def __str__(self) -> str:
        return f"creation of domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Destroy(Operation):
    """The control domain destroys the domain."""

    domain: str

    def __str__(self) -> str:
        return f"destruction of domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Assign(Operation):
    """The control domain assigns a device, a path or a PCI function, to a domain."""

    device: str
    domain: str

    def __str__(self) -> str:
        return f"assignment of {self.device} to domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Deassign(Operation):
    """The control domain takes a device from a domain."""

    device: str
    domain: str

    def __str__(self) -> str:
        return f"deassignment of {self.device} from domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Announce(Operation):
    """A domain tells Xen of a PCI function."""

    caller: str
    function: str

    def __str__(self) -> str:
        return f"announcement of {self.function} by {self.caller}"


@dataclass(frozen=True, slots=True)
class Withdraw(Operation):
    """A domain tells Xen that a PCI function is gone."""

    caller: str
    function: str

    def __str__(self) -> str:
        return f"withdrawal of {self.function} by {self.caller}"


@dataclass(frozen=True, slots=True)
class FateOf(Question[Fate]):
    """What became of a domain."""

    domain: str


@dataclass(frozen=True, slots=True)
class LogOf(Question[tuple[str, ...]]):
    """The lines that Xen has logged."""


@dataclass(frozen=True, slots=True)
class Panic(Question[str | None]):
    """The last words of the hypervisor, if it has stopped."""


@dataclass(frozen=True, slots=True)
class Reads(Question[bool]):
    """Whether a read of the domain at the guest address reaches a peripheral."""

    domain: str
    address: int


@dataclass(frozen=True, slots=True)
class RouteOf(Question[str | None]):
    """The domain that an interrupt is routed to."""

    interrupt: int


@dataclass(frozen=True, slots=True)
class TreeOf(Question[DeviceTree | None]):
    """The device tree of a domain, if it has one."""

    domain: str


@dataclass(frozen=True, slots=True)
class Translation(Question[str | None]):
    """The domain that the IOMMU translates a stream for; None where it faults."""

    stream: int


@dataclass(frozen=True, slots=True)
class Reaches(Question[bool]):
    """Whether a device can access the memory of a domain."""

    device: str
    domain: str


@dataclass(frozen=True, slots=True)
class Knows(Question[bool]):
    """Whether Xen knows a PCI function."""

    function: str


@dataclass(frozen=True, slots=True)
class OwnerOf(Question[str | Keeper]):
    """The domain that has a device, or who else."""

    device: str


@dataclass(frozen=True, slots=True)
class Sees(Question[bool]):
    """Whether a domain can read the vendor id of a PCI function on its virtual bus."""

    domain: str
    function: str


@dataclass(frozen=True, slots=True)
class Masters(Question[bool]):
    """Whether bus mastering of a PCI function is on."""

    function: str
