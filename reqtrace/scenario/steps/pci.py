# SPDX-License-Identifier: Apache-2.0
"""The sentences on PCI functions: what goes badly with them, what fails, and what the support statement says."""

from __future__ import annotations

from reqtrace.scenario.acts.pci import AcpiOf, Disable, Enable, Flood, Has, MayUse, Scratch, Stick, SupportOf
from reqtrace.scenario.steps.sentence import Given, Observation, Role, Then, When
from reqtrace.scenario.target import Session

GUEST, DOMAIN, CARD, STREAM, WORDS = Role.GUEST, Role.DOMAIN, Role.CARD, Role.STREAM, Role.WORDS
_MAY_USE = {True: "it may", False: "it may not", None: "it may use a part of it"}
_IN_USE = {True: "it uses it", False: "it does not use it", None: "it does not run"}
FEATURE, LEVEL, SIGNATURE = Role.FEATURE, Role.LEVEL, Role.SIGNATURE


def enabled(session: Session, feature: str, domain: str) -> Session:
    """The control domain switches a feature of the domain on."""
    return session.perform(Enable(feature, domain))


def disabled(session: Session, feature: str, domain: str) -> Session:
    """The control domain switches a feature of the domain off; of memory on demand, all is populated then."""
    return session.perform(Disable(feature, domain))


def floods(session: Session, card: str) -> Session:
    """A PCI function fails: it floods the IOMMU with faults, or does not answer it any more."""
    return session.perform(Flood(card))


def sticks(session: Session, card: str) -> Session:
    """The IOMMU no longer completes what it is told about a PCI function."""
    return session.perform(Stick(card))


def uses(session: Session, domain: str, feature: str) -> Observation:
    """The feature of the domain is on."""
    seen = session.answer(Has(feature, domain))
    return _compare(seen is True, f'domain "{domain}" uses "{feature}"', _IN_USE[seen])


def uses_not(session: Session, domain: str, feature: str) -> Observation:
    """The domain runs, and the feature is off."""
    seen = session.answer(Has(feature, domain))
    return _compare(seen is False, f'domain "{domain}" does not use "{feature}"', _IN_USE[seen])


def in_scratch(session: Session, stream: int) -> Observation:
    """Requests with the stream id end in a page that nobody uses."""
    agrees = session.answer(Scratch(stream))
    return _compare(agrees, f"stream {stream:#x} leads to the scratch page", "it does not")


def level(session: Session, domain: str, level: str) -> Observation:
    """So far the support statement covers the domain as it is configured, whether it could be created or not."""
    seen, _ = session.answer(SupportOf(domain))
    return _compare(seen == level, f'the support level of domain "{domain}" is "{level}"', f'it is "{seen}"')


def caveat(session: Session, domain: str, words: str) -> Observation:
    """A reason why the support goes no further has these words in it."""
    _, caveats = session.answer(SupportOf(domain))
    agrees = any(words in each for each in caveats)
    return _compare(agrees, f'a support caveat of domain "{domain}" names "{words}"', "; ".join(caveats) or "none")


def may_use(session: Session, domain: str, device: str) -> Observation:
    """The domain is permitted all that the device has: its registers, I/O ports and interrupts."""
    seen = session.answer(MayUse(domain, device))
    return _compare(seen is True, f'domain "{domain}" may use {device}', _MAY_USE[seen])


def may_not_use(session: Session, domain: str, device: str) -> Observation:
    """The domain is permitted nothing that the device has."""
    seen = session.answer(MayUse(domain, device))
    return _compare(seen is False, f'domain "{domain}" may not use {device}', _MAY_USE[seen])


def finds_no_table(session: Session, domain: str, signature: str) -> Observation:
    """The domain finds ACPI tables, and none with this signature."""
    seen = session.answer(AcpiOf(domain))
    agrees = bool(seen) and signature not in seen
    return _compare(agrees, f'domain "{domain}" finds no ACPI table {signature}', ", ".join(sorted(seen)) or "no table")


def _compare(agrees: bool, expected: str, seen: str) -> Observation:
    """What was observed; where it is not what was expected, the message names both."""
    return Observation(agrees, "" if agrees else f"expected: {expected}; seen: {seen}")


DESCRIBING: tuple[Given, ...] = ()

OPERATING: tuple[When, ...] = (
    When("dom0 enables {string} for domain {string}", enabled, (FEATURE, GUEST), by_dom0=True),
    When("dom0 disables {string} for domain {string}", disabled, (FEATURE, GUEST), by_dom0=True),
    When("PCI function {string} floods the IOMMU with faults", floods, (CARD,)),
    When("the IOMMU no longer heeds what concerns PCI function {string}", sticks, (CARD,)),
)

OBSERVING: tuple[Then, ...] = (
    Then("domain {string} uses {string}", uses, (GUEST, FEATURE)),
    Then("domain {string} does not use {string}", uses_not, (GUEST, FEATURE)),
    Then("stream {address} leads to the scratch page", in_scratch, (STREAM,), by_iommu=True),
    Then("the support level of domain {string} is {string}", level, (GUEST, LEVEL)),
    Then("the support caveats of domain {string} name {string}", caveat, (GUEST, WORDS)),
    Then("domain {string} may use {string}", may_use, (GUEST, Role.DEVICE)),
    Then("domain {string} may not use {string}", may_not_use, (GUEST, Role.DEVICE)),
    Then("domain {string} finds no ACPI table {string}", finds_no_table, (DOMAIN, SIGNATURE)),
)
