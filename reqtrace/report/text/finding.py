# SPDX-License-Identifier: Apache-2.0
"""One finding explained: what a Xen does that it should not, whom that concerns, and how to switch it off."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from reqtrace.hypervisor.findings import FINDINGS, PROFILES, Consequence, Finding
from reqtrace.report.text.page import Page
from reqtrace.report.view import deviations


def show_finding(console: Console, finding: Finding, lacking: Sequence[str]) -> None:
    """Write what is known of a finding; `lacking` is what the rules demand that a Xen with it does not have."""
    page, said = Page(console), FINDINGS[finding]
    page.prose(Text(f"{finding}: {said.title}", "bold"))
    page.line(Text(said.severity.value, "dim"))
    page.heading("Source")
    page.prose(said.source, indent=2)
    page.heading("Shown by")
    page.prose(", ".join(profile for profile in PROFILES if finding in PROFILES[profile]), indent=2)
    page.heading("Concerns")
    for each in said.affects:
        page.line(each, indent=2)
    if not said.affects:
        page.prose(concerns_none(finding), indent=2)
    if said.consequence is not Consequence.DEVIATES:
        page.prose(f"These are {said.consequence.value} on such a Xen.", indent=2)
    if lacking:
        page.heading("Rules that are missing")
        for meaning in lacking:
            page.pair(Text("  -"), column=4, words=meaning)
    page.heading("Switch")
    page.line(f"reqtrace run --profile required --with {','.join(map(str, (*said.amends, finding)))}", indent=2)
    newest = [profile for profile in PROFILES if finding in PROFILES[profile]][-1]
    page.line(f"reqtrace run --profile {newest} --without {finding}", indent=2)


def concerns_none(finding: Finding) -> str:
    """Why a finding concerns no requirement by itself."""
    return deviations.concerns_none(tuple(map(str, FINDINGS[finding].amends)))
