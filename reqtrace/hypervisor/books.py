# SPDX-License-Identifier: Apache-2.0
"""The rule books of all operations, by the name under which each is followed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from reqtrace.hypervisor import rules, toolstack
from reqtrace.hypervisor.control import (
    announcement,
    attachment,
    bindings,
    delivery,
    domctl,
    foreign,
    overlays,
    pci_failure,
    permissions,
    saving,
    withdrawal,
)
from reqtrace.hypervisor.control.boot import BOOT
from reqtrace.hypervisor.control.destruction import DESTRUCTION, RELEASED
from reqtrace.hypervisor.control.destruction import RELEASE as TAKING_BACK
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.isolation.policy import LOADING
from reqtrace.hypervisor.pciback.access import READ, WRITE
from reqtrace.hypervisor.pciback.device_model import MODEL_READ, MODEL_WRITE
from reqtrace.hypervisor.pciback.hide import LOADING as MODULE
from reqtrace.hypervisor.pciback.opening import FILES
from reqtrace.hypervisor.pciback.seize import PUT, RELEASE, SEIZE
from reqtrace.hypervisor.x86.features import FEATURE_OFF, FEATURE_ON
from reqtrace.hypervisor.xen import Way


class Listed(Protocol):
    """A rule as it stands in a list, whatever it judges."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def source(self) -> str:
        """What it rests on."""

    @property
    def meaning(self) -> str:
        """What it demands or does."""

    @property
    def checks(self) -> bool:
        """Whether it refuses; otherwise it changes something."""

    @property
    def lacking(self) -> frozenset[Finding]:
        """The findings under which a Xen has no such rule."""

    @property
    def ways(self) -> tuple[Way, ...]:
        """How it can be broken."""


BOOKS: Mapping[str, tuple[Listed, ...]] = MappingProxyType(
    {
        "boot": BOOT,
        "creation": rules.CREATION,
        "copy": rules.COPY,
        "platform": rules.PLATFORM,
        "pci list": rules.PCI_LIST,
        "pci": rules.PCI,
        "completion": rules.COMPLETION,
        "control": domctl.CONTROL,
        "iommu call": domctl.IOMMU_CALL,
        "assignable": domctl.ASSIGNABLE,
        "assignment": rules.DOMCTL,
        "pci assignment": rules.PCI,
        "test assignment": domctl.TEST,
        "deassignment": domctl.DEASSIGNMENT,
        "reclaimable": domctl.RECLAIMABLE,
        "reclaim": domctl.RECLAIM,
        "shutdown": domctl.SHUTDOWN,
        "destruction": DESTRUCTION,
        "page permission": permissions.PERMISSION,
        "page mapping": permissions.MAPPING,
        "interrupt binding": bindings.BINDING,
        "interrupt unbinding": bindings.UNBINDING,
        "delivery": delivery.DELIVERY,
        "grant mapping": foreign.GRANT,
        "grant unmapping": foreign.RELEASE,
        "overlay": overlays.ADDING,
        "overlay removal": overlays.REMOVAL,
        "overlay attachable": attachment.ATTACHABLE,
        "overlay attachment": attachment.ATTACHMENT,
        "isolation policy": LOADING,
        "announcement": announcement.ANNOUNCEMENT,
        "withdrawal": withdrawal.WITHDRAWAL,
        "scan": announcement.SCAN,
        "feature on": FEATURE_ON,
        "release": TAKING_BACK,
        "released": RELEASED,
        "failure": pci_failure.FAILURE,
        "migration": saving.MIGRATION,
        "saving": saving.SAVING,
        "seizure": pci_failure.SEIZURE,
        "feature off": FEATURE_OFF,
        "pciback loading": MODULE,
        "pciback read": READ,
        "pciback write": WRITE,
        "device model read": MODEL_READ,
        "device model write": MODEL_WRITE,
        "pciback seizing": SEIZE,
        "pciback put": PUT,
        "pciback release": RELEASE,
        "pci-assignable-add": toolstack.ADD,
        "pci-assignable-remove": toolstack.REMOVE,
        "pci-attach": toolstack.ATTACH,
        "pci-attach assignment": toolstack.ASSIGNMENT,
        "pci-attach of a device": toolstack.ALL_ATTACHED,
        "pci-detach": toolstack.DETACH,
        "pci-detach of a device": toolstack.ALL_DETACHED,
        "settlement": toolstack.SETTLEMENT,
        "pause": toolstack.PAUSE,
        "unpause": toolstack.UNPAUSE,
        "bus error": toolstack.BUS_ERROR,
        **{f"pciback {file}": book for file, book in FILES.items()},
    }
)
"""Every book of every operation that a test case can ask for."""
