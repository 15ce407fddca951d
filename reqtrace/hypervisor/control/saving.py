# SPDX-License-Identifier: Apache-2.0
"""Saving a domain to a file, stopped, or to another machine, while it goes on (tools/libs/guest/xg_sr_save.c)."""

from __future__ import annotations

from reqtrace.hypervisor.control.domctl import CONTROL, Call
from reqtrace.hypervisor.control.operations import destroy
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.host.platform import Device
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import Book, atomically, check

_LOG_DIRTY = "arch/x86/mm/paging.c, paging_log_dirty_enable"
_MIGRATION = "XenSSR~forbid_passthrough_with_migration~1"


@check(_LOG_DIRTY)
def written_pages_known(state: State, call: Call) -> Refused | None:
    """What a domain writes while it is sent is logged, which can not be done for a domain that holds a function."""
    held = _function(state, call)
    if held is not None:
        return Refused(Errno.EINVAL, f"Failed to enable logdirty: {call.domain} has {held.name}", _LOG_DIRTY)
    return None


@check(_MIGRATION, lacking=Finding.D_11)
def nothing_left_out(state: State, call: Call) -> Refused | None:
    """The image of a domain that holds a function would lack the state of it."""
    held = _function(state, call)
    if held is not None:
        return Refused(Errno.EINVAL, f"the image of {call.domain} would lack the state of {held.name}", _MIGRATION)
    return None


MIGRATION: Book[Call] = (written_pages_known,)
"""What a domain must be to be sent while it goes on."""

SAVING: Book[Call] = (nothing_left_out,)
"""What a domain must be to be saved while it is stopped."""


def save(state: State, name: str, *, live: bool = False) -> State | Refused:
    """Let the control domain save a domain, which is gone from this machine afterwards."""
    call = Call(name)
    asked = atomically("control", CONTROL, state, call)
    if isinstance(asked, Refused):
        return asked
    fit = atomically("migration", MIGRATION, state, call) if live else atomically("saving", SAVING, state, call)
    return fit if isinstance(fit, Refused) else destroy(state, name)


def _function(state: State, call: Call) -> Device | None:
    """A PCI function that the domain holds."""
    domain = state.domain(call.domain)
    held = () if domain is None else state.held_by(domain.number)
    return next((device for device in held if not device.is_platform), None)
