# SPDX-License-Identifier: Apache-2.0
"""The sentences on hosts, domains, and the devices that domains are given."""

from __future__ import annotations

from reqtrace.scenario.steps import given, then, when
from reqtrace.scenario.steps.sentence import Boot, Follows, Given, Role, Then, When

HOST, COMMAND_LINE, TREE, GUEST, DOMAIN = Role.HOST, Role.COMMAND_LINE, Role.TREE, Role.GUEST, Role.DOMAIN
DEVICE, REQUESTED, FUNCTION, NODE, PROPERTY = Role.DEVICE, Role.REQUESTED, Role.FUNCTION, Role.NODE, Role.PROPERTY
ADDRESS, STREAM, INTERRUPT, ERRNO, WORDS = Role.ADDRESS, Role.STREAM, Role.INTERRUPT, Role.ERRNO, Role.WORDS
IOMMU, OPTION = Role.IOMMU, Role.OPTION
DTS, TABLE = Follows.DTS, Follows.TABLE

DESCRIBING: tuple[Given, ...] = (
    Given("the host {string}", given.host, (HOST,)),
    Given("the host {string} with", given.host_with, (HOST,), DTS),
    Given("the host {string} with {iommu}", given.host_with_iommu, (HOST, IOMMU)),
    Given("the host {string} with {iommu} and", given.host_with_iommu_and, (HOST, IOMMU), DTS),
    Given("the PCI functions", given.pci_functions, (), TABLE),
    Given("the Xen command line {string}", given.command_line, (COMMAND_LINE,)),
    Given("dom0 controls the host", given.dom0),
    Given("the passthrough tree {string}", given.passthrough_tree, (TREE,), DTS),
    Given("domain {string}", given.domain, (GUEST,)),
    Given("domain {string} with the passthrough tree {string}", given.domain_with_tree, (GUEST, TREE)),
    Given("domain {string} is given {string}", given.given_device, (GUEST, DEVICE)),
    Given("domain {string} is given {string}, forced", given.given_device_forced, (GUEST, DEVICE)),
    Given("domain {string} is direct-mapped", given.direct_mapped, (GUEST,)),
    Given("domain {string} has the option {string}", given.option, (GUEST, OPTION)),
    Given("domain {string} is untrusted", given.untrusted, (GUEST,)),
    Given("domain {string} is created later", given.created_later, (GUEST,)),
)

OPERATING: tuple[Boot | When, ...] = (
    Boot("the host boots", when.boots),
    When("domain {string} is created", when.created, (GUEST,), by_dom0=True),
    When("domain {string} is destroyed", when.destroyed, (DOMAIN,), by_dom0=True),
    When("dom0 assigns {string} to domain {string}", when.assigned, (REQUESTED, DOMAIN), by_dom0=True),
    When("dom0 deassigns {string} from domain {string}", when.deassigned, (REQUESTED, DOMAIN), by_dom0=True),
    When("domain {string} announces PCI function {string}", when.announced, (DOMAIN, FUNCTION)),
    When("domain {string} withdraws PCI function {string}", when.withdrawn, (DOMAIN, FUNCTION)),
)

OBSERVING: tuple[Then, ...] = (
    Then("domain {string} runs", then.runs, (DOMAIN,)),
    Then("domain {string} is not created: {errno}", then.not_created, (GUEST, ERRNO)),
    Then("domain {string} is not created: {errno}, {string}", then.not_created_words, (GUEST, ERRNO, WORDS)),
    Then("domain {string} is gone", then.gone, (DOMAIN,)),
    Then("domain {string} can read the peripheral at {address}", then.reads, (DOMAIN, ADDRESS)),
    Then(
        "domain {string} can not read the peripheral at {address}", then.not_reads, (DOMAIN, ADDRESS), of_absence=True
    ),
    Then("interrupt {int} is routed to domain {string}", then.routed, (INTERRUPT, DOMAIN)),
    Then("interrupt {int} is routed to no domain", then.routed_nowhere, (INTERRUPT,), of_absence=True),
    Then("the device tree of domain {string} has the node {string}", then.has_node, (DOMAIN, NODE)),
    Then("the device tree of domain {string} has no node {string}", then.has_no_node, (DOMAIN, NODE), of_absence=True),
    Then(
        "the device tree of domain {string} has no property {string}",
        then.has_no_property,
        (DOMAIN, PROPERTY),
        of_absence=True,
    ),
    Then("the device tree of domain {string} has the property {string}", then.has_property, (DOMAIN, PROPERTY)),
    Then("stream {address} is translated for domain {string}", then.translated, (STREAM, DOMAIN)),
    Then("stream {address} faults", then.faults, (STREAM,), of_absence=True, by_iommu=True),
    Then("the log contains {string}", then.logged, (WORDS,)),
    Then("the host panics: {string}", then.panics, (WORDS,)),
    Then("the call succeeds", then.succeeds, of_call=True),
    Then("the call is refused: {errno}", then.refused, (ERRNO,), of_call=True),
    Then("the call is refused: {errno}, {string}", then.refused_words, (ERRNO, WORDS), of_call=True),
    Then("DMA of {string} reaches the memory of domain {string}", then.dma_reaches, (DEVICE, DOMAIN)),
    Then("DMA of {string} does not reach the memory of domain {string}", then.dma_reaches_not, (DEVICE, DOMAIN)),
    Then("Xen knows PCI function {string}", then.known, (FUNCTION,)),
    Then("Xen does not know PCI function {string}", then.unknown, (FUNCTION,), of_absence=True),
    Then("device {string} belongs to domain {string}", then.belongs, (DEVICE, DOMAIN)),
    Then("device {string} is quarantined", then.quarantined, (DEVICE,)),
    Then("device {string} has no owner", then.has_no_owner, (DEVICE,)),
    Then("domain {string} sees PCI function {string}", then.sees, (DOMAIN, FUNCTION)),
    Then("domain {string} does not see PCI function {string}", then.sees_not, (DOMAIN, FUNCTION), of_absence=True),
    Then("bus mastering of PCI function {string} is on", then.mastering, (FUNCTION,)),
    Then("bus mastering of PCI function {string} is off", then.not_mastering, (FUNCTION,), of_absence=True),
)
