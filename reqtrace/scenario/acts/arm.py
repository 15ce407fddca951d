# SPDX-License-Identifier: Apache-2.0
"""What is peculiar to devices of the host tree: single pages and interrupts, overlays, and how domains end."""

from __future__ import annotations

from dataclasses import dataclass

from reqtrace.scenario.acts.act import Operation, Question


@dataclass(frozen=True, slots=True)
class AskAssign(Operation):
    """The control domain asks whether a device can be assigned to a domain."""

    device: str
    domain: str

    def __str__(self) -> str:
        return f"question whether {self.device} can be assigned to domain {self.domain}"


@dataclass(frozen=True, slots=True)
class TakeBack(Operation):
    """The hardware domain uses a device again that nobody holds."""

    device: str

    def __str__(self) -> str:
        return f"return of {self.device} to dom0"


@dataclass(frozen=True, slots=True)
class Shutdown(Operation):
    """A domain shuts itself down."""

    domain: str

    def __str__(self) -> str:
        return f"shutdown of domain {self.domain}"


@dataclass(frozen=True, slots=True)
class MapForeign(Operation):
    """A domain maps a page that another grants it."""

    domain: str
    owner: str

    def __str__(self) -> str:
        return f"mapping of a page of domain {self.owner} into domain {self.domain}"


@dataclass(frozen=True, slots=True)
class UnmapForeign(Operation):
    """A domain gives up the page of another that it maps."""

    domain: str
    owner: str

    def __str__(self) -> str:
        return f"unmapping of a page of domain {self.owner} from domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Raise(Operation):
    """A device raises its interrupt, and nobody takes it yet."""

    interrupt: int

    def __str__(self) -> str:
        return f"interrupt {self.interrupt}"


@dataclass(frozen=True, slots=True)
class PermitPages(Operation):
    """The control domain permits a domain the pages from the address `first` to the address `last`."""

    domain: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"permission of domain {self.domain} to {self.first:#x}-{self.last:#x}"


@dataclass(frozen=True, slots=True)
class MapPages(Operation):
    """The control domain maps the pages from `first` to `last` into a domain, from the guest address `guest` on."""

    domain: str
    first: int
    last: int
    guest: int

    def __str__(self) -> str:
        return f"mapping of {self.first:#x}-{self.last:#x} into domain {self.domain} at {self.guest:#x}"


@dataclass(frozen=True, slots=True)
class Bind(Operation):
    """The control domain binds an interrupt to a domain."""

    interrupt: int
    domain: str

    def __str__(self) -> str:
        return f"binding of interrupt {self.interrupt} to domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Unbind(Operation):
    """The control domain takes an interrupt from a domain."""

    interrupt: int
    domain: str

    def __str__(self) -> str:
        return f"unbinding of interrupt {self.interrupt} from domain {self.domain}"


@dataclass(frozen=True, slots=True)
class AddOverlay(Operation):
    """The control domain adds an overlay to the host's device tree."""

    overlay: str

    def __str__(self) -> str:
        return f"addition of the overlay {self.overlay}"


@dataclass(frozen=True, slots=True)
class RemoveOverlay(Operation):
    """The control domain removes an overlay from the host's device tree."""

    overlay: str

    def __str__(self) -> str:
        return f"removal of the overlay {self.overlay}"


@dataclass(frozen=True, slots=True)
class AttachOverlay(Operation):
    """The control domain gives the devices of an overlay to a domain."""

    overlay: str
    domain: str

    def __str__(self) -> str:
        return f"attachment of the overlay {self.overlay} to domain {self.domain}"


@dataclass(frozen=True, slots=True)
class WaitsFor(Question[str | None]):
    """The domain that an interrupt waits for: it was raised, and the domain has not taken it."""

    interrupt: int


@dataclass(frozen=True, slots=True)
class IsExtended(Question[bool]):
    """Whether a guest address stands in an extended region of a domain."""

    domain: str
    address: int
