# SPDX-License-Identifier: Apache-2.0
"""What can execute a scenario, in words that hold for a model and for a real machine alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeVar

from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Tree
from reqtrace.scenario.acts.act import Operation, Question
from reqtrace.scenario.setup import Setup

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an operation was refused: the name of the error, the words, and the rule or function that said so."""

    errno: str
    words: str
    source: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.errno, self.words)))


class Life(Enum):
    """How far a domain has come."""

    WAITING = "nobody has tried to create it yet"
    RUNS = "it runs"
    REFUSED = "its creation was refused"
    HALTED = "it has shut down, and still has what it had"
    GONE = "it was destroyed"
    STOPPED = "the host has panicked"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a domain; `refusal` says why it was refused where it was."""

    life: Life
    refusal: Refusal | None = None

    def __str__(self) -> str:
        return f"{self.life.value}: {self.refusal}" if self.refusal else self.life.value


class Keeper(Enum):
    """Who has a device that no domain has."""

    QUARANTINE = "it is quarantined"
    XEN = "Xen keeps it"
    NOBODY = "it has no owner"


class DeviceTree(Protocol):
    """The device tree that a domain finds."""

    def node(self, path: str, /) -> object | None:
        """The node at `path`, or None."""

    def has_property(self, name: str, /) -> bool:
        """Whether any node has a property called `name`."""


class Session(Protocol):
    """A booted machine at one moment: what can be asked of it, and what a person could observe on it.

    An operation gives the machine as it is afterwards, changed or not; `call` says how the operation ended.
    """

    @property
    def events(self) -> tuple[str, ...]:
        """What the machine did since it was switched on, in order."""

    @property
    def call(self) -> Refusal | None:
        """Why the last operation was refused; None where it succeeded."""

    @property
    def names_words(self) -> bool:
        """Whether the words of a refusal count, because the profile names a version of Xen."""

    def violations(self) -> tuple[str, ...]:
        """The safety invariants that do not hold, with the offenders named."""

    def perform(self, operation: Operation) -> Session:
        """Do something to the machine."""

    def answer(self, question: Question[T]) -> T:
        """Find out something about the machine."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the host has and the device trees of a scenario describe; that something else is absent says nothing.

    Nodes are named without the path to them. `addresses` are whole pages of registers, the host's and the guests'.
    """

    functions: frozenset[str] = frozenset()
    interrupts: frozenset[int] = frozenset()
    streams: frozenset[int] = frozenset()
    addresses: tuple[range, ...] = ()
    ports: tuple[range, ...] = ()
    nodes: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()


class Machine(Protocol):
    """A machine that is set up and not yet switched on."""

    @property
    def trees(self) -> tuple[Tree, ...]:
        """The device trees it is given, those written for the short steps too."""

    @property
    def names(self) -> Names:
        """What can be there or be missing."""

    @property
    def options(self) -> tuple[str, ...]:
        """The words of Xen's command line that change something here."""

    @property
    def translates(self) -> bool:
        """Whether an IOMMU is enabled: without one, no stream faults."""

    def offers(self, device: str) -> bool:
        """Whether the host has the device: a path of its tree, or a PCI function."""

    def boot(self) -> Session:
        """Switch on: dom0 starts first where there is one, then the domains in order, but for those created later."""


# [impl->dsn~targets_are_a_protocol~1]
class Target(Protocol):
    """What can execute scenarios. It is sent to other processes, so it can be pickled."""

    @property
    def name(self) -> str:
        """What it is called on the command line and in reports."""

    @property
    def profiles(self) -> tuple[str, ...]:
        """The behaviours it can show."""

    def shown(self, profile: str) -> str:
        """What people call the profile: its name, and what was changed in it, if anything was."""

    def prepare(self, setup: Setup, profile: str) -> Machine | tuple[Diagnostic, ...]:
        """Set a machine up; where the host or a device tree can not be used, say why."""
