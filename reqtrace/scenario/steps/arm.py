# SPDX-License-Identifier: Apache-2.0
"""The sentences on single pages and interrupts, on overlays, and on how domains end."""

from __future__ import annotations

from reqtrace.diagnostic import Diagnostic
from reqtrace.scenario.acts.arm import (
    AddOverlay,
    AskAssign,
    AttachOverlay,
    Bind,
    IsExtended,
    MapForeign,
    MapPages,
    PermitPages,
    Raise,
    RemoveOverlay,
    Shutdown,
    TakeBack,
    Unbind,
    UnmapForeign,
    WaitsFor,
)
from reqtrace.scenario.feature import DocString
from reqtrace.scenario.setup import Setup
from reqtrace.scenario.steps import given
from reqtrace.scenario.steps.sentence import Follows, Given, Observation, Role, Then, When
from reqtrace.scenario.target import Session
from reqtrace.span import Span

TREE, GUEST, DOMAIN, REQUESTED = Role.TREE, Role.GUEST, Role.DOMAIN, Role.REQUESTED
ADDRESS, INTERRUPT = Role.ADDRESS, Role.INTERRUPT


def overlay(setup: Setup, here: Span, name: str, dts: DocString) -> Setup | Diagnostic:
    """Write down an overlay: nodes that can be added below the root of the host's tree while the machine runs."""
    return given.passthrough_tree(setup, here, name, dts)


def asked(session: Session, device: str, domain: str) -> Session:
    """The control domain asks whether a device could be given to the domain; nothing changes."""
    return session.perform(AskAssign(device, domain))


def taken_back(session: Session, device: str) -> Session:
    """The hardware domain uses a device again that nobody has."""
    return session.perform(TakeBack(device))


def shut_down(session: Session, domain: str) -> Session:
    """The domain shuts itself down, and nobody else asks for its end."""
    return session.perform(Shutdown(domain))


def maps_foreign(session: Session, domain: str, owner: str) -> Session:
    """A domain maps a page that another one grants it, and so refers to it."""
    return session.perform(MapForeign(domain, owner))


def unmaps_foreign(session: Session, domain: str, owner: str) -> Session:
    """A domain gives up the page of another that it maps, of a dead one too."""
    return session.perform(UnmapForeign(domain, owner))


def raised(session: Session, interrupt: int) -> Session:
    """A device raises its interrupt, and the domain has not taken it yet."""
    return session.perform(Raise(interrupt))


def permitted(session: Session, domain: str, first: int, last: int) -> Session:
    """The control domain permits the domain the pages from the first address to the last."""
    return session.perform(PermitPages(domain, first, last))


def mapped(session: Session, first: int, last: int, domain: str, guest: int) -> Session:
    """The control domain lets the domain see the pages from the first address to the last, at a guest address."""
    return session.perform(MapPages(domain, first, last, guest))


def bound(session: Session, interrupt: int, domain: str) -> Session:
    """The control domain lets the interrupt arrive at the domain."""
    return session.perform(Bind(interrupt, domain))


def unbound(session: Session, interrupt: int, domain: str) -> Session:
    """The control domain takes the interrupt from the domain."""
    return session.perform(Unbind(interrupt, domain))


def added(session: Session, name: str) -> Session:
    """The control domain adds the nodes of the overlay to the host's tree."""
    return session.perform(AddOverlay(name))


def removed(session: Session, name: str) -> Session:
    """The control domain removes the nodes of the overlay from the host's tree."""
    return session.perform(RemoveOverlay(name))


def attached(session: Session, name: str, domain: str) -> Session:
    """The control domain gives the devices of the overlay to the domain."""
    return session.perform(AttachOverlay(name, domain))


def waits(session: Session, interrupt: int, domain: str) -> Observation:
    """The interrupt was raised, and the domain finds it pending."""
    seen = session.answer(WaitsFor(interrupt))
    words = f'interrupt {interrupt} is pending for domain "{domain}"'
    return _compare(seen == domain, words, f'for domain "{seen}"' if seen else "it is pending for nobody")


def waits_not(session: Session, interrupt: int) -> Observation:
    """No domain finds the interrupt pending."""
    seen = session.answer(WaitsFor(interrupt))
    return _compare(seen is None, f"interrupt {interrupt} is pending for no domain", f'for domain "{seen}"')


def extended(session: Session, domain: str, address: int) -> Observation:
    """The domain may map pages of others at the guest address: Xen names it as part of an extended region."""
    agrees = session.answer(IsExtended(domain, address))
    return _compare(agrees, f"the extended regions of domain {domain!r} have {address:#x}", "they have not")


def not_extended(session: Session, domain: str, address: int) -> Observation:
    """Xen does not name the guest address as part of an extended region."""
    agrees = not session.answer(IsExtended(domain, address))
    return _compare(agrees, f"the extended regions of domain {domain!r} do not have {address:#x}", "they have")


def _compare(agrees: bool, expected: str, seen: str) -> Observation:
    """What was observed; where it is not what was expected, the message names both."""
    return Observation(agrees, "" if agrees else f"expected: {expected}; seen: {seen}")


DESCRIBING: tuple[Given, ...] = (Given("the overlay {string}", overlay, (TREE,), Follows.DTS),)

OPERATING: tuple[When, ...] = (
    When("dom0 asks whether {string} can be assigned to domain {string}", asked, (REQUESTED, DOMAIN), by_dom0=True),
    When("dom0 takes back {string}", taken_back, (REQUESTED,), by_dom0=True),
    When("domain {string} shuts down", shut_down, (GUEST,)),
    When("domain {string} maps a page of domain {string}", maps_foreign, (DOMAIN, GUEST)),
    When("domain {string} unmaps the page of domain {string}", unmaps_foreign, (DOMAIN, GUEST)),
    When("interrupt {int} is raised", raised, (INTERRUPT,)),
    When(
        "dom0 permits domain {string} the pages {address} to {address}",
        permitted,
        (DOMAIN, ADDRESS, ADDRESS),
        by_dom0=True,
    ),
    When(
        "dom0 maps the pages {address} to {address} into domain {string} at {address}",
        mapped,
        (ADDRESS, ADDRESS, DOMAIN, ADDRESS),
        by_dom0=True,
    ),
    When("dom0 binds interrupt {int} to domain {string}", bound, (INTERRUPT, DOMAIN), by_dom0=True),
    When("dom0 unbinds interrupt {int} from domain {string}", unbound, (INTERRUPT, DOMAIN), by_dom0=True),
    When("dom0 adds the overlay {string}", added, (TREE,), by_dom0=True),
    When("dom0 removes the overlay {string}", removed, (TREE,), by_dom0=True),
    When("dom0 attaches the overlay {string} to domain {string}", attached, (TREE, DOMAIN), by_dom0=True),
)

OBSERVING: tuple[Then, ...] = (
    Then("interrupt {int} is pending for domain {string}", waits, (INTERRUPT, DOMAIN)),
    Then("interrupt {int} is pending for no domain", waits_not, (INTERRUPT,), of_absence=True),
    Then("the extended regions of domain {string} have {address}", extended, (DOMAIN, ADDRESS)),
    Then(
        "the extended regions of domain {string} do not have {address}",
        not_extended,
        (DOMAIN, ADDRESS),
        of_absence=True,
    ),
)
