# SPDX-License-Identifier: Apache-2.0
"""What the Given sentences mean: each adds to the setup, or says why it can not."""

from __future__ import annotations

from dataclasses import replace

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.hypervisor import OPTIONS, with_option
from reqtrace.scenario.feature import DocString, Table
from reqtrace.scenario.setup import Domain, Grant, HostChoice, PassthroughTree, Setup
from reqtrace.scenario.steps.functions import read_functions
from reqtrace.span import Span


def host(setup: Setup, here: Span, name: str) -> Setup | Diagnostic:
    """Choose a named host."""
    return _choose(setup, HostChoice(name, here))


def host_with(setup: Setup, here: Span, name: str, dts: DocString) -> Setup | Diagnostic:
    """Choose a named host and change its device tree."""
    return _choose(setup, HostChoice(name, here, fragment=dts))


def host_with_iommu(setup: Setup, here: Span, name: str, iommu: str) -> Setup | Diagnostic:
    """Choose a named host with an IOMMU of this kind."""
    return _choose(setup, HostChoice(name, here, iommu))


def host_with_iommu_and(setup: Setup, here: Span, name: str, iommu: str, dts: DocString) -> Setup | Diagnostic:
    """Choose a named host with an IOMMU of this kind and change its device tree."""
    return _choose(setup, HostChoice(name, here, iommu, fragment=dts))


def pci_functions(setup: Setup, _here: Span, table: Table) -> Setup | Diagnostic:
    """Add the PCI functions of the table to the host."""
    known = {str(function.sbdf) for function in setup.functions}
    functions = read_functions(table, known)
    if isinstance(functions, Diagnostic):
        return functions
    return replace(setup, functions=setup.functions + functions)


def command_line(setup: Setup, here: Span, words: str) -> Setup | Diagnostic:
    """Set Xen's command line."""
    if setup.command_line:
        return _wrong("the Xen command line is given twice", here, "write all its words in one step")
    return replace(setup, command_line=words)


def dom0(setup: Setup, _here: Span) -> Setup | Diagnostic:
    """Let there be a hardware and control domain."""
    return replace(setup, dom0=True)


def passthrough_tree(setup: Setup, here: Span, name: str, dts: DocString) -> Setup | Diagnostic:
    """Write a partial device tree down, for any number of domains."""
    if setup.tree(name) is not None:
        return _wrong(f'there are two passthrough trees "{name}"', here, "give each a name of its own")
    return replace(setup, trees=(*setup.trees, PassthroughTree(name, dts)))


def domain(setup: Setup, here: Span, name: str) -> Setup | Diagnostic:
    """Let there be a domain without devices."""
    if setup.domain(name) is not None:
        return _wrong(f'there is a domain "{name}" already', here, "leave this step out, or name another domain")
    return setup.with_domain(Domain(name, here))


def domain_with_tree(setup: Setup, here: Span, name: str, tree: str) -> Setup | Diagnostic:
    """Let a domain be created with a passthrough tree that was written down."""
    written = setup.tree(tree)
    if written is None:
        close = nearest(tree, (each.name for each in setup.trees))
        help_ = f'did you mean "{close}"?' if close else "write it down with: the passthrough tree"
        return _wrong(f'no step before this one writes a passthrough tree "{tree}"', here, help_)
    known = setup.domain(name) or Domain(name, here)
    if known.tree is not None or known.grants:
        return _wrong(f'domain "{name}" has a passthrough tree already', here, "put all its devices into one tree")
    return setup.with_domain(replace(known, tree=written))


def given_device(setup: Setup, here: Span, name: str, device: str) -> Setup | Diagnostic:
    """Give a device to a domain by the usual tree."""
    return _grant(setup, here, name, Grant(device, forced=False, span=here))


def given_device_forced(setup: Setup, here: Span, name: str, device: str) -> Setup | Diagnostic:
    """Give a device to a domain by the usual tree, even where no IOMMU protects the others from it."""
    return _grant(setup, here, name, Grant(device, forced=True, span=here))


def direct_mapped(setup: Setup, here: Span, name: str) -> Setup | Diagnostic:
    """Let the RAM of a domain lie at the same guest and host addresses."""
    known = _known(setup, here, name)
    if isinstance(known, Diagnostic):
        return known
    return setup.with_domain(replace(known, options=replace(known.options, direct_map=True)))


def untrusted(setup: Setup, here: Span, name: str) -> Setup | Diagnostic:
    """Let the integrator not trust a domain."""
    known = _known(setup, here, name)
    if isinstance(known, Diagnostic):
        return known
    return setup.with_domain(replace(known, options=replace(known.options, trusted=False)))


def option(setup: Setup, here: Span, name: str, words: str) -> Setup | Diagnostic:
    """Say something more about a domain, as its node in the host tree or its xl.cfg would."""
    known = _known(setup, here, name)
    if isinstance(known, Diagnostic):
        return known
    options = with_option(known.options, words)
    if options is None:
        examples = ", ".join(example for example, _ in OPTIONS.values())
        return _wrong(f'no option of a domain reads "{words}"', here, f"write one like: {examples}")
    return setup.with_domain(replace(known, options=options))


def created_later(setup: Setup, here: Span, name: str) -> Setup | Diagnostic:
    """Let a domain not be created at boot."""
    known = _known(setup, here, name)
    return known if isinstance(known, Diagnostic) else setup.with_domain(replace(known, later=True))


def _choose(setup: Setup, choice: HostChoice) -> Setup | Diagnostic:
    """Choose the host, once."""
    if setup.host is not None:
        return _wrong("a host is given already", choice.span, f"the other one stands in line {setup.host.span.line}")
    return replace(setup, host=choice)


def _grant(setup: Setup, here: Span, name: str, grant: Grant) -> Setup | Diagnostic:
    """Add a device to those of a domain, which is introduced by it where it is new."""
    known = setup.domain(name) or Domain(name, here)
    if known.tree is not None:
        help_ = f'put the device into the tree "{known.tree.name}"'
        return _wrong(f'domain "{name}" has a passthrough tree already', here, help_)
    return setup.with_domain(replace(known, grants=(*known.grants, grant)))


def _known(setup: Setup, here: Span, name: str) -> Domain | Diagnostic:
    """The domain called `name`, which a step before has introduced: a name misspelt here would be a second domain."""
    found = setup.domain(name)
    if found is not None:
        return found
    close = nearest(name, (each.name for each in setup.domains))
    help_ = f'did you mean "{close}"?' if close else f'put this step behind: domain "{name}"'
    return _wrong(f'no step before this one introduces a domain "{name}"', here, help_)


def _wrong(message: str, here: Span, help_: str) -> Diagnostic:
    return Diagnostic(Code.BAD_STEP, message, here, (), help_)
