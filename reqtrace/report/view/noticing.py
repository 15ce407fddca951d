# SPDX-License-Identifier: Apache-2.0
"""How much test cases notice, in words."""

from __future__ import annotations

from collections.abc import Iterator

from reqtrace.report.view.wording import counted, percent
from reqtrace.trace.adequacy import TARGET, Adequacy, Survivor
from reqtrace.trace.verdict import Verdict

IDLE = "No test case that passes covers a requirement here, so nothing was put to the test."
"""The answer where there was nothing to put to the test."""
WANTED = (
    "A broken rule is one check or effect of the model that is left out, or one error that is another. The cases "
    "of a requirement are held against the rules that make a difference in one of them, whatever else they ask. "
    f"What is wanted: every finding, {TARGET * 100:g} % of all broken rules, and a reason for each of the others."
)
"""What is counted, and how much of it is enough."""


def noticing(found: Adequacy) -> str:
    """How things stand, in one sentence."""
    qualifier = f"({found.survey.target}, {found.survey.profile})"
    changes, noticed = len(found.survey.changes), len(found.noticed)
    silent = sum(row.verdict is not Verdict.VERIFIED for row in found.rows.values())
    detected = sum(found.findings.values())
    words = (
        f"The test cases notice {_of(detected, len(found.findings))} that can be asked of them, and {noticed} of "
        f"{counted(changes, 'broken rule')} {share(found)}"
    )
    return f"{words}; {counted(silent, 'requirement')} unverified {qualifier}." if silent else f"{words} {qualifier}."


def _of(detected: int, findings: int) -> str:
    """How many findings of all are noticed."""
    match detected, findings:
        case 1, 1:
            return "the only finding"
        case _ if detected == findings:
            return f"all of the {counted(findings, 'finding')}"
        case _:
            return f"{detected} of the {counted(findings, 'finding')}"


def lacking(found: Adequacy) -> Iterator[str]:
    """What is wanted and was not reached, a sentence for each."""
    if found.share < TARGET:
        wanted = percent(len(found.noticed), len(found.survey.changes))
        yield f"{wanted} of all broken rules are noticed, and {TARGET * 100:g} % are wanted."
    unseen = [name for name, detected in found.findings.items() if not detected]
    if unseen:
        yield f"The test cases of a requirement that it concerns do not notice: {', '.join(unseen)}."
    if found.unexplained:
        yield f"{counted(len(found.unexplained), 'broken rule')} that no test case notices: nobody gave a reason."
    if found.needless:
        yield f"{counted(len(found.needless), 'reason')} for what is noticed, or does not exist."
    unverified = sum(row.verdict is not Verdict.VERIFIED for row in found.rows.values())
    if unverified:
        yield f"{counted(unverified, 'requirement')} unverified, or failed."


# [impl->dsn~too_little_is_said~1]
def shortfall(found: Adequacy) -> str:
    """That test cases notice too little, and what is wanted first; empty where they notice enough."""
    if found.idle:
        return IDLE
    wanted = next(lacking(found), "")
    return f"{noticing(found)} That is too little: {wanted}" if wanted else ""


def share(found: Adequacy) -> str:
    """The share of the broken rules that are noticed, cut off, so that none is rounded up to the target."""
    return f"({percent(len(found.noticed), len(found.survey.changes))})"


def asked(survivor: Survivor) -> str:
    """How close the cases came to noticing what they do not notice."""
    if not survivor.asked_by:
        return "no test case asks the rule"
    if not survivor.mattered_to:
        cases = "the only test case that asks" if survivor.asked_by == 1 else f"any of the {survivor.asked_by} that ask"
        return f"it makes no difference in {cases} the rule"
    return f"it makes a difference in {counted(survivor.mattered_to, 'test case')}, and none checks that"
