# SPDX-License-Identifier: Apache-2.0
"""Without interrupt remapping, what sends messages is not trusted."""

from __future__ import annotations

import pytest
from q35 import NIC, card, done, guest, machine

from reqtrace.hypervisor import assign

WARNING = "0000:00:01.0 sends interrupts that are not remapped: untrusted MSI"


@pytest.mark.parametrize(
    ("words", "msi", "untrusted"),
    [("iommu=no-intremap", True, True), ("iommu=no-intremap", False, False), ("", True, False)],
)
def test_messages_are_untrusted_where_nothing_remaps_them(words: str, msi: bool, untrusted: bool) -> None:
    state = done(assign(guest(machine(card(NIC, msi=msi), words=words), "a"), NIC, "a"))
    assert (NIC in state.pci.untrusted) is untrusted
    assert (WARNING in state.log) is untrusted
