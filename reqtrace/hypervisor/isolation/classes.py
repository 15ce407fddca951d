# SPDX-License-Identifier: Apache-2.0
"""What kinds of PCI functions are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_BASE: Mapping[int, str] = MappingProxyType(
    {
        0x00: "unclassified",
        0x01: "storage",
        0x02: "network",
        0x03: "display",
        0x04: "multimedia",
        0x05: "memory",
        0x06: "bridge",
        0x07: "communication",
        0x08: "system",
        0x09: "input",
        0x0A: "docking station",
        0x0B: "processor",
        0x0C: "serial bus",
        0x0D: "wireless",
        0x0E: "intelligent I/O",
        0x0F: "satellite",
        0x10: "encryption",
        0x11: "signal processing",
        0x12: "accelerator",
    }
)
"""Base classes (PCI code and ID assignment specification, 1)."""
_SUB: Mapping[int, str] = MappingProxyType(
    {
        0x0106: "SATA storage",
        0x0108: "NVMe storage",
        0x0403: "audio",
        0x0600: "host bridge",
        0x0601: "ISA bridge",
        0x0604: "PCI bridge",
        0x0806: "IOMMU",
        0x0C03: "USB",
        0x0C05: "SMBus",
    }
)
"""Subclasses that people know by a name of their own."""


def class_name(code: int) -> str:
    """What functions of a class and subclass are called; the number of a class that has no name."""
    return _SUB.get(code) or _BASE.get(code >> 8) or f"class {code:04x}"
