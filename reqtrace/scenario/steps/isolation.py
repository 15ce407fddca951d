# SPDX-License-Identifier: Apache-2.0
"""The sentences on isolation: the policy, the groups that several systems form, and where requests arrive."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.scenario.acts.isolation import (
    Bypasses,
    GroupOf,
    IsolationUnknown,
    LibvirtRefusal,
    LoadPolicy,
    Rules,
    TakenBy,
)
from reqtrace.scenario.feature import Table
from reqtrace.scenario.setup import Setup
from reqtrace.scenario.steps.sentence import Boot, Follows, Given, Observation, Role, Then, When
from reqtrace.scenario.target import Session
from reqtrace.span import Span

FUNCTION, ADDRESS, RULES, COUNT, WORDS = Role.FUNCTION, Role.BUS_ADDRESS, Role.RULES, Role.COUNT, Role.WORDS


def policy(setup: Setup, here: Span, table: Table) -> Setup | Diagnostic:
    """Write the store of the isolation policy, a line a row: `allow`, or `deny`, vendor:device, and why."""
    if setup.policy:
        return Diagnostic(Code.BAD_STEP, "the isolation policy is given twice", here, (), "write all its rows in one")
    lines = tuple(" ".join(cell.text for cell in row).strip() for row in table.rows)
    return replace(setup, policy=lines)


def unchecked_by_libvirt(setup: Setup, _here: Span) -> Setup | Diagnostic:
    """Let libvirt's setting relaxed_acs_check be 1: it asks no switch for access control, for no device."""
    return replace(setup, relaxed=True)


def policy_loaded(session: Session) -> Session:
    """The control domain lets the store of the isolation policy be read once more; the boot has done so before."""
    return session.perform(LoadPolicy())


def in_one_group(session: Session, one: str, other: str, rules: str) -> Observation:
    """Both functions are in one group by the rules of Linux, of Xen, or of isolation, which are the requirements."""
    group = session.answer(GroupOf(one, Rules(rules)))
    expected = f"{one} and {other} are in one isolation group by the rules of {rules}"
    return _compare(group is not None and other.lower() in group, expected, _grouped(one, group))


def in_two_groups(session: Session, one: str, other: str, rules: str) -> Observation:
    """The functions are in different groups by the rules of Linux, of Xen, or of isolation."""
    first, second = (session.answer(GroupOf(each, Rules(rules))) for each in (one, other))
    expected = f"{one} and {other} are in different isolation groups by the rules of {rules}"
    apart = first is not None and second is not None and first != second
    return _compare(apart, expected, _grouped(other, second) if second is None else _grouped(one, first))


def taken(session: Session, sender: str, destination: int, taker: str) -> Observation:
    """A request that bears an address as the device was told it arrives at a function, and at no IOMMU."""
    seen = session.answer(TakenBy(sender, destination))
    return _compare(seen == taker.lower(), f"a request of {sender} to {destination:#x} reaches {taker}", _taker(seen))


def translated(session: Session, sender: str, destination: int) -> Observation:
    """A request that bears an address as the device was told it arrives at the IOMMU."""
    seen = session.answer(TakenBy(sender, destination))
    return _compare(seen is None, f"a request of {sender} to {destination:#x} reaches the IOMMU", _taker(seen))


def unknown(session: Session, function: str) -> Observation:
    """A bridge above the function does not show itself, so nobody can say how it is isolated."""
    answer = session.answer(IsolationUnknown(function))
    return _compare(answer, f"the isolation of {function} is unknown", "every bridge above it is known")


def bypassed(session: Session, number: int) -> Observation:
    """So many assignments stand on record that only the isolation policy let happen."""
    seen = session.answer(Bypasses())
    return _compare(seen == number, f"the number of recorded bypasses is {number}", f"it is {seen}")


def libvirt_refuses(session: Session, function: str, words: str) -> Observation:
    """The check of libvirt does not let the function be assigned, and says these words."""
    seen = session.answer(LibvirtRefusal(function))
    agrees = seen is not None and seen != "" and words in seen
    return _compare(agrees, f'libvirt refuses {function}: "{words}"', _libvirt(seen))


def libvirt_accepts(session: Session, function: str) -> Observation:
    """The check of libvirt lets the function be assigned."""
    seen = session.answer(LibvirtRefusal(function))
    return _compare(seen is None, f"libvirt accepts {function}", _libvirt(seen))


def _compare(agrees: bool, expected: str, seen: str) -> Observation:
    return Observation(agrees, "" if agrees else f"expected: {expected}; seen: {seen}")


def _grouped(function: str, group: tuple[str, ...] | None) -> str:
    return (
        f"the host has no function {function}" if group is None else f"{function} is in a group of {', '.join(group)}"
    )


def _taker(seen: str | None) -> str:
    if seen == "":
        return "there is no such function"
    return "it reaches the IOMMU" if seen is None else f"{seen} takes it"


def _libvirt(seen: str | None) -> str:
    if seen == "":
        return "there is no such function"
    return "it accepts" if seen is None else seen


DESCRIBING: tuple[Given, ...] = (
    Given("the isolation policy", policy, (), Follows.TABLE),
    Given("libvirt does not check switches for access control", unchecked_by_libvirt),
)

OPERATING: tuple[Boot | When, ...] = (When("dom0 loads the isolation policy", policy_loaded, by_dom0=True),)

OBSERVING: tuple[Then, ...] = (
    Then(
        "PCI functions {string} and {string} are in one isolation group by the rules of {string}",
        in_one_group,
        (FUNCTION, FUNCTION, RULES),
    ),
    Then(
        "PCI functions {string} and {string} are in different isolation groups by the rules of {string}",
        in_two_groups,
        (FUNCTION, FUNCTION, RULES),
    ),
    Then("a request of {string} to {address} reaches {string}", taken, (FUNCTION, ADDRESS, FUNCTION)),
    Then("a request of {string} to {address} reaches the IOMMU", translated, (FUNCTION, ADDRESS), by_iommu=True),
    Then("the isolation of PCI function {string} is unknown", unknown, (FUNCTION,)),
    Then("the number of recorded bypasses is {int}", bypassed, (COUNT,)),
    Then("libvirt refuses PCI function {string}: {string}", libvirt_refuses, (FUNCTION, WORDS)),
    Then("libvirt accepts PCI function {string}", libvirt_accepts, (FUNCTION,)),
)
