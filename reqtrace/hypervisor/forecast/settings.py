# SPDX-License-Identifier: Apache-2.0
"""Rules of the toolstack on a configuration: what xl refuses before it asks Xen for anything."""

from __future__ import annotations

from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.forecast.guest import Guest
from reqtrace.hypervisor.rule import Book, check
from reqtrace.hypervisor.state import State

_LIBXL = "tools/libs/light/libxl_create.c, libxl__domain_config_setdefault"
_DI_A = "XenSSR~assign_dma_platform_device_with_iommu~1"


@check(_LIBXL)
def passthrough_possible(state: State, guest: Guest) -> Refused | None:
    """Devices are listed only where the machine has an IOMMU in service."""
    if guest.config is not None and guest.config.dtdev and not state.host.iommu_enabled:
        return Refused(Errno.EINVAL, "passthrough not supported on this platform", _DI_A)
    return None


@check(_LIBXL)
def passthrough_wanted(_: State, guest: Guest) -> Refused | None:
    """Devices are listed only where passthrough is not disabled."""
    if guest.config is not None and guest.config.dtdev and guest.config.passthrough == "disabled":
        return Refused(Errno.EINVAL, "passthrough is disabled, and dtdev names devices", _DI_A)
    return None


@check(_LIBXL)
def tables_shared(_: State, guest: Guest) -> Refused | None:
    """On Arm the IOMMU shares the tables of the CPU: there is no other way to pass a device through."""
    if guest.config is not None and guest.config.passthrough == "sync_pt":
        return Refused(Errno.EINVAL, 'passthrough = "sync_pt" is not supported on Arm', _DI_A)
    return None


SETTINGS: Book[Guest] = (passthrough_possible, passthrough_wanted, tables_shared)
"""What is asked about a configuration as a whole; only the first needs a host."""
