# SPDX-License-Identifier: Apache-2.0
"""The groups of real machines, as they were found by others (goldens), in every view."""

from __future__ import annotations

from pathlib import Path

import pytest

from reqtrace.hypervisor.host.pci import Acs, Port, Sbdf
from reqtrace.hypervisor.isolation import Inspected, Setting, Views, read_dump, views, xen_groups_amd

SWITCH = {"02:00.0", "03:00.0", "03:02.0", "04:00.0"}
NETWORK = {"00:1c.0", "00:1c.1", "00:1c.2", "07:00.0", "08:00.0"}


@pytest.fixture(scope="module")
def asus(shared: Path) -> Inspected:
    return read_dump((shared / "corpora/lspci/tree-asus-p6t6").read_text(encoding="utf-8"))


def seen(asus: Inspected, setting: Setting) -> Views:
    return views(asus.topology, setting)


def group(groups: tuple[tuple[Sbdf, ...], ...], member: str) -> set[str]:
    """The group that `member` is in, without the segment."""
    found = next(group for group in groups if member in {str(each)[5:] for each in group})
    return {str(each)[5:] for each in found}


def singles(groups: tuple[tuple[Sbdf, ...], ...]) -> int:
    return sum(len(group) == 1 for group in groups)


def test_nothing_is_wrong_with_the_dump(asus: Inspected) -> None:
    assert (len(asus.topology.functions), asus.complaints, asus.topology.unknown) == (53, (), frozenset())


def test_linux_with_acs_as_dumped(asus: Inspected) -> None:
    linux = seen(asus, Setting.AS_FOUND).linux
    assert (len(linux), singles(linux)) == (18, 4)
    assert group(linux, "04:00.0") == SWITCH | {"00:03.0"}


def test_linux_with_acs_enabled(asus: Inspected) -> None:
    linux = seen(asus, Setting.ENABLED_BY_OS).linux
    assert (len(linux), singles(linux)) == (22, 8)
    assert group(linux, "04:00.0") == {"03:00.0", "04:00.0"}
    assert group(linux, "02:00.0") == {"02:00.0"}
    assert group(linux, "03:02.0") == {"03:02.0"}
    assert group(linux, "07:00.0") == NETWORK
    assert group(linux, "06:00.0") == {"06:00.0", "06:00.1"}


@pytest.mark.parametrize("setting", Setting)
def test_libvirt_refuses_what_is_behind_the_switch(asus: Inspected, setting: Setting) -> None:
    assert [str(each) for each in seen(asus, setting).libvirt_refuses] == ["0000:04:00.0"]


def test_xen_merges_nothing(asus: Inspected) -> None:
    xen = seen(asus, Setting.AS_FOUND).xen
    assert (len(xen), singles(xen)) == (53, 53)
    assert xen_groups_amd(asus.topology) == xen


def test_the_requirements_see_through_the_switch(asus: Inspected) -> None:
    found, enabled = seen(asus, Setting.AS_FOUND).strict, seen(asus, Setting.ENABLED_BY_OS).strict
    assert group(found, "04:00.0") == SWITCH | {"00:03.0"}
    assert group(enabled, "04:00.0") == SWITCH
    assert group(found, "07:00.0") == group(enabled, "07:00.0") == NETWORK


def test_an_access_control_that_is_there_and_off(asus: Inspected, shared: Path) -> None:
    port = asus.topology.by_sbdf[Sbdf(0, 0, 3, 0)]
    assert (port.port, port.acs) == (Port.ROOT_PORT, Acs(0x1F, 0))
    alone = read_dump((shared / "corpora/lspci/cap-pcie-1").read_text(encoding="utf-8"))
    assert [(each.port, each.acs) for each in alone.topology.functions] == [(Port.ROOT_PORT, Acs(0x1F, 0))]


def test_segments_and_bridges_of_pci_x(shared: Path) -> None:
    machine = read_dump((shared / "corpora/lspci/PCI-X-bridges-and-domains").read_text(encoding="utf-8"))
    assert (len(machine.topology.functions), machine.complaints) == (31, ())
    strict = views(machine.topology).strict
    cards = {"0002:42:00.0", "0002:42:01.0", "0002:42:02.0", "0002:42:03.0", "0002:41:01.0"}
    holding = [{str(each) for each in group} for group in strict]
    assert any(cards <= group for group in holding)
    assert all(len({name[:4] for name in group}) == 1 for group in holding)


# [utest->dsn~each_function_once_in_each_view~1]
def test_every_view_is_a_partition(shared: Path) -> None:
    for path in sorted((shared / "corpora/lspci").iterdir()):
        machine = read_dump(path.read_text(encoding="utf-8", errors="replace")).topology
        for setting in Setting:
            seen = views(machine, setting)
            for partition in (seen.linux, seen.xen, seen.strict):
                assert sorted(each for group in partition for each in group) == sorted(machine.by_sbdf)
                assert list(partition) == sorted(partition)
