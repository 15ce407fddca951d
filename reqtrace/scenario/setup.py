# SPDX-License-Identifier: Apache-2.0
"""What the Given steps of a scenario describe: a host, and the domains that shall run on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from reqtrace.hypervisor import Options, PciFunction
from reqtrace.hypervisor.xen import Fault
from reqtrace.scenario.feature import DocString
from reqtrace.span import Span

DOM0 = "dom0"
"""The name of the hardware and control domain."""


@dataclass(frozen=True, slots=True)
class HostChoice:
    """A host by its name, and what a scenario changes about it; `fragment` is merged onto its device tree."""

    name: str
    span: Span
    iommu: str = ""
    fragment: DocString | None = None


@dataclass(frozen=True, slots=True)
class PassthroughTree:
    """A partial device tree that a scenario writes down."""

    name: str
    source: DocString


@dataclass(frozen=True, slots=True)
class Grant:
    """A device that a domain is given by the usual tree: a path of the host tree, or a PCI function."""

    device: str
    forced: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain to be created: from a passthrough tree, or from grants, or without devices."""

    name: str
    span: Span
    tree: PassthroughTree | None = None
    grants: tuple[Grant, ...] = ()
    options: Options = field(default_factory=Options)
    later: bool = False


@dataclass(frozen=True, slots=True)
class Setup:
    """All that the Given steps said, in their order; `fault` is what fails from outside.

    `policy` are the lines of the isolation policy; `relaxed` says whether the toolstack checks no switch.
    """

    host: HostChoice | None = None
    functions: tuple[PciFunction, ...] = ()
    command_line: str = ""
    dom0: bool = False
    dom0_command_line: str = ""
    fault: Fault | None = None
    policy: tuple[str, ...] = ()
    relaxed: bool = False
    trees: tuple[PassthroughTree, ...] = ()
    domains: tuple[Domain, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The domains that steps may speak of."""
        return ((DOM0,) if self.dom0 else ()) + tuple(domain.name for domain in self.domains)

    def domain(self, name: str) -> Domain | None:
        """The domain called `name`."""
        return next((domain for domain in self.domains if domain.name == name), None)

    def tree(self, name: str) -> PassthroughTree | None:
        """The passthrough tree called `name`."""
        return next((tree for tree in self.trees if tree.name == name), None)

    def with_domain(self, changed: Domain) -> Setup:
        """The same with `changed` in place of the domain of its name, or as the last one."""
        if self.domain(changed.name) is None:
            return replace(self, domains=(*self.domains, changed))
        domains = tuple(changed if domain.name == changed.name else domain for domain in self.domains)
        return replace(self, domains=domains)
