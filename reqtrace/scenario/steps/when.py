# SPDX-License-Identifier: Apache-2.0
"""What the When sentences mean: each is one operation on the machine."""

from __future__ import annotations

from reqtrace.scenario.acts.devices import Announce, Assign, Create, Deassign, Destroy, Withdraw
from reqtrace.scenario.target import Machine, Session


def boots(machine: Machine) -> Session:
    """Switch the host on: dom0 starts first where there is one, then every domain in order, but those created later."""
    return machine.boot()


def created(session: Session, domain: str) -> Session:
    """The control domain creates the domain."""
    return session.perform(Create(domain))


def destroyed(session: Session, domain: str) -> Session:
    """The control domain destroys the domain."""
    return session.perform(Destroy(domain))


def assigned(session: Session, device: str, domain: str) -> Session:
    """The control domain gives a device to the domain."""
    return session.perform(Assign(device, domain))


def deassigned(session: Session, device: str, domain: str) -> Session:
    """The control domain takes a device from the domain."""
    return session.perform(Deassign(device, domain))


def announced(session: Session, domain: str, function: str) -> Session:
    """A domain tells Xen of a PCI function."""
    return session.perform(Announce(domain, function))


def withdrawn(session: Session, domain: str, function: str) -> Session:
    """A domain tells Xen that a PCI function is gone."""
    return session.perform(Withdraw(domain, function))
