# SPDX-License-Identifier: Apache-2.0
"""The isolation groups of a machine as people read them: view by view, with what each would refuse."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from reqtrace.hypervisor.host.pci import Sbdf
from reqtrace.hypervisor.isolation import Group, Groups, Setting, Views
from reqtrace.hypervisor.isolation.classes import class_name
from reqtrace.report.text.page import Page

_SETTINGS = {
    Setting.AS_FOUND: "access control (ACS) as it was found",
    Setting.ENABLED_BY_OS: "access control (ACS) as an operating system enables it",
}


_NAMED = 18
"""The cells of an address, in parentheses too, and what stands around it."""
_LEGEND = "An address in parentheses is a bridge to another bus, which is given to nobody."


def show_groups(console: Console, views: Views, *, named: bool = False) -> None:
    """Write every view, bridges in parentheses; `named` says of each function what it is, as its class tells."""
    page, number = Page(console), len(views.topology.functions)
    page.line(Text(f"{number} PCI function{'s' * (number != 1)}, {_SETTINGS[views.setting]}", "bold"))
    if any(function.bridge for function in views.topology.functions):
        page.prose(_LEGEND, style="dim")
    if named:
        _named(page, views)
    _view(page, views, "Required", views.strict, 'No two guests share a group. In JSON, this is "strict".')
    if views.unknown:
        page.prose("Nobody can say how these are isolated, so they are given to no guest:", indent=2)
        page.prose(_row(views, views.unknown), indent=4)
    _view(page, views, "Linux", views.linux, "VFIO gives away all endpoints of a group, or none.")
    page.heading("libvirt", "It looks at the downstream ports of switches only.")
    if views.libvirt_refuses:
        page.prose("It refuses to assign:", indent=2)
        page.prose(_row(views, views.libvirt_refuses), indent=4)
    else:
        page.prose("It refuses nothing.", indent=2)
    _view(page, views, "Xen (VT-d)", views.xen, "The groups are known, and bind nobody: nothing is refused.")


def _named(page: Page, views: Views) -> None:
    """What each function is: its class, and its numbers of vendor and device."""
    page.heading("Functions", "class, vendor and device")
    for each in views.topology.functions:
        words = f"{class_name(each.class_code)}, {each.vendor:04x}:{each.device:04x}"
        page.pair(Text(f"  {_row(views, [each.sbdf])}"), column=_NAMED, words=words)


def _view(page: Page, views: Views, name: str, groups: Groups, remark: str) -> None:
    """One view: the groups of several functions a line each, then those that are alone."""
    single = [group for group in groups if len(group) == 1]
    several = [group for group in groups if len(group) > 1]
    page.heading(f"{name}: {_counted(len(groups))}", remark)
    divided = [group for group in several if len(views.endpoints(group)) > 1]
    others = [group for group in several if len(views.endpoints(group)) <= 1]
    _listed(page, views, "not to be divided:" if name != "Xen (VT-d)" else "under one id:", divided)
    _listed(page, views, "with one endpoint at most:", others)
    if single:
        page.prose("alone:", indent=2)
        page.prose(_row(views, [group[0] for group in single]), indent=4)


def _listed(page: Page, views: Views, words: str, groups: Sequence[Group]) -> None:
    if groups:
        page.prose(words, indent=2)
        for group in groups:
            page.prose(_row(views, group), indent=4)


def _row(views: Views, functions: Sequence[Sbdf]) -> str:
    return "  ".join(f"({each})" if views.topology.by_sbdf[each].bridge else str(each) for each in functions)


def _counted(number: int) -> str:
    return f"{number} group{'s' * (number != 1)}"
