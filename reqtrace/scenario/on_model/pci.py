# SPDX-License-Identifier: Apache-2.0
"""PCI functions and what goes with them, on the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reqtrace.hypervisor import DomainSpec, Feature, Refused, State
from reqtrace.hypervisor.control.pci_failure import flood, stick
from reqtrace.hypervisor.control.pci_release import in_scratch
from reqtrace.hypervisor.control.saving import save
from reqtrace.hypervisor.observation.support import configuration, support_level
from reqtrace.hypervisor.rule import Reached
from reqtrace.hypervisor.x86.acpi import acpi_tables
from reqtrace.hypervisor.x86.features import disable, enable
from reqtrace.hypervisor.x86.stubs import may_use
from reqtrace.scenario.acts.act import Operation, Question
from reqtrace.scenario.acts.pci import AcpiOf, Disable, Enable, Flood, Has, MayUse, Save, Scratch, Stick


def _has(state: State, act: Has) -> bool | None:
    domain = state.domain(act.domain)
    return None if domain is None else Feature(act.feature) in domain.features


def _scratch(state: State, act: Scratch) -> bool:
    if any(each.matches(act.stream) for each in state.streams):
        return False
    devices = (
        device for device in state.host.devices.values() if any(each.matches(act.stream) for each in device.streams)
    )
    return any(in_scratch(state, device) for device in devices)


def support(state: State, domain: str, spec: DomainSpec | None) -> tuple[str, tuple[str, ...]]:
    """How far the domain that `spec` describes is supported, and why no further."""
    found = support_level(configuration(state, domain, spec))
    return str(found.level), tuple(caveat.words for caveat in found.caveats)


OPERATIONS: Mapping[type[Operation], Callable[..., State | Refused | Reached]] = {
    Enable: lambda state, act: enable(state, act.domain, Feature(act.feature)),
    Disable: lambda state, act: disable(state, act.domain, Feature(act.feature)),
    Save: lambda state, act: save(state, act.domain, live=act.live),
    Flood: lambda state, act: flood(state, act.function),
    Stick: lambda state, act: stick(state, act.function),
}

ANSWERS: Mapping[type[Question[object]], Callable[..., object]] = {
    Has: _has,
    Scratch: _scratch,
    MayUse: lambda state, act: may_use(state, act.domain, act.device),
    AcpiOf: lambda state, act: acpi_tables(state, act.domain),
}
