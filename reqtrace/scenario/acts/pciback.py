# SPDX-License-Identifier: Apache-2.0
"""Functions that a driver domain is given by xl: attached, read and written through pciback, failing."""

from __future__ import annotations

from dataclasses import dataclass

from reqtrace.scenario.acts.act import Operation, Question


@dataclass(frozen=True, slots=True)
class MakeAssignable(Operation):
    """xl makes a function assignable."""

    function: str

    def __str__(self) -> str:
        return f"pci-assignable-add of {self.function}"


@dataclass(frozen=True, slots=True)
class TakeBack(Operation):
    """xl gives an assignable function back to dom0, and to the driver it came from where that is asked for."""

    function: str
    rebind: bool = False

    def __str__(self) -> str:
        return f"pci-assignable-remove of {self.function}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A function, or all of a device, as a configuration or a command names it, with the words behind it."""

    function: str
    permissive: bool = False
    seize: bool = False
    slot: int | None = None


@dataclass(frozen=True, slots=True)
class Attach(Operation):
    """xl attaches a function to a living domain."""

    domain: str
    entry: Entry

    def __str__(self) -> str:
        return f"pci-attach of {self.entry.function} to domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Detach(Operation):
    """xl takes a function from a living domain."""

    domain: str
    function: str

    def __str__(self) -> str:
        return f"pci-detach of {self.function} from domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Start(Operation):
    """xl creates a domain with functions, and lets it run unless it shall stay paused."""

    domain: str
    entries: tuple[Entry, ...] = ()
    paused: bool = False

    def __str__(self) -> str:
        return f"creation of domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Pause(Operation):
    """xl pauses a domain."""

    domain: str

    def __str__(self) -> str:
        return f"pausing of domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Unpause(Operation):
    """xl lets a domain run."""

    domain: str

    def __str__(self) -> str:
        return f"unpausing of domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Crash(Operation):
    """A domain crashes."""

    domain: str

    def __str__(self) -> str:
        return f"crash of domain {self.domain}"


@dataclass(frozen=True, slots=True)
class Fail(Operation):
    """A function reports an uncorrectable error on the bus."""

    function: str

    def __str__(self) -> str:
        return f"error of {self.function}"


@dataclass(frozen=True, slots=True)
class WriteFile(Operation):
    """Dom0 writes a line to a file of pciback in sysfs."""

    file: str
    line: str

    def __str__(self) -> str:
        return f'writing of "{self.line}" to {self.file}'


@dataclass(frozen=True, slots=True)
class WriteRegister(Operation):
    """A domain writes to the configuration space of a function."""

    domain: str
    function: str
    offset: int
    size: int
    value: int

    def __str__(self) -> str:
        return f"write of {self.value:#x} to register {self.offset:#x} of {self.function}"


@dataclass(frozen=True, slots=True)
class ReadRegister(Question[int | str]):
    """What a domain reads from the configuration space of a function: a number, or the name of an error of pciif.h."""

    domain: str
    function: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class RegisterOf(Question[int]):
    """What the configuration space of a function really holds, as lspci in dom0 shows it."""

    function: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class ErrorOf(Question[str]):
    """The name in pciif.h of the error that a refusal with this errno reaches a frontend as."""

    errno: str


@dataclass(frozen=True, slots=True)
class DriverOf(Question[str]):
    """The driver of dom0 that has a function; empty where none has."""

    function: str


@dataclass(frozen=True, slots=True)
class RootsOf(Question[tuple[str, ...]]):
    """The PCI roots that a domain is told of, in rising order."""

    domain: str


@dataclass(frozen=True, slots=True)
class PlaceOf(Question[str]):
    """Where a domain sees a function on its own PCI bus, as 00:05.1; empty where it does not, or nobody knows."""

    domain: str
    function: str


@dataclass(frozen=True, slots=True)
class UsesPorts(Question[bool]):
    """Whether a domain may use the I/O ports from an address on."""

    domain: str
    port: int


@dataclass(frozen=True, slots=True)
class IsPaused(Question[bool]):
    """Whether a domain lives and runs no instruction."""

    domain: str
