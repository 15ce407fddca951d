# SPDX-License-Identifier: Apache-2.0
"""The command groups as one calls it: answers, complaints and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]

HEAD = "00: f4 1a 41 10 00 00 00 00 01 00 00 02 00 00 80 00"
REST = "\n".join(f"{at:02x}: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00" for at in range(16, 64, 16))
CARD = (
    f"00:03.0 Ethernet controller: some card\n{HEAD}\n{REST}\n\n00:03.1 Ethernet controller: the same\n{HEAD}\n{REST}\n"
)


@pytest.fixture
def groups(tmp_path: Path) -> Run:
    """The command in an empty folder."""

    def run(*words: str | Path, said: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "reqtrace", "groups", *map(str, words)]
        inherited = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
        environment = {**inherited, "COLUMNS": "100", "NO_COLOR": "1"}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, input=said, capture_output=True, text=True, check=False
        )

    return run


def test_two_functions_of_one_card_are_shown_in_every_view(groups: Run) -> None:
    answer = groups("-", said=CARD)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == (
        "2 PCI functions, access control (ACS) as it was found\n"
        "\n"
        'Required: 1 group  No two guests share a group. In JSON, this is "strict".\n'
        "  not to be divided:\n"
        "    0000:00:03.0  0000:00:03.1\n"
        "\n"
        "Linux: 1 group  VFIO gives away all endpoints of a group, or none.\n"
        "  not to be divided:\n"
        "    0000:00:03.0  0000:00:03.1\n"
        "\n"
        "libvirt  It looks at the downstream ports of switches only.\n"
        "  It refuses nothing.\n"
        "\n"
        "Xen (VT-d): 2 groups  The groups are known, and bind nobody: nothing is refused.\n"
        "  alone:\n"
        "    0000:00:03.0  0000:00:03.1\n"
    )


def test_the_answer_for_machines(groups: Run, tmp_path: Path) -> None:
    (tmp_path / "card").write_text(CARD, encoding="utf-8")
    answer = groups("card", "--format", "json", "--acs", "enabled-by-os")
    both, apart = [["0000:00:03.0", "0000:00:03.1"]], [["0000:00:03.0"], ["0000:00:03.1"]]
    assert json.loads(answer.stdout) == {
        "schema": "reqtrace-groups/1",
        "views": {"linux": both, "xen": apart, "strict": both},
        "libvirt_refuses": [],
    }
    assert groups("card", "--format", "json", "-o", "out.json").stdout == ""
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == groups("card", "--format", "json").stdout
    assert groups("card", "-q").stdout == groups("card", "-q", "--format", "json").stdout == ""


def test_damage_is_told_with_its_line_and_decides_the_exit_code(groups: Run, tmp_path: Path) -> None:
    (tmp_path / "card").write_text(CARD.replace("30: 00 00", "30: 00 0x", 1), encoding="utf-8")
    answer = groups("card")
    assert answer.returncode == 1
    assert "error[RT140]: 0000:00:03.0: this row can not be read, and what follows it is not used" in answer.stderr
    assert " --> card:5:1" in answer.stderr
    assert "2 PCI functions" in answer.stdout


def test_what_was_not_seen_is_told_and_decides_nothing(groups: Run) -> None:
    answer = groups("-", said=CARD.replace("00:03.1", "05:00.0"))
    assert answer.returncode == 0
    assert "warning[RT013]: 0000:05:00.0: no bridge leads to its bus, so its isolation is unknown" in answer.stderr
    assert "Nobody can say how these are isolated, so they are given to no guest:\n    0000:05:00.0\n" in answer.stdout


def test_bridges_are_explained_and_each_function_is_named_where_that_is_asked(groups: Run, tmp_path: Path) -> None:
    bridge = HEAD.replace("00 00 02 00 00 80", "00 04 06 00 00 01")
    (tmp_path / "card").write_text(f"00:01.0 PCI bridge: port\n{bridge}\n{REST}\n{CARD}", encoding="utf-8")
    legend = "An address in parentheses is a bridge to another bus, which is given to nobody.\n"
    assert groups("card").stdout.splitlines(keepends=True)[1] == legend
    assert "(0000:00:01.0)" in groups("card").stdout
    assert (
        "\nFunctions  class, vendor and device\n"
        "  (0000:00:01.0)  PCI bridge, 1af4:1041\n"
        "  0000:00:03.0    network, 1af4:1041\n"
        "  0000:00:03.1    network, 1af4:1041\n"
    ) in groups("card", "--verbose").stdout


def test_what_is_not_seen_of_many_functions_is_told_once(groups: Run) -> None:
    text = "\n".join(f"05:{n >> 3:02x}.{n & 7} Network: one of many\n{HEAD}\n{REST}\n" for n in range(200))
    assert groups("-", said=text).stderr == (
        "warning[RT013]: 0000:05:00.0 and 199 more functions of bus 0000:05, each: no bridge leads to its bus, so its "
        "isolation is unknown, and it counts as not isolated\n"
        " --> -:1:1\n"
        "  = help: Make the dump as root with `lspci -xxxx`.\n\n"
    )


def test_half_a_dump_is_a_defect(groups: Run, tmp_path: Path, shared: Path) -> None:
    whole = (shared / "corpora/lspci/tree-asus-p6t6").read_bytes()
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    answer = groups("half", "-q")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "error[RT140]: 0000:00:1c.2: this row is cut off, and what follows it is not used" in answer.stderr
    assert (
        "0000:00:03.0: the dump ends early, and shows no function behind this bridge, on bus 02 to 05" in answer.stderr
    )


@pytest.mark.parametrize("name", ["/dev/zero", "pipe"])
def test_what_never_ends_is_not_read(groups: Run, tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    answer = groups(name)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert f"error[RT012]: {name} is neither a file nor a folder, so it is not read\n" in answer.stderr
    assert "help: pass on what a program prints with `-`: lspci -xxxx | reqtrace groups -\n" in answer.stderr


def test_a_dump_that_is_too_large_is_not_read(groups: Run, tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate((64 << 20) + 1)
    answer = groups("large")
    assert answer.returncode == 2
    assert "error[RT012]: large is larger than 64 MiB, which no dump is, so it is not read\n" in answer.stderr
    with (tmp_path / "large").open("rb") as file:
        command = [sys.executable, "-m", "reqtrace", "groups", "-"]
        piped = subprocess.run(command, stdin=file, capture_output=True, text=True, check=False)
    assert (piped.returncode, piped.stdout) == (2, "")
    assert "error[RT012]: standard input is larger than 64 MiB, which no dump is, so it is not read" in piped.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [("none", "error[RT001]: none does not exist"), ("empty", "error[RT012]: empty shows no PCI function")],
)
def test_what_can_not_be_used_is_misuse(groups: Run, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "empty").write_text("no function\n", encoding="utf-8")
    answer = groups(name)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert said in answer.stderr


def test_a_folder_of_configuration_spaces_is_read(groups: Run, tmp_path: Path) -> None:
    (tmp_path / "devices/0000:00:03.0").mkdir(parents=True)
    (tmp_path / "devices/0000:00:03.0/config").write_bytes(bytes.fromhex(HEAD[4:]) + bytes(48))
    answer = groups("devices", "--format", "json")
    assert answer.returncode == 0
    assert json.loads(answer.stdout)["views"]["strict"] == [["0000:00:03.0"]]


def test_the_dump_itself_is_never_overwritten(groups: Run, tmp_path: Path) -> None:
    (tmp_path / "card").write_text(CARD, encoding="utf-8")
    answer = groups("card", "-o", "./card")
    assert answer.returncode == 2
    assert "error[RT008]: ./card can not be written: it is the dump that was read" in answer.stderr
    assert (tmp_path / "card").read_text(encoding="utf-8") == CARD


def test_real_input_is_read_without_complaint(groups: Run, shared: Path) -> None:
    answer = groups(shared / "corpora/lspci/tree-asus-p6t6", "--format", "json", "--acs", "enabled-by-os")
    assert (answer.returncode, answer.stderr) == (0, "")
    document = json.loads(answer.stdout)
    assert (len(document["views"]["linux"]), document["libvirt_refuses"]) == (22, ["0000:04:00.0"])
