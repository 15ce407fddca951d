# SPDX-License-Identifier: Apache-2.0
"""Functions that a driver domain is given by xl, on the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reqtrace.hypervisor import Errno, Refused, State, pciback, toolstack
from reqtrace.hypervisor.rule import Reached
from reqtrace.scenario.acts.act import Operation, Question
from reqtrace.scenario.acts.pciback import (
    Attach,
    Crash,
    Detach,
    DriverOf,
    Entry,
    ErrorOf,
    Fail,
    IsPaused,
    MakeAssignable,
    Pause,
    PlaceOf,
    ReadRegister,
    RegisterOf,
    RootsOf,
    TakeBack,
    Unpause,
    UsesPorts,
    WriteFile,
    WriteRegister,
)


def requested(entry: Entry, domain: str) -> toolstack.Request:
    """The request that an entry for a domain stands for."""
    return toolstack.Request(entry.function, domain, permissive=entry.permissive, seize=entry.seize, slot=entry.slot)


def _written(state: State, act: WriteRegister) -> State | Refused:
    return pciback.write(state, pciback.Access(act.domain, act.function, act.offset, act.size, act.value))


def _read(state: State, act: ReadRegister) -> int | str:
    answer = pciback.read(state, pciback.Access(act.domain, act.function, act.offset, act.size))
    return pciback.PciError.of(answer).name if isinstance(answer, Refused) else answer


def _error(_: State, act: ErrorOf) -> str:
    """The error a frontend is told; the name of the errno is all that it depends on."""
    return pciback.PciError.of(Refused(Errno[act.errno], "", "")).name


def _uses_ports(state: State, act: UsesPorts) -> bool:
    domain = state.domain(act.domain)
    return any(
        domain is not None and number == domain.number and region.base <= act.port < region.end
        for number, region in state.toolstack.ports
    )


def _place(state: State, act: PlaceOf) -> str:
    domain, record = state.domain(act.domain), state.toolstack
    place = record.places.get(act.function)
    if domain is None or place is None or record.attached.get(act.function) != domain.number:
        return ""
    return f"{place.bus:02x}:{place.device:02x}.{place.function}"


def _is_paused(state: State, act: IsPaused) -> bool:
    domain = state.domain(act.domain)
    return domain is not None and domain.number in state.toolstack.paused


OPERATIONS: Mapping[type[Operation], Callable[..., State | Refused | Reached]] = {
    MakeAssignable: lambda state, act: toolstack.assignable_add(state, act.function),
    TakeBack: lambda state, act: toolstack.assignable_remove(state, act.function, rebind=act.rebind),
    Attach: lambda state, act: toolstack.attach(state, requested(act.entry, act.domain)),
    Detach: lambda state, act: toolstack.detach(state, toolstack.Request(act.function, act.domain)),
    Pause: lambda state, act: toolstack.pause(state, act.domain),
    Unpause: lambda state, act: toolstack.unpause(state, act.domain),
    Crash: lambda state, act: toolstack.crash(state, act.domain),
    Fail: lambda state, act: toolstack.report_error(state, act.function),
    WriteFile: lambda state, act: pciback.write_file(state, act.file, act.line),
    WriteRegister: _written,
}

ANSWERS: Mapping[type[Question[object]], Callable[..., object]] = {
    ReadRegister: _read,
    RegisterOf: lambda state, act: pciback.register(state, act.function, act.offset, act.size),
    ErrorOf: _error,
    DriverOf: lambda state, act: toolstack.driver_of(state, act.function),
    RootsOf: lambda state, act: pciback.roots(state, act.domain),
    PlaceOf: _place,
    UsesPorts: _uses_ports,
    IsPaused: _is_paused,
}
