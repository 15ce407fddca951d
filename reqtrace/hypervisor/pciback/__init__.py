# SPDX-License-Identifier: Apache-2.0
"""The driver of dom0 that hands PCI functions to guests, and lets through what is harmless of their configuration.

`hide` reads dom0's command line while it boots, `seize` takes a function from its driver, makes it ready for the next
guest and gives it up, `opening` is what the integrator writes to the files of the driver, and `roots` what a frontend
is told. `read` and `write` carry out a guest's access: for a PV guest by `access`, as the driver does with the
registers of `fields`, for a guest with a device model by `device_model` and `emulated`. The hardware's own registers
are in `space`. The toolstack calls the first group, scenarios the second. Sources: Linux, drivers/xen/xen-pciback
(pci_stub.c, conf_space*.c, pciback_ops.c); QEMU, hw/xen (xen_pt.c, xen_pt_config_init.c).
"""

from reqtrace.hypervisor.pciback.access import READ, WRITE, PciError
from reqtrace.hypervisor.pciback.device_model import MODEL_READ, MODEL_WRITE, plugged
from reqtrace.hypervisor.pciback.guest import read, write
from reqtrace.hypervisor.pciback.hide import Pattern, command_line, read_hide_list
from reqtrace.hypervisor.pciback.invariant import violations
from reqtrace.hypervisor.pciback.opening import FILES, read_line, write_file
from reqtrace.hypervisor.pciback.request import Access
from reqtrace.hypervisor.pciback.roots import roots
from reqtrace.hypervisor.pciback.seize import PUT, RELEASE, SEIZE, put, release, seize
from reqtrace.hypervisor.pciback.space import register

__all__ = [
    "FILES",
    "MODEL_READ",
    "MODEL_WRITE",
    "PUT",
    "READ",
    "RELEASE",
    "SEIZE",
    "WRITE",
    "Access",
    "Pattern",
    "PciError",
    "command_line",
    "plugged",
    "put",
    "read",
    "read_hide_list",
    "read_line",
    "register",
    "release",
    "roots",
    "seize",
    "violations",
    "write",
    "write_file",
]
