# SPDX-License-Identifier: Apache-2.0
"""What Xen's command line decides about device assignment (docs/misc/xen-command-line.pandoc)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

YES = ("yes", "on", "true", "enable", "1")
NO = ("no", "off", "false", "disable", "0")


CONSOLE = "dtuart="
"""The option that names the device of Xen's console."""


class Quarantine(Enum):
    """Where a PCI function goes that is taken from a domain, and what its requests reach there.

    Source: drivers/passthrough/iommu.c, parse_iommu_param.
    """

    NONE = "none"
    """Back to the hardware domain, but for what the toolstack itself has put into quarantine."""
    BASIC = "basic"
    """To DOMID_IO, where every request faults."""
    SCRATCH_PAGE = "scratch-page"
    """To DOMID_IO, where every address leads to one page that nobody else uses."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the words of the command line add up to; a later word counts more than an earlier one.

    `iommu` is whether IOMMUs may be used at all, `forced` whether Xen may boot without one, `intremap` whether
    interrupts shall be remapped (x86), `pci_passthrough` whether Arm hosts may pass PCI functions through; `console`
    is the path or alias of the device that Xen writes its console to, empty where the tree says which.
    """

    iommu: bool = True
    forced: bool = False
    quarantine: Quarantine = Quarantine.BASIC
    intremap: bool = True
    pci_passthrough: bool = False
    console: str = ""


NOTHING_SAID = Settings()
"""What holds where the command line is empty."""


def read_settings(command_line: str) -> Settings:
    """Read the words that matter here; any other is another's."""
    settings = Settings(console=_console(command_line))
    for option, value in _options(command_line):
        match option:
            case "iommu":
                settings = _iommu(settings, value)
            case "pci-passthrough":
                settings = replace(settings, pci_passthrough=_boolean(value, settings.pci_passthrough))
    return settings


def known_options() -> Iterator[str]:
    """Every option with every value that is heeded, as it is written."""
    yield from ("no-iommu", "iommu=force", "iommu=required")
    yield from (f"iommu={word}" for word in (*YES, *NO))
    for name in ("intremap", "quarantine"):
        yield from (f"iommu={name}", f"iommu=no-{name}", *(f"iommu={name}={word}" for word in (*YES, *NO)))
    yield f"iommu=quarantine={Quarantine.SCRATCH_PAGE.value}"
    yield from ("pci-passthrough", "no-pci-passthrough", *(f"pci-passthrough={word}" for word in (*YES, *NO)))


def _console(command_line: str) -> str:
    """What stands behind the last `dtuart=`, whole: a path may have commas (drivers/char/arm-uart.c)."""
    named = [word.removeprefix(CONSOLE) for word in command_line.split() if word.startswith(CONSOLE)]
    return named[-1] if named else ""


def _options(command_line: str) -> Iterator[tuple[str, str]]:
    """Each option with each of the words behind it; ``no-x`` is ``x=no``, a bare ``x`` is ``x=yes``."""
    for word in command_line.split():
        option, equals, values = word.partition("=")
        if not equals:
            negated = option.startswith("no-")
            yield (option.removeprefix("no-"), "no") if negated else (option, "yes")
            continue
        for value in values.split(","):
            yield option, value


def _iommu(settings: Settings, value: str) -> Settings:
    """One word of the list behind ``iommu=`` (parse_iommu_param)."""
    ((name, word),) = _options(value) if value else (("", ""),)
    match name:
        case "intremap":
            return replace(settings, intremap=_boolean(word, settings.intremap))
        case "quarantine" if word == Quarantine.SCRATCH_PAGE.value:
            return replace(settings, quarantine=Quarantine.SCRATCH_PAGE)
        case "quarantine":
            wanted = _boolean(word, settings.quarantine is not Quarantine.NONE)
            return replace(settings, quarantine=Quarantine.BASIC if wanted else Quarantine.NONE)
        case "force" | "required":
            return replace(settings, iommu=True, forced=True)
        case _:
            return replace(settings, iommu=_boolean(value or "yes", settings.iommu))


def _boolean(word: str, otherwise: bool) -> bool:
    """What a word says that may be yes or no; one that is neither changes nothing."""
    return True if word in YES else False if word in NO else otherwise
