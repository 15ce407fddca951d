# SPDX-License-Identifier: Apache-2.0
"""The operations of the small scope: what can be asked of a machine in a state, and how one says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reqtrace.hypervisor.assignment.construct import create
from reqtrace.hypervisor.assignment.creation import DomainSpec
from reqtrace.hypervisor.control import operations
from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.explore.scope import FRAMES, path
from reqtrace.hypervisor.explore.shapes import DomainShape, shapes, tree_of
from reqtrace.hypervisor.machine.domain import Options
from reqtrace.hypervisor.machine.state import State

GUESTS = ("A", "B")
"""What the two guests are called: A is the one whose memory lies lower."""


@dataclass(frozen=True, slots=True)
class Create:
    """Xen creates a domain while it boots."""

    domain: str
    shape: DomainShape

    def __call__(self, state: State) -> State | Refused:
        """Perform it."""
        return create(state, _spec(self.domain, self.shape))

    def __str__(self) -> str:
        return f"create {self.domain}, {self.shape}"


@dataclass(frozen=True, slots=True)
class Destroy:
    """The control domain destroys a domain."""

    domain: str

    def __call__(self, state: State) -> State | Refused:
        """Perform it."""
        return operations.destroy(state, self.domain)

    def __str__(self) -> str:
        return f"destroy {self.domain}"


@dataclass(frozen=True, slots=True)
class Assign:
    """The control domain assigns a device to a domain."""

    device: str
    domain: str

    def __call__(self, state: State) -> State | Refused:
        """Perform it."""
        return operations.assign(state, self.device, self.domain)

    def __str__(self) -> str:
        return f"assign {self.device} to {self.domain}"


@dataclass(frozen=True, slots=True)
class Deassign:
    """The control domain takes a device from a domain."""

    device: str
    domain: str

    def __call__(self, state: State) -> State | Refused:
        """Perform it."""
        return operations.deassign(state, self.device, self.domain)

    def __str__(self) -> str:
        return f"deassign {self.device} from {self.domain}"


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The hardware domain uses a device again that nobody holds."""

    device: str

    def __call__(self, state: State) -> State | Refused:
        """Perform it."""
        return operations.reclaim(state, self.device)

    def __str__(self) -> str:
        return f"dom0 takes back {self.device}"


Operation = Create | Destroy | Assign | Deassign | TakeBack


def operations_in(state: State) -> Iterator[Operation]:
    """Everything that can be asked in this state.

    Two machines that differ in nothing but the names of their guests behave alike, so the guest whose memory lies
    lower is called A, the other B. Memory comes from the lowest free place, so a new guest is A just where A does not
    live. What is asked of a domain that does not live is refused before anything else and left out here, and so is
    that dom0 takes back what somebody holds. Trees that name what does not belong together are tried with the first
    guest only.
    """
    if state.panic is not None:
        return
    living = {domain.name for domain in state.domains.values()}
    absent = next((name for name in GUESTS if name not in living), None)
    if absent is not None:
        yield from _creations(absent, first=living.isdisjoint(GUESTS))
    for name in GUESTS:
        if name in living:
            yield from _calls(name)
    for frame in FRAMES:
        if path(frame) not in state.holder:
            yield TakeBack(path(frame))


@cache
def _creations(domain: str, *, first: bool) -> tuple[Create, ...]:
    return tuple(Create(domain, shape) for shape in shapes() if first or shape.is_sensible)


@cache
def _calls(domain: str) -> tuple[Operation, ...]:
    devices = tuple(path(frame) for frame in FRAMES)
    assignments = (Assign(device, domain) for device in devices)
    return Destroy(domain), *assignments, *(Deassign(device, domain) for device in devices)


@cache
def _spec(domain: str, shape: DomainShape) -> DomainSpec:
    return DomainSpec(domain, tree_of(shape.nodes), Options(direct_map=shape.direct_map))


def with_free_number(state: State) -> State:
    """The same state with the lowest free number next.

    Xen counts on, and nothing depends on the number but the numbers in the records; counting on would make each
    machine new for ever.
    """
    taken = state.domains.keys() | state.zombies.keys()
    number = next(number for number in range(1, len(taken) + 2) if number not in taken)
    return state if state.next_number == number else state.but(next_number=number)
