# SPDX-License-Identifier: Apache-2.0
"""Says what test cases have to be executed for: for what pages show, and for what the gate asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.settings import Settings

if TYPE_CHECKING:
    from reqtrace.report.sheets.sheet import Ground


def grounds(domain: TraceDomain, settings: Settings) -> frozenset[Ground]:
    """What has to be executed for what pages want to show, and for what the gate asks."""
    wanted = {placed.sheet for page in domain.pages.values() for placed in page.wishes}
    also = asked(settings)
    if not (wanted or also):
        return frozenset()
    from reqtrace.report.sheets import SHEETS  # noqa: PLC0415 - a project without sheets does not pay for them
    from reqtrace.report.sheets.sheet import Ground  # noqa: PLC0415 - as above

    found = {SHEETS[name].ground for name in wanted} | also.keys()
    return frozenset(found if settings.adequacy else found - {Ground.PROBED})


def asked(settings: Settings) -> Mapping[Ground, str]:
    """What the gate asks for that a single execution does not tell, with the word for it."""
    if not settings.fail_on:
        return {}
    from reqtrace_sphinx.gate import GROUNDS  # noqa: PLC0415 - who has no gate pays nothing for it

    return {ground: word for word, ground in GROUNDS.items() if word in settings.fail_on}
