# SPDX-License-Identifier: Apache-2.0
"""The words in which an integrator says what a domain is like: one table of what each does to its options."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from reqtrace.hypervisor.machine.domain import Kind, Options

_Setting = Callable[[Options, str], Options | None]
"""The options with a value set; None where the value makes no sense."""

GREATEST_SPIS = 988
"""How many SPIs a GIC has at most: the INTIDs from 32 to 1019."""


def _word(*words: str) -> _Setting:
    return lambda options, value: replace(options, passthrough=value) if value in words else None


def _kind(options: Options, value: str) -> Options | None:
    kinds = {kind.value: kind for kind in Kind if kind is not Kind.ARM}
    return replace(options, kind=kinds[value]) if value in kinds else None


def _spis(options: Options, value: str) -> Options | None:
    wanted = int(value) if re.fullmatch("[0-9]{1,4}", value) else GREATEST_SPIS + 1
    return replace(options, spis=wanted) if wanted <= GREATEST_SPIS else None


def _only(value: str, options: Callable[[Options], Options]) -> _Setting:
    return lambda before, given: options(before) if given == value else None


OPTIONS: Mapping[str, tuple[str, _Setting]] = {
    "passthrough": ("passthrough=disabled", _word("enabled", "disabled")),
    "nr_spis": ("nr_spis=32", _spis),
    "vpl011": ("vpl011", _only("", lambda options: replace(options, uart=True))),
    "static-mem": ("static-mem=no", _only("no", lambda options: replace(options, static_memory=False))),
    "type": ("type=hvm", _kind),
    "driver-domain": ("driver-domain", _only("", lambda options: replace(options, driver_domain=True))),
    "stub-domain": ("stub-domain=net", lambda options, guest: replace(options, stub_of=guest) if guest else None),
    "populate-on-demand": ("populate-on-demand", _only("", lambda options: replace(options, on_demand=True))),
    "rdm": ("rdm=relaxed", _only("relaxed", lambda options: replace(options, relaxed_rmrr=True))),
}
"""Each option with an example of it, and what a value of it sets.

Sources: docs/misc/arm/device-tree/booting.txt for `passthrough`, `nr_spis`, `vpl011`, `xen,static-mem`; xl.cfg(5) for
`type`, `passthrough`, `driver_domain`, `device_model_stubdomain_override`, `rdm`, and `memory` below `maxmem`.
"""


def with_option(options: Options, text: str) -> Options | None:
    """The options with what `text` says, such as ``nr_spis=32``; None where it says nothing that is known."""
    name, _, value = text.partition("=")
    return OPTIONS[name][1](options, value) if name in OPTIONS else None
