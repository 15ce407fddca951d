# SPDX-License-Identifier: Apache-2.0
"""Trees as they stand below /sys, with their links and without them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from spaces import space

from reqtrace.hypervisor.host.pci import Port, Sbdf
from reqtrace.hypervisor.isolation import read_tree_of_functions

PORT = space(4, kind=0x0604, header=1, buses=(1, 1), acs=(0x1D, 0x1D))


@pytest.fixture
def sys(tmp_path: Path) -> Path:
    """A root port, a card, and a second root bus, with the links that Linux makes."""
    places = {
        "pci0000:00/0000:00:1c.0": PORT,
        "pci0000:00/0000:00:1c.0/0000:01:00.0": space(),
        "pci0000:80/0000:80:05.0": space(None),
    }
    listed = tmp_path / "bus/pci/devices"
    listed.mkdir(parents=True)
    for place, content in places.items():
        folder = tmp_path / "devices" / place
        folder.mkdir(parents=True)
        (folder / "config").write_bytes(content)
        (listed / folder.name).symlink_to(folder)
    return tmp_path


def found(folder: Path) -> list[str]:
    return [str(each.sbdf) for each in read_tree_of_functions(folder).topology.functions]


@pytest.mark.parametrize("place", [".", "bus/pci/devices", "bus/pci", "devices", "devices/pci0000:00", "bus"])
def test_functions_are_found_wherever_one_looks(sys: Path, place: str) -> None:
    expected = ["0000:00:1c.0", "0000:01:00.0", "0000:80:05.0"]
    if place == "bus":
        expected = []  # links are followed where they list functions only
    assert found(sys / place) == expected[: 2 if place.endswith("0000:00") else None]


def test_root_buses_are_those_the_paths_name(sys: Path) -> None:
    seen = read_tree_of_functions(sys)
    assert (seen.complaints, seen.topology.unknown) == ((), frozenset())
    assert (0, 0x80) in seen.topology.roots


def test_a_virtual_function_points_to_its_physical_one(sys: Path) -> None:
    physical = sys / "devices/pci0000:00/0000:00:1c.0/0000:01:00.0"
    virtual = physical.with_name("0000:01:10.0")
    virtual.mkdir()
    (virtual / "config").write_bytes(space())
    (virtual / "physfn").symlink_to(physical)
    function = read_tree_of_functions(sys).topology.by_sbdf[Sbdf(0, 1, 0x10, 0)]
    assert (function.physical, function.port) == (Sbdf(0, 1, 0, 0), Port.ENDPOINT)


def test_a_space_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "0000:00:01.0" / "config").mkdir(parents=True)
    seen = read_tree_of_functions(tmp_path)
    assert [(each.place, each.message) for each in seen.complaints] == [
        ("0000:00:01.0", "0000:00:01.0: its configuration space can not be read: Is a directory")
    ]
    assert len(seen.topology.functions) == 1


def test_a_space_that_would_have_to_be_waited_for_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "0000:00:01.0").mkdir()
    os.mkfifo(tmp_path / "0000:00:01.0" / "config")
    assert [(each.message, each.lost) for each in read_tree_of_functions(tmp_path).complaints] == [
        ("0000:00:01.0: its configuration space can not be read: it is no file", True)
    ]


def test_a_short_space_shows_no_access_control(tmp_path: Path) -> None:
    (tmp_path / "0000:00:1c.0").mkdir()
    (tmp_path / "0000:00:1c.0" / "config").write_bytes(PORT[:0x100])
    assert [each.place for each in read_tree_of_functions(tmp_path).complaints] == ["0000:00:1c.0/config"]


def test_a_whole_disk_is_not_searched(sys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reqtrace.hypervisor.isolation.sysfs._MOST_FOLDERS", 2)
    seen = read_tree_of_functions(sys)
    assert [(each.place, each.message, each.lost) for each in seen.complaints] == [
        (".", "more than 2 folders lie below it, and the others were not looked into", True)
    ]
    assert len(seen.topology.functions) == 3  # those that are listed
