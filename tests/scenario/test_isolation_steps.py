# SPDX-License-Identifier: Apache-2.0
"""What the steps on isolation say where something else is seen than was expected, or nothing could be."""

from __future__ import annotations

import pytest
from executed import run

from reqtrace.evidence import Outcome

CARDS = """
    Scenario: x
      Given the host "q35" with vtd
      And dom0 controls the host
      And the PCI functions
        | function     | type      | buses | multifunction | bars              |
        | 0000:00:1c.0 | root port | 01    | yes           |                   |
        | 0000:00:1c.1 | root port | 02    | yes           |                   |
        | 0000:01:00.0 | endpoint  |       |               | 0xc0000000+0x1000 |
        | 0000:02:00.0 | endpoint  |       |               | 0xc0100000+0x1000 |
"""


def seen(step: str, given: str = "") -> str:
    """What a Then step said that did not agree, after a boot."""
    executed = run(f"{CARDS}{given}      When the host boots\n      Then {step}\n")
    assert executed.scenario.outcome is Outcome.FAILED
    return executed.message


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (
            'PCI functions "0000:00:1c.0" and "0000:03:00.0" are in one isolation group by the rules of "Xen"',
            "expected: 0000:00:1c.0 and 0000:03:00.0 are in one isolation group by the rules of Xen; "
            "seen: 0000:00:1c.0 is in a group of 0000:00:1c.0",
        ),
        (
            'PCI functions "0000:01:00.0" and "0000:02:00.0" are in different isolation groups by the rules of "Linux"',
            "expected: 0000:01:00.0 and 0000:02:00.0 are in different isolation groups by the rules of Linux; "
            "seen: 0000:01:00.0 is in a group of 0000:00:1c.0, 0000:00:1c.1, 0000:01:00.0, 0000:02:00.0",
        ),
        (
            'PCI functions "0000:01:00.0" and "0000:09:00.0" are in different isolation groups by the rules of "Linux"',
            "expected: 0000:01:00.0 and 0000:09:00.0 are in different isolation groups by the rules of Linux; "
            "seen: the host has no function 0000:09:00.0",
        ),
        (
            'a request of "0000:01:00.0" to 0xc0100000 reaches the IOMMU',
            "expected: a request of 0000:01:00.0 to 0xc0100000 reaches the IOMMU; seen: 0000:02:00.0 takes it",
        ),
        (
            'a request of "0000:01:00.0" to 0xc0200000 reaches "0000:02:00.0"',
            "expected: a request of 0000:01:00.0 to 0xc0200000 reaches 0000:02:00.0; seen: it reaches the IOMMU",
        ),
        (
            'a request of "0000:09:00.0" to 0xc0200000 reaches the IOMMU',
            "expected: a request of 0000:09:00.0 to 0xc0200000 reaches the IOMMU; seen: there is no such function",
        ),
        (
            'the isolation of PCI function "0000:01:00.0" is unknown',
            "expected: the isolation of 0000:01:00.0 is unknown; seen: every bridge above it is known",
        ),
        ("the number of recorded bypasses is 1", "expected: the number of recorded bypasses is 1; seen: it is 0"),
        (
            'libvirt refuses PCI function "0000:01:00.0": "lacking ACS"',
            'expected: libvirt refuses 0000:01:00.0: "lacking ACS"; seen: it accepts',
        ),
        (
            'libvirt accepts PCI function "0000:09:00.0"',
            "expected: libvirt accepts 0000:09:00.0; seen: there is no such function",
        ),
    ],
)
def test_what_was_seen_instead(step: str, message: str) -> None:
    assert seen(step) == message


def test_who_forms_groups_must_be_known() -> None:
    step = 'PCI functions "0000:01:00.0" and "0000:02:00.0" are in one isolation group by the rules of "BSD"'
    executed = run(f"{CARDS}      When the host boots\n      Then {step}\n")
    assert [(each.message, each.help) for each in executed.diagnostics] == [
        ('nobody forms groups by the rules of "BSD"', "write Linux, Xen, isolation")
    ]


def test_there_is_one_store_of_the_policy() -> None:
    twice = "      And the isolation policy\n        | allow 8086:10c9 |\n" * 2
    executed = run(f"{CARDS}{twice}      When the host boots\n      Then the number of recorded bypasses is 0\n")
    assert [each.message for each in executed.diagnostics] == ["the isolation policy is given twice"]
