# SPDX-License-Identifier: Apache-2.0
"""``reqtrace explore`` as people call it."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import subprocess
import sys

from click.testing import CliRunner, Result

from reqtrace.cli.entry import cli
from reqtrace.cli.exits import Exit


def called(*words: str) -> Result:
    return CliRunner().invoke(cli, ["explore", "--limit", "2", *words], standalone_mode=False)


def unwrapped(result: Result) -> str:
    return " ".join(result.output.split())


# [utest->dsn~explorations_are_shown~1]
def test_a_finding_is_shown_by_a_shortest_sequence() -> None:
    result = called("--with", "D-02")
    assert result.return_value == Exit.DEFECT
    assert "D-02: an unprotected device with DMA goes to a domain that is not direct-mapped" in unwrapped(result)
    assert "unless the holder may have it unprotected (/device@9030000, held by d1" in unwrapped(result)
    assert "1. create A, with xen,reg 0x9030000 at 0x9030000, xen,path /device@9030000, forced" in result.output
    assert result.output.startswith("I-3 and I-4 are broken by D-02\n  D-02: ")
    assert "D-02 alone is enough." in unwrapped(result)
    assert "had been switched off" not in result.output
    assert "Deviations: 1" in result.output


def test_what_was_switched_off_to_find_something_is_said_and_what_it_takes() -> None:
    said = unwrapped(called("--profile", "xen-head", "--limit", "20"))
    assert "D-01 alone is enough. To find this, D-03, D-04 and D-27 had been switched off." in said
    assert "I-11 is broken by D-03 together with D-27 D-03: a failed assignment at boot" in said
    assert "It takes D-03 and D-27, and nothing else." in said


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reqtrace", "explore", "--limit", "2", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_nothing_but_the_answer_is_said_in_a_pipe() -> None:
    assert run().stderr == run("--color", "always").stderr == ""
    answer = run("--quiet", "--with", "D-02")
    assert (answer.returncode, answer.stdout, answer.stderr) == (Exit.DEFECT, "", "")
    assert run("--verbose").stderr.startswith("2 of 2 hosts, ")


def read(terminal: int) -> bytes:
    """Some of what was written to a terminal; nothing where nobody can write any more."""
    try:
        return os.read(terminal, 1 << 16)
    except OSError as end:
        if end.errno != errno.EIO:
            raise
        return b""


def test_a_bar_is_shown_at_a_terminal() -> None:
    controlling, terminal = pty.openpty()
    command = [sys.executable, "-m", "reqtrace", "explore", "--limit", "2"]
    with subprocess.Popen(command, stderr=terminal, stdout=subprocess.DEVNULL) as exploring:
        os.close(terminal)
        shown = b"".join(iter(lambda: read(controlling), b"")).decode()
    os.close(controlling)
    assert exploring.returncode == Exit.OK
    assert "Exploring" in shown
    assert re.search(r"2/2\S* hosts", shown)


def test_what_is_required_breaks_nothing() -> None:
    result = called()
    assert result.return_value == Exit.OK
    assert "Hosts: 2 of the 1,640 with three devices" in result.output
    assert "The other 1,638 hosts were not explored; --every 1 explores all." in result.output
    assert result.output.endswith("No invariant is broken.\n")


def test_one_host_in_so_many_is_explored() -> None:
    result = called("--with", "D-02", "--every", "820", "--format", "json")
    answer = json.loads(result.output)
    assert (answer["hosts"], answer["of"]) == (2, 1640)
    assert answer["ok"], "the first host with an enabled and with a disabled IOMMU have no DMA"


def test_the_same_as_json() -> None:
    answer = json.loads(called("--with", "D-02", "--format", "json").output)
    assert answer["schema"] == "reqtrace-explore/1"
    assert (answer["ok"], answer["hosts"], answer["xen"]) == (False, 2, "required with D-02")
    (deviation,) = answer["deviations"]
    assert deviation["invariants"] == ["I-3", "I-4"]
    assert (deviation["findings"], deviation["alone"], deviation["aside"]) == (["D-02"], True, [])
    assert deviation["host"][-1] == "an IOMMU that is enabled"


def test_on_and_off_at_once_is_a_misuse() -> None:
    result = called("--with", "D-02", "--without", "D-02")
    assert str(result.exception) == "D-02 can not be switched on and off at once."
