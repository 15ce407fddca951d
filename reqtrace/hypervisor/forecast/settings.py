# SPDX-License-Identifier: Apache-2.0
"""Rules of the toolstack on a configuration: what xl refuses before it asks Xen for anything."""

from __future__ import annotations

from reqtrace.hypervisor.assignment.interrupt import UART_LINE
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.forecast.guest import Guest
from reqtrace.hypervisor.machine.state import State
from reqtrace.hypervisor.rule import Book, check

_LIBXL = "tools/libs/light/libxl_create.c, libxl__domain_config_setdefault"
_DI_A = "XenSSR~assign_dma_platform_device_with_iommu~1"
_ND_A = "XenSSR~assign_non_dma_platform_device~1"


@check(_LIBXL)
def passthrough_possible(state: State, guest: Guest) -> Refused | None:
    """Passthrough is asked for only where the machine has an IOMMU in service."""
    if guest.config is not None and guest.config.passes_through and not state.host.iommu_enabled:
        return Refused(Errno.EINVAL, "passthrough not supported on this platform", _DI_A)
    return None


@check(_LIBXL)
def passthrough_wanted(_: State, guest: Guest) -> Refused | None:
    """Devices are listed only where passthrough is not disabled."""
    config = guest.config
    if config is not None and config.passthrough == "disabled" and (config.dtdev or config.pci):
        listed = "dtdev names devices" if config.dtdev else "pci names functions"
        return Refused(Errno.EINVAL, f"passthrough is disabled, and {listed}", _DI_A)
    return None


@check(_LIBXL)
def tables_shared(_: State, guest: Guest) -> Refused | None:
    """On Arm the IOMMU shares the tables of the CPU: there is no other way to pass a device through."""
    if guest.config is not None and guest.config.passthrough == "sync_pt":
        return Refused(Errno.EINVAL, 'passthrough = "sync_pt" is not supported on Arm', _DI_A)
    return None


@check("tools/libs/light/libxl_arm.c, libxl__arch_domain_prepare_config")
def uart_line_unused(_: State, guest: Guest) -> Refused | None:
    """No interrupt that is listed is that of the virtual UART."""
    config = guest.config
    if config is not None and config.uart and any(line.number == UART_LINE for line in config.irqs):
        words = f"Physical IRQ {UART_LINE} conflicts with that of the virtual UART"
        return Refused(Errno.EINVAL, words, _ND_A)
    return None


SETTINGS: Book[Guest] = (passthrough_possible, passthrough_wanted, tables_shared, uart_line_unused)
"""What is asked about a configuration as a whole; only the first needs a host."""
