# SPDX-License-Identifier: Apache-2.0
"""What the words of Xen's command line add up to."""

from __future__ import annotations

import pytest

from reqtrace.hypervisor.host.command_line import NO, YES, Quarantine, Settings, read_settings

SETTINGS = [
    ("", Settings()),
    ("dom0_mem=1G console=com1", Settings()),
    ("no-iommu", Settings(iommu=False)),
    ("iommu", Settings()),
    ("iommu=off", Settings(iommu=False)),
    ("iommu=no iommu=yes", Settings()),
    ("iommu=no,force", Settings(forced=True)),
    ("iommu=sometimes", Settings()),
    ("iommu=no-intremap", Settings(intremap=False)),
    ("iommu=intremap=off,verbose", Settings(intremap=False)),
    ("iommu=no-quarantine", Settings(quarantine=Quarantine.NONE)),
    ("iommu=no-quarantine,quarantine", Settings()),
    ("iommu=quarantine=scratch-page,no-intremap", Settings(quarantine=Quarantine.SCRATCH_PAGE, intremap=False)),
    ("iommu=quarantine=elsewhere", Settings()),
    ("pci-passthrough=on", Settings(pci_passthrough=True)),
    ("dtuart=/soc/uart@1,2:115200 dtuart=serial1", Settings(console="serial1")),
    ("dtuart=/soc/uart@1,2:115200", Settings(console="/soc/uart@1,2:115200")),
    ("pci-passthrough no-pci-passthrough", Settings()),
]


@pytest.mark.parametrize(("words", "settings"), SETTINGS, ids=[words or "nothing" for words, _ in SETTINGS])
def test_words_add_up(words: str, settings: Settings) -> None:
    assert read_settings(words) == settings


@pytest.mark.parametrize("word", [*YES, *NO])
def test_every_spelling_of_yes_and_no_is_read(word: str) -> None:
    assert read_settings(f"iommu=no iommu={word}").iommu is (word in YES)
    assert read_settings(f"pci-passthrough={word}").pci_passthrough is (word in YES)
