# SPDX-License-Identifier: Apache-2.0
"""The reference model of device assignment: what Xen must answer, and what must be seen afterwards."""

from reqtrace.hypervisor.assignment.construct import create, skip_number
from reqtrace.hypervisor.assignment.creation import DomainSpec
from reqtrace.hypervisor.assignment.usual_tree import usual_tree
from reqtrace.hypervisor.control.announcement import announce
from reqtrace.hypervisor.control.boot import boot, stages
from reqtrace.hypervisor.control.operations import assign, deassign, destroy, destruction, shutdown
from reqtrace.hypervisor.control.overlays import with_overlays
from reqtrace.hypervisor.control.withdrawal import withdraw
from reqtrace.hypervisor.errno import Errno, Refused
from reqtrace.hypervisor.findings import FINDINGS, PROFILES, Finding
from reqtrace.hypervisor.host.hosts import HOSTS
from reqtrace.hypervisor.host.pci import PciFunction, Sbdf
from reqtrace.hypervisor.host.platform import Host
from reqtrace.hypervisor.host.read_host import read_host
from reqtrace.hypervisor.invariants import lapses, transition_violations, violations
from reqtrace.hypervisor.machine.domain import Feature, Kind, Options
from reqtrace.hypervisor.machine.options import OPTIONS, with_option
from reqtrace.hypervisor.machine.state import Holder, Owner, State
from reqtrace.hypervisor.observation.changes import changes
from reqtrace.hypervisor.observation.observe import (
    dma_reaches,
    knows,
    masters,
    owner_of,
    reads,
    routed_to,
    runs,
    sees,
    translated_for,
    tree_of,
)
from reqtrace.hypervisor.region import Region
from reqtrace.hypervisor.tree.devicetree import Node, Tree
from reqtrace.hypervisor.tree.dts import DtsProblem, read_tree
from reqtrace.hypervisor.xen import Mutation, Way, Xen

__all__ = [
    "FINDINGS",
    "HOSTS",
    "OPTIONS",
    "PROFILES",
    "DomainSpec",
    "DtsProblem",
    "Errno",
    "Feature",
    "Finding",
    "Holder",
    "Host",
    "Kind",
    "Mutation",
    "Node",
    "Options",
    "Owner",
    "PciFunction",
    "Refused",
    "Region",
    "Sbdf",
    "State",
    "Tree",
    "Way",
    "Xen",
    "announce",
    "assign",
    "boot",
    "changes",
    "create",
    "deassign",
    "destroy",
    "destruction",
    "dma_reaches",
    "knows",
    "lapses",
    "masters",
    "owner_of",
    "read_host",
    "read_tree",
    "reads",
    "routed_to",
    "runs",
    "sees",
    "shutdown",
    "skip_number",
    "stages",
    "transition_violations",
    "translated_for",
    "tree_of",
    "usual_tree",
    "violations",
    "with_option",
    "with_overlays",
    "withdraw",
]
