# SPDX-License-Identifier: Apache-2.0
"""Interrupts that are messages: without remapping, a function can send any it likes."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.hypervisor.assignment.claim import Claim
from reqtrace.hypervisor.assignment.pci_rules import function_of
from reqtrace.hypervisor.host.platform import Arch
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import effect

_ASSIGN = "drivers/passthrough/vtd/iommu.c, intel_iommu_assign_device"


@effect(_ASSIGN)
def distrusted(state: State, claim: Claim) -> State:
    """Where nothing remaps interrupts, those that the function sends as messages are not to be trusted."""
    given, record = {device.name for device in claim.given}, state.pci
    untrusted = record.untrusted | given if _unconfined(state, claim) else record.untrusted - given
    return replace(state, pci=replace(record, untrusted=untrusted))


@effect("XenSSR~require_interrupt_remapping~1")
def distrust_said(state: State, claim: Claim) -> State:
    """Xen says so, with the name of the function."""
    if not _unconfined(state, claim):
        return state
    words = f"{claim.wanted} sends interrupts that are not remapped: untrusted MSI"
    return replace(state, log=(*state.log, words))


def _unconfined(state: State, claim: Claim) -> bool:
    function = function_of(state, claim)
    return state.host.arch is Arch.X86_64 and not state.host.intremap and function is not None and function.msi
