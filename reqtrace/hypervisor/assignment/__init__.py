# SPDX-License-Identifier: Apache-2.0
"""Making a domain and giving it devices: the order of construction, and the rules on each resource.

`construct.create` follows the books of `rules.py` for the domain itself and for each node of its passthrough tree:
`passthrough` reads the node, `claim` sets it against the host, and the rules of `form`, `mmio`, `interrupt`, `iommu`,
`ownership` and `pci_rules` judge and grant it. `usual_tree` writes the tree an integrator would, `guest_tree` the one
the guest finds. Sources: xen/arch/arm/dom0less-build.c, xen/arch/arm/irq.c, xen/drivers/passthrough.
"""
