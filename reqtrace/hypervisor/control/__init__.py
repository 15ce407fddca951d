# SPDX-License-Identifier: Apache-2.0
"""What is asked of a machine that runs, and how domains and devices come back.

`boot` starts Xen and the hardware domain; `operations` are the calls of the control domain, with their rules in
`domctl`, `permissions`, `bindings` and `foreign`. `destruction` takes a domain down step by step, `pci_release`,
`pci_failure` and `holding` take devices back. `announcement` and `withdrawal` are how Xen comes to know
of PCI functions and forgets them; `overlays` and `attachment` change the host's tree at run time. Sources:
xen/common/domctl.c, xen/arch/arm/domain.c, xen/drivers/passthrough.
"""
