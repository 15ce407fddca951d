# SPDX-License-Identifier: Apache-2.0
"""The part of the vocabulary's page on words within sentences and tables: columns, options, features, levels."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from reqtrace.hypervisor.machine.domain import Feature
from reqtrace.hypervisor.machine.options import OPTIONS
from reqtrace.hypervisor.observation.support import LEVELS
from reqtrace.report.pages.markup import heading, literal, paragraph, table
from reqtrace.scenario.steps.functions import COLUMNS, REQUIRED, TYPES

COLUMN_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "function": ("Its segment, bus, device and function", "0000:03:00.0"),
        "type": ("What it is on PCI Express", "endpoint"),
        "bars": (
            "Its memory base address registers: address and size, several with blanks between",
            "0x10000000+0x4000",
        ),
        "ports": ("Its I/O ports: number and size", "0xe000+0x20"),
        "interrupt": ("Its line interrupt: an INTID on Arm, a GSI on x86", "36"),
        "id": ("Vendor and device number", "8086:10d3"),
        "class": ("Class and subclass, where the type does not say it", "0200"),
        "buses": ("Of a bridge, its secondary and subordinate bus; 00 where the firmware gave none", "01-02"),
        "acs": ("Access control: what it can do, and what is on", "0x1f/0x1d"),
        "multifunction": ("Whether its header says that the device has several functions", "yes"),
        "flr": ("Whether it can be reset", "no"),
        "msi": ("Whether it sends its interrupts as messages", "yes"),
        "of": ("Of a virtual function, its physical one", "0000:03:00.0"),
        "phantom": ("The stride of its phantom functions", "1"),
        "reserved": ("Memory that the firmware reserves for it: address and size", "0x7f000000+0x2000"),
        "driver": ("The driver of dom0 that it has", "e1000e"),
        "hidden": ("Whether Xen keeps it for itself", "yes"),
        "ivrs": ("Whether what the firmware says of it makes sense to an AMD IOMMU", "no"),
    }
)
"""What each column of the table of PCI functions says, and an example of a cell."""

OPTION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "passthrough": "Whether it may be given devices: enabled or disabled",
        "nr_spis": "How many interrupts it has",
        "vpl011": "It has a virtual UART",
        "static-mem": "It has no static memory, which a direct-mapped domain needs",
        "type": "Of a domain of an x86 host: pv, hvm or pvh",
        "driver-domain": "It operates devices for other domains",
        "stub-domain": "Its device model runs in a stub domain",
        "populate-on-demand": "It gets its memory when it first uses it",
        "rdm": "What shares reserved memory is given to it all the same",
    }
)
"""What each option of a domain says."""


def words() -> str:
    """A table of the columns, of the options, and of the features and levels that have names."""
    return heading("Words") + "".join((_columns(), _options(), _named()))


def _columns() -> str:
    rows = [[_column(name), COLUMN_WORDS[name][0] + ".", literal(COLUMN_WORDS[name][1])] for name in COLUMNS]
    said = "A table of PCI functions has these columns, in any order; an empty cell says nothing."
    types = f"The types are: {', '.join(map(literal, TYPES))}."
    head = ("Column", "What it says", "Example")
    return heading("PCI functions", "~") + paragraph(said) + table((20, 55, 25), head, rows) + paragraph(types)


def _column(name: str) -> str:
    return f"{literal(name)}, always" if name in REQUIRED else literal(name)


def _options() -> str:
    rows = [[literal(example), OPTION_WORDS[name] + "."] for name, (example, _) in OPTIONS.items()]
    return heading("Options of a domain", "~") + table((30, 70), ("Example", "What it says"), rows)


def _named() -> str:
    features = f"The features of a domain are: {', '.join(literal(each.value) for each in Feature)}."
    levels = f"The levels of support are, the best first: {'; '.join(map(literal, LEVELS))}."
    return heading("Features and support", "~") + paragraph(features) + paragraph(levels)
