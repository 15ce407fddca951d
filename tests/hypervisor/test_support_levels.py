# SPDX-License-Identifier: Apache-2.0
"""I-25: the support level never rises when a caveat is added, nor when a domain is given one more device."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from machines import BEHIND, DISK, FW_CFG, GPIO, NIC, PCI, RTC, machine

from reqtrace.hypervisor import Options
from reqtrace.hypervisor.observation.support import Caveat, Configuration, Level, Support, support_level

caveats = st.builds(Caveat, st.sampled_from(Level), st.text(max_size=3))
MACHINE = machine(BEHIND, iommu="smmuv2", dom0=True, pci=PCI)
DEVICES = [MACHINE.host.devices[name] for name in (RTC, GPIO, FW_CFG, NIC, DISK)]


@given(st.lists(caveats), caveats)
def test_a_caveat_never_raises_the_level(some: list[Caveat], one: Caveat) -> None:
    before, after = Support.of(tuple(some)), Support.of((*some, one))
    assert after.level == max(before.level, one.level)


@settings(deadline=None)
@given(st.lists(st.sampled_from(DEVICES), unique=True, min_size=1), st.sampled_from(DEVICES), st.booleans())
def test_a_device_never_raises_the_level(devices: list, one: object, trusted: bool) -> None:
    before = Configuration(MACHINE, Options(trusted=trusted), tuple(devices))
    after = replace(before, devices=(*(each for each in devices if each != one), one))
    assert support_level(after).level >= support_level(before).level
