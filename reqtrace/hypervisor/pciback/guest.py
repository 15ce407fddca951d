# SPDX-License-Identifier: Apache-2.0
"""A guest's access to a configuration space, by whichever way it goes: through a frontend, or a device model."""

from __future__ import annotations

from reqtrace.hypervisor.errno import Refused
from reqtrace.hypervisor.machine.domain import Kind
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.pciback import access as frontend
from reqtrace.hypervisor.pciback import device_model
from reqtrace.hypervisor.pciback.request import Access


def read(state: State, access: Access) -> int | Refused:
    """What the guest reads."""
    return device_model.read(state, access) if _has_model(state, access) else frontend.read(state, access)


def write(state: State, access: Access) -> State | Refused:
    """Let the guest write."""
    return device_model.write(state, access) if _has_model(state, access) else frontend.write(state, access)


def _has_model(state: State, access: Access) -> bool:
    domain = state.domain(access.domain)
    offered = access.function in state.pciback.models
    return offered and domain is not None and domain.options.kind is Kind.HVM
