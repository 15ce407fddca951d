# SPDX-License-Identifier: Apache-2.0
"""What xl makes of a PCI function: it becomes assignable, is attached, detached, reset, and given back to dom0."""

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
