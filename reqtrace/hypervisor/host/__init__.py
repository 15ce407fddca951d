# SPDX-License-Identifier: Apache-2.0
"""What the machine offers, as Xen finds it when it boots; it never changes.

`read_host` builds a host from its name, what a scenario changes about it, and its PCI functions; `discovery` reads its
tree as Xen does, `enumeration` and `requester` its PCI buses, `command_line` what Xen was told. `platform` is the
result: a `Host` with its devices and IOMMUs. The boards stand in `hosts`, `hosts_x86` and `board_zynqmp`. Sources:
xen/arch/arm/setup.c, xen/drivers/passthrough/device_tree.c and pci.c.
"""
