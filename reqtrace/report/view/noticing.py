# SPDX-License-Identifier: Apache-2.0
"""How much test cases notice, in words."""

from __future__ import annotations

from reqtrace.report.view.wording import counted
from reqtrace.trace.adequacy import Adequacy, Survivor
from reqtrace.trace.verdict import Verdict


def noticing(found: Adequacy) -> str:
    """How things stand, in one sentence."""
    qualifier = f"({found.survey.target}, {found.survey.profile})"
    changes, noticed = len(found.survey.changes), len(found.noticed)
    silent = sum(row.verdict is not Verdict.VERIFIED for row in found.rows.values())
    detected = sum(found.findings.values())
    of_findings = "all" if detected == len(found.findings) else str(detected)
    words = (
        f"The test cases notice {of_findings} of the {counted(len(found.findings), 'finding')} that can be asked of "
        f"them, and {noticed} of {counted(changes, 'broken rule')} {percent(found)}"
    )
    return f"{words}; {counted(silent, 'requirement')} unverified {qualifier}." if silent else f"{words} {qualifier}."


def percent(found: Adequacy) -> str:
    """The share of the broken rules that are noticed, cut off, so that none is rounded up to the target."""
    return f"({int(found.share * 1000) / 10:g} %)"


def asked(survivor: Survivor) -> str:
    """How close the cases came to noticing what they do not notice."""
    if not survivor.asked_by:
        return "no test case asks the rule"
    if not survivor.mattered_to:
        cases = "the only test case that asks" if survivor.asked_by == 1 else f"any of the {survivor.asked_by} that ask"
        return f"it makes no difference in {cases} the rule"
    return f"it makes a difference in {counted(survivor.mattered_to, 'test case')}, and none checks that"
