# SPDX-License-Identifier: Apache-2.0
"""PCI functions and what goes with them: features of domains, failures, saving, the support statement, ACPI."""

from __future__ import annotations

from dataclasses import dataclass

from reqtrace.scenario.acts.act import Operation, Question


@dataclass(frozen=True, slots=True)
class Enable(Operation):
    """The control domain switches a feature of a domain on."""

    feature: str
    domain: str

    def __str__(self) -> str:
        return f"switching on of {self.feature} for domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Disable(Operation):
    """The control domain switches a feature of a domain off."""

    feature: str
    domain: str

    def __str__(self) -> str:
        return f"switching off of {self.feature} for domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Save(Operation):
    """The control domain saves a domain to a file, or, where it goes on meanwhile, to another machine."""

    domain: str
    live: bool = False

    def __str__(self) -> str:
        return f"{'migration' if self.live else 'saving'} of domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Flood(Operation):
    """A PCI function has failed: it floods the IOMMU with faults."""

    function: str

    def __str__(self) -> str:
        return f"failure of {self.function}"


@dataclass(frozen=True, slots=True)
class Stick(Operation):
    """The IOMMU no longer completes what it is told about a PCI function."""

    function: str

    def __str__(self) -> str:
        return f"seizure of the context of {self.function}"


@dataclass(frozen=True, slots=True)
class Has(Question[bool | None]):
    """Whether a feature of a domain is on; None where the domain does not run."""

    feature: str
    domain: str


@dataclass(frozen=True, slots=True)
class Scratch(Question[bool]):
    """Whether the requests of a stream end in the scratch page."""

    stream: int


@dataclass(frozen=True, slots=True)
class SupportOf(Question[tuple[str, tuple[str, ...]]]):
    """How far a domain is supported as it is configured, created or not, and the reasons why no further."""

    domain: str


@dataclass(frozen=True, slots=True)
class MayUse(Question[bool | None]):
    """Whether a domain is permitted the registers, ports and interrupts of a device; None for some of them only."""

    domain: str
    device: str


@dataclass(frozen=True, slots=True)
class AcpiOf(Question[frozenset[str]]):
    """The signatures of the ACPI tables that a domain finds."""

    domain: str
