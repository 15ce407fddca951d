# SPDX-License-Identifier: Apache-2.0
"""The configuration spaces of PCI functions, and what dom0's pciback keeps of those it was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Seized:
    """A function that pciback is the driver of (Linux, drivers/xen/xen-pciback/pciback.h, xen_pcibk_dev_data).

    `saved` is its configuration space as pciback made it ready, which the next user finds again; `command` what the
    guest believes to stand in the command register; `sizing` are the base address registers whose size it asks for;
    `opened` the registers, as offset and size, that the integrator opened; `controls_interrupts` says whether the
    guest may switch MSI on by itself, `warned` whether a dropped write was logged already.
    """

    saved: bytes
    command: int = 0
    sizing: frozenset[int] = frozenset()
    opened: tuple[tuple[int, int], ...] = ()
    permissive: bool = False
    controls_interrupts: bool = False
    warned: bool = False


NOTHING_KEPT = Seized(b"")
"""What pciback keeps of a function that it is not the driver of."""


@dataclass(frozen=True, slots=True)
class DeviceModel:
    """What the device model of a guest keeps of a function it was given (QEMU, hw/xen/xen_pt.h).

    `values` are 256 bytes, of which only the bits that it emulates count; `warned` says whether a dropped write was
    logged already.
    """

    values: bytes
    permissive: bool = False
    warned: bool = False


@dataclass(frozen=True, slots=True)
class Pciback:
    """The configuration spaces of PCI functions, and what dom0's pciback keeps of those it was given.

    `spaces` are the configuration spaces that differ from what they were at power-on, each of 4096 bytes; `loaded`
    says whether the driver is there, `transparent` whether guests find functions at their places in the machine (the
    module parameter `passthrough`), `permissive` whether all functions are permissive (the parameter of that name).
    `models` is what device models keep of the functions that their guests have.
    """

    spaces: Mapping[str, bytes] = field(default_factory=dict)
    seized: Mapping[str, Seized] = field(default_factory=dict)
    loaded: bool = True
    transparent: bool = False
    permissive: bool = False
    models: Mapping[str, DeviceModel] = field(default_factory=dict)

    def of(self, function: str) -> Seized:
        """What pciback keeps of a function; of one that it is not the driver of, nothing."""
        return self.seized.get(function, NOTHING_KEPT)
