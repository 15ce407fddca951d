# SPDX-License-Identifier: Apache-2.0
"""The page of findings: how Xen deviates, which requirements that concerns, and which switch turns it off."""

from __future__ import annotations

from collections.abc import Mapping

from reqtrace.hypervisor.books import BOOKS
from reqtrace.hypervisor.findings import FINDINGS, PROFILES, Consequence, Finding, Severity
from reqtrace.report.pages.markup import escaped, field, heading, link, literal, paragraph, prose, source, table, target

_HEADINGS: Mapping[Severity, str] = {
    Severity.SAFETY: "Safety",
    Severity.ROBUSTNESS: "Robustness",
    Severity.DIAGNOSTICS: "Documentation and diagnostics",
    Severity.SCOPE: "Scope",
}
_VERSIONS = tuple(profile for profile in PROFILES if PROFILES[profile])


def findings_page() -> str:
    """A table for each severity, the worst first, and below it what is known of each finding."""
    return "".join(_severity(severity) for severity in Severity)


def _severity(severity: Severity) -> str:
    found = [finding for finding in Finding if FINDINGS[finding].severity is severity]
    rows = [[link(str(each)), escaped(_sentence(each)), *_shown(each)] for each in found]
    overview = table((10, 60, *[10] * len(_VERSIONS)), ("Finding", "What Xen does", *_VERSIONS), rows)
    return heading(_HEADINGS[severity]) + overview + "".join(map(_finding, found))


def _finding(finding: Finding) -> str:
    """What is known of a finding."""
    said = FINDINGS[finding]
    concerned = ", ".join(map(source, said.affects)) or "none: it concerns what people are told"
    lacking = [rule for book in BOOKS.values() for rule in book if finding in rule.lacking]
    fields = [
        field("Severity", said.severity.value),
        field("Source", escaped(said.source)),
        field("Shown by", ", ".join(literal(profile) for profile in _VERSIONS if finding in PROFILES[profile])),
        field("Concerns", concerned),
    ]
    if said.consequence is not Consequence.DEVIATES:
        fields.append(field("Verdict", f"the requirements are *{said.consequence.value}* on such a Xen"))
    if lacking:
        meanings = dict.fromkeys(rule.meaning for rule in lacking)
        fields.append(field("Rules that are missing", prose(" ".join(meanings))))
    fields.append(field("Switch", f"{literal(f'--with {finding}')}, {literal(f'--without {finding}')}"))
    told = heading(str(finding), "~") + paragraph(prose(_sentence(finding)))
    return target(str(finding)) + told + "".join(fields) + "\n"


def _shown(finding: Finding) -> list[str]:
    """A mark for each version that shows the finding."""
    return ["✕" if finding in PROFILES[profile] else "" for profile in _VERSIONS]


def _sentence(finding: Finding) -> str:
    title = FINDINGS[finding].title
    begins_with_a_name = title.startswith(("xen,", "passthrough ="))
    return f"{title if begins_with_a_name else title[0].upper() + title[1:]}."
