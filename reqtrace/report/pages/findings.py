# SPDX-License-Identifier: Apache-2.0
"""The page of findings: how Xen deviates, which requirements that concerns, and which switch turns it off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reqtrace.hypervisor.books import BOOKS
from reqtrace.hypervisor.findings import FINDINGS, PROFILES, Consequence, Finding, Severity
from reqtrace.report.pages.markup import escaped, field, heading, link, literal, paragraph, prose, source, table, target
from reqtrace.report.text.finding import concerns_none

_HEADINGS: Mapping[Severity, str] = {
    Severity.SAFETY: "Safety",
    Severity.ROBUSTNESS: "Robustness",
    Severity.DIAGNOSTICS: "Documentation and diagnostics",
    Severity.SCOPE: "Scope",
}
_ROLE = ".. role:: deviates\n   :class: reqtrace-chip reqtrace-bad\n\n"
"""What shows a version that deviates: colour, glyph and word."""
_VERSIONS = tuple(profile for profile in PROFILES if PROFILES[profile])


def findings_page() -> str:
    """A table for each severity, the worst first, and below it what is known of each finding."""
    return _ROLE + "".join(_severity(severity) for severity in Severity)


def _severity(severity: Severity) -> str:
    found = [finding for finding in Finding if FINDINGS[finding].severity is severity]
    everywhere = [finding for finding in found if len(_shown_by(finding)) == len(_VERSIONS)]
    somewhere = [finding for finding in found if finding not in everywhere]
    overview = _of_every_version(everywhere) + (_of_some_versions(somewhere) if somewhere else "")
    return heading(_HEADINGS[severity]) + overview + "".join(map(_finding, found))


def _of_every_version(findings: Sequence[Finding]) -> str:
    rows = ([link(str(each)), escaped(_sentence(each))] for each in findings)
    return table((12, 88), ("Finding", "What every version of Xen does"), rows)


def _of_some_versions(findings: Sequence[Finding]) -> str:
    rows = (
        [link(str(each)), escaped(_sentence(each)), " ".join(f":deviates:`✕ {version}`" for version in _shown_by(each))]
        for each in findings
    )
    return table((12, 64, 24), ("Finding", "What some versions of Xen do", "Shown by"), rows)


def _finding(finding: Finding) -> str:
    """What is known of a finding."""
    said = FINDINGS[finding]
    concerned = ", ".join(map(source, said.affects)) or concerns_none(finding)
    lacking = [rule for book in BOOKS.values() for rule in book if finding in rule.lacking]
    fields = [
        field("Severity", said.severity.value),
        field("Source", escaped(said.source)),
        field("Shown by", ", ".join(literal(profile) for profile in _shown_by(finding))),
        field("Concerns", concerned),
    ]
    if said.consequence is not Consequence.DEVIATES:
        fields.append(field("Verdict", f"the requirements are *{said.consequence.value}* on such a Xen"))
    if lacking:
        meanings = dict.fromkeys(rule.meaning for rule in lacking)
        fields.append(field("Rules that are missing", prose(" ".join(meanings))))
    joint = ",".join(map(str, (*said.amends, finding)))
    fields.append(field("Switch", f"{literal(f'--with {joint}')}, {literal(f'--without {finding}')}"))
    told = heading(str(finding), "~") + paragraph(prose(_sentence(finding)))
    return target(str(finding)) + told + "".join(fields) + "\n"


def _shown_by(finding: Finding) -> list[str]:
    """The versions that show the finding."""
    return [profile for profile in _VERSIONS if finding in PROFILES[profile]]


def _sentence(finding: Finding) -> str:
    title = FINDINGS[finding].title
    begins_with_a_name = title.startswith(("xen,", "passthrough ="))
    return f"{title if begins_with_a_name else title[0].upper() + title[1:]}."
