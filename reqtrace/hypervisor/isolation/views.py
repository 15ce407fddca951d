# SPDX-License-Identifier: Apache-2.0
"""The isolation groups of a machine, seen by Linux, Xen, libvirt and the requirements."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.isolation.acs import Setting
from reqtrace.hypervisor.isolation.libvirt import libvirt_refuses
from reqtrace.hypervisor.isolation.linux import Group, Groups, linux_groups
from reqtrace.hypervisor.isolation.strict import strict_groups
from reqtrace.hypervisor.isolation.topology import Topology
from reqtrace.hypervisor.isolation.xen import xen_groups


class Rules(Enum):
    """By whose rules functions are put into groups."""

    LINUX = "Linux"
    XEN = "Xen"
    STRICT = "isolation"
    """Those of the requirements."""


@dataclass(frozen=True, slots=True)
class Views:
    """What each makes of one machine under one setting of ACS.

    `strict` is what the requirements demand. `unknown` are functions behind bridges that nobody sees.
    """

    topology: Topology
    setting: Setting
    linux: Groups
    xen: Groups
    strict: Groups
    libvirt_refuses: tuple[Sbdf, ...]

    @property
    def unknown(self) -> tuple[Sbdf, ...]:
        """The functions of which nobody can say how they are isolated, in rising order."""
        return tuple(sorted(self.topology.unknown))

    def endpoints(self, group: Group) -> Group:
        """The functions of a group that can be given away: all but bridges."""
        return tuple(sbdf for sbdf in group if not self.topology.by_sbdf[sbdf].bridge)


# [impl->dsn~each_function_once_in_each_view~1]
def views(topology: Topology, setting: Setting = Setting.AS_FOUND) -> Views:
    """Form the groups in every view."""
    return Views(
        topology,
        setting,
        linux_groups(topology, setting),
        xen_groups(topology),
        strict_groups(topology, setting),
        libvirt_refuses(topology, setting),
    )


def groups_by(rules: Rules, topology: Topology, setting: Setting = Setting.AS_FOUND) -> Groups:
    """The groups in one view."""
    match rules:
        case Rules.LINUX:
            return linux_groups(topology, setting)
        case Rules.XEN:
            return xen_groups(topology)
        case Rules.STRICT:
            return strict_groups(topology, setting)
