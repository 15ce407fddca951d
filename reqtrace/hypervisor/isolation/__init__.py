# SPDX-License-Identifier: Apache-2.0
"""Which PCI functions can be told apart: how they hang together, and the groups each system forms of them.

`read_dump` and `read_tree_of_functions` read configuration spaces into an `Inspected` machine, whose `Topology` says
which bridge leads where; `acs` and `quirks` say who redirects. `linux_groups`, `xen_groups`, `libvirt_refuses` and
`strict_groups` form the four views, and `views` puts them side by side for `reqtrace groups`. For a running machine,
`of_machine` does the same with the access control that Xen has switched on; `rules` are the checks of an assignment on
strict groups, `policy` the store of their exceptions, `reach` where a request arrives. Sources: Linux,
drivers/iommu/iommu.c, drivers/pci/pci.c and quirks.c; libvirt, src/util/virpci.c; xen/drivers/passthrough/vtd/iommu.c.
"""

from reqtrace.hypervisor.isolation.acs import Override, Services, Setting, enabled_by_os
from reqtrace.hypervisor.isolation.dump import read_dump
from reqtrace.hypervisor.isolation.libvirt import Libvirt, libvirt_refuses
from reqtrace.hypervisor.isolation.linux import Group, Groups, linux_groups
from reqtrace.hypervisor.isolation.machine import Inspected
from reqtrace.hypervisor.isolation.remarks import Complaint
from reqtrace.hypervisor.isolation.strict import strict_groups
from reqtrace.hypervisor.isolation.sysfs import read_tree_of_functions
from reqtrace.hypervisor.isolation.topology import Topology
from reqtrace.hypervisor.isolation.views import Rules, Views, groups_by, views
from reqtrace.hypervisor.isolation.xen import xen_groups, xen_groups_amd

__all__ = [
    "Complaint",
    "Group",
    "Groups",
    "Inspected",
    "Libvirt",
    "Override",
    "Rules",
    "Services",
    "Setting",
    "Topology",
    "Views",
    "enabled_by_os",
    "groups_by",
    "libvirt_refuses",
    "linux_groups",
    "read_dump",
    "read_tree_of_functions",
    "strict_groups",
    "views",
    "xen_groups",
    "xen_groups_amd",
]
