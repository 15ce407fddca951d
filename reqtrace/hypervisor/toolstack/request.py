# SPDX-License-Identifier: Apache-2.0
"""What a command of xl asks for: a function to be made assignable, attached to a domain, or taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reqtrace.hypervisor.host.pci import PciFunction
from reqtrace.hypervisor.host.platform import Device, Role
from reqtrace.hypervisor.machine.domain import Domain
from reqtrace.hypervisor.machine.record_toolstack import Toolstack
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback import put
from reqtrace.hypervisor.pciback.space import function_of

ALL = "*"
"""What stands for every function of a device, in place of the number of one."""


@dataclass(frozen=True, slots=True)
class Request:
    """A function, the domain it is for, if any, and what the entry of the function says besides.

    `permissive`, `seize` and the slot in which the domain shall see it are words of an entry
    (xl-pci-configuration(5)); `rebind` is the flag -r of ``pci-assignable-remove``. A function such as
    ``0000:03:00.*`` stands for all of a device, and each of these `keeps_number` in the slot.
    """

    function: str
    domain: str = ""
    permissive: bool = False
    seize: bool = False
    rebind: bool = False
    slot: int | None = None
    keeps_number: bool = False

    @property
    def whole(self) -> bool:
        """Whether it asks for all functions of a device."""
        return self.function.endswith(ALL)

    def members(self, state: State) -> tuple[Request, ...]:
        """A request for each function of the device that dom0 sees, the last first (LIBXL_PCI_FUNC_ALL)."""
        device = self.function.removesuffix(ALL)
        names = sorted((name for name in state.known if name[:-1] == device), reverse=True)
        return tuple(replace(self, function=name, keeps_number=True) for name in names)

    def to(self, state: State) -> Domain:
        """The domain, which a check has found alive."""
        found = state.domain(self.domain)
        if found is None:
            raise LookupError(f"there is no domain {self.domain}")
        return found

    def device(self, state: State) -> Device:
        """The function as a device of the host; one that is not there has nothing."""
        return state.host.devices.get(self.function, Device(self.function, Role.PCI_FUNCTION))

    def about(self, state: State) -> PciFunction:
        """What the function is."""
        return function_of(state, self.function)


def with_record(state: State, record: Toolstack) -> State:
    """The same with another record of the toolstack."""
    return replace(state, toolstack=record)


def cleaned(state: State, function: str) -> State:
    """The function made ready for its next user; who used it last is forgotten only where it could be reset."""
    record = state.toolstack
    resettable = function_of(state, function).resettable
    users = {name: user for name, user in record.users.items() if name != function or not resettable}
    return with_record(put(state, function), replace(record, users=users))


def driver_of(state: State, function: str) -> str:
    """The driver of dom0 that has the function; nothing where none has."""
    return "pciback" if function in state.pciback.seized else state.toolstack.drivers.get(function, "")
