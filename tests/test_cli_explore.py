# SPDX-License-Identifier: Apache-2.0
"""``reqtrace explore`` as people call it."""

from __future__ import annotations

import json

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
    assert "D-02: an unprotected device with DMA goes to a domain that is not direct-mapped" in result.output
    assert "1. create A, with xen,reg 0x9030000 at 0x9030000, xen,path /device@9030000, forced" in result.output
    assert "Without D-02 the same operations break nothing; with nothing else they break the same." in unwrapped(result)
    assert "Deviations: 1" in result.output


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
    assert (deviation["findings"], deviation["alone"], deviation["aside"]) == (["D-02"], True, [])
    assert deviation["host"][-1] == "an IOMMU that is enabled"


def test_on_and_off_at_once_is_a_misuse() -> None:
    result = called("--with", "D-02", "--without", "D-02")
    assert str(result.exception) == "D-02 can not be switched on and off at once."
