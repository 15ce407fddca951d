# SPDX-License-Identifier: Apache-2.0
"""What device assignment knows on x86 only: features of guests, reserved memory, interrupts, ACPI tables.

`features` has the checks between a PCI function and what a guest may not have beside it, and switches such features on
and off (`enable`, `disable`). `reserved`, `messages`, `lines` and `stubs` are rules that `rules.py` puts into the
books of an assignment; `acpi` tells which tables a domain finds. Nothing here keeps a state of its own: what is
remembered stands in the records of `State`. Sources: xen/drivers/passthrough/x86/iommu.c and vtd/iommu.c,
xen/arch/x86/mm, xen/common/vm_event.c, tools/libs/light.
"""
