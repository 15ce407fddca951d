# SPDX-License-Identifier: Apache-2.0
"""What xl makes of a PCI function: it becomes assignable, is attached, detached, reset, and given back to dom0.

A `Request` is what a command of xl asks for. `assignable_add` and `assignable_remove` follow `ADD` and `REMOVE`;
`attach` and `detach` follow `ATTACH` and `DETACH` for one function, or for all functions of a device; `ASSIGNMENT` is
the part of it that Xen does. `start` creates a domain with its functions, `crash` and `report_error` end one, and
`settled` takes back what a domain had that is gone. All of them use `pciback` for what the driver of dom0 does, and
the permissions, lines and owners of the hypervisor's state. Sources: tools/libs/light/libxl_pci.c, libxl_create.c and
libxl_domain.c; xen/drivers/passthrough/pci.c.
"""

from reqtrace.hypervisor.toolstack.assignable import ADD, REMOVE, assignable_add, assignable_remove
from reqtrace.hypervisor.toolstack.assignment import ASSIGNMENT
from reqtrace.hypervisor.toolstack.attach import ATTACH
from reqtrace.hypervisor.toolstack.detach import DETACH, SETTLEMENT, settled
from reqtrace.hypervisor.toolstack.lifecycle import (
    BUS_ERROR,
    PAUSE,
    UNPAUSE,
    crash,
    dom0_started,
    pause,
    report_error,
    start,
    unpause,
)
from reqtrace.hypervisor.toolstack.request import ALL, Request, driver_of
from reqtrace.hypervisor.toolstack.whole import ALL_ATTACHED, ALL_DETACHED, attach, detach

__all__ = [
    "ADD",
    "ALL",
    "ALL_ATTACHED",
    "ALL_DETACHED",
    "ASSIGNMENT",
    "ATTACH",
    "BUS_ERROR",
    "DETACH",
    "PAUSE",
    "REMOVE",
    "SETTLEMENT",
    "UNPAUSE",
    "Request",
    "assignable_add",
    "assignable_remove",
    "attach",
    "crash",
    "detach",
    "dom0_started",
    "driver_of",
    "pause",
    "report_error",
    "settled",
    "start",
    "unpause",
]
