# SPDX-License-Identifier: Apache-2.0
"""How things stand in words: the one sentence that is the answer, and the one that says what it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from reqtrace.evidence import Evidence
from reqtrace.ident import ItemId
from reqtrace.report.view.records import Entry, Neighbour
from reqtrace.trace.completeness import Completeness
from reqtrace.trace.graph import Condition
from reqtrace.trace.justification import Gap
from reqtrace.trace.verdict import Verdict

MODEL = "model"
"""The target whose verdicts say nothing about a particular hypervisor."""


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 item``, ``2 items``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}".replace(",", "\u202f")


# [impl->dsn~figures_do_not_flatter~1]
def percent(part: int, whole: int) -> str:
    """The share in per cent with one digit, cut off, so that nothing short of all is called 100 %; – of nothing."""
    return f"{1000 * part // whole / 10:g} %" if whole else "–"


# [impl->dsn~one_answer_with_its_qualifier~1]
def answer(
    rows: Sequence[Entry],
    entries: Sequence[Entry],
    evidence: Evidence | None,
    completeness: Mapping[ItemId, Completeness] = MappingProxyType({}),
) -> str:
    """How things stand, in one sentence; `completeness` says which of what is verified is so in whole."""
    if evidence is None:
        return _coverage(entries)
    judged = [row for row in rows if row.verdict and not row.rejected]
    if not judged:
        return f"There is no requirement to verify ({evidence.qualifier})."
    tally = {verdict: sum(row.verdict is verdict for row in judged) for verdict in Verdict}
    verified, failed, unverified = tally[Verdict.VERIFIED], tally[Verdict.FAILED], tally[Verdict.UNVERIFIED]
    if verified == len(judged):
        subject = "The only requirement is" if verified == 1 else f"All {counted(verified, 'requirement')} are"
        extent = _extent(judged, completeness)
        joined = f"{', ' if verified == 1 else '; '}{extent}" if extent else ""
        return f"{subject} verified ({evidence.qualifier}){joined}."
    rest = [f"{failed} failed"] if failed else []
    accepted = sum(row.accepted for row in judged)
    rest += [f"{unverified} {_be(unverified)} unverified{_excused(accepted, unverified)}"] if unverified else []
    subject = (
        "No requirement is" if not verified else f"{verified} of {counted(len(judged), 'requirement')} {_be(verified)}"
    )
    extent = _extent([row for row in judged if row.verdict is Verdict.VERIFIED], completeness)
    joined = f", {extent}" if extent else ""
    return f"{subject} verified ({evidence.qualifier}){joined}; {', '.join(rest)}."


# [impl->dsn~answers_say_in_whole_or_in_part~1]
def _extent(verified: Sequence[Entry], completeness: Mapping[ItemId, Completeness]) -> str:
    """How many of what is verified are so in whole; empty where the project says nothing of that anywhere."""
    found = [completeness.get(row.id, Completeness.UNSAID) for row in verified]
    whole, part = found.count(Completeness.COMPLETE), found.count(Completeness.IN_PART)
    if not (whole or part):
        return ""
    if len(found) == 1:
        return "in whole" if whole else "in part"
    if whole == len(found):
        return "all of them in whole"
    parts = [f"{whole or 'none'} of them in whole", f"{part} in part" if part else ""]
    unsaid = len(found) - whole - part
    return ", ".join([*filter(None, parts), *([f"{unsaid} without a word on that"] if unsaid else [])])


def _coverage(entries: Sequence[Entry]) -> str:
    """How things stand where nothing was executed; only of what is covered is it said to be covered."""
    defects = sum(entry.coverage.defect for entry in entries)
    accepted = sum(entry.accepted for entry in entries)
    judged = [entry for entry in entries if not entry.rejected]
    if not entries:
        return "No item was found."
    if defects:
        others = f"; the project accepts that {accepted} more {_be(accepted)} not covered" if accepted else ""
        return f"{defects} of {counted(len(entries), 'item')} {_be(defects)} defective{others}."
    rejected = len(entries) - len(judged)
    apart = f"; {rejected} more {_be(rejected)} rejected" if rejected else ""
    if not judged:
        return f"No item is to be covered; {rejected} {_be(rejected)} rejected."
    if accepted == len(judged):
        return f"{'The only item is not' if accepted == 1 else 'No item is'} covered, which the project accepts{apart}."
    if accepted:
        covered = len(judged) - accepted
        return (
            f"{covered} of {counted(len(judged), 'item')} {_be(covered)} covered; "
            f"the project accepts that {accepted} {_be(accepted)} not{apart}."
        )
    subject = "The only item is" if len(judged) == 1 else f"All {counted(len(judged), 'item')} are"
    return f"{subject} covered{apart}."


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


def _excused(accepted: int, unverified: int) -> str:
    """How many of the unverified requirements are so only by gaps that the project accepts."""
    if not accepted:
        return ""
    return f", {'which' if accepted == unverified else f'{accepted} of which'} the project accepts"


def acceptance(gap: Gap) -> str:
    """Who accepted a gap, when, and how long that holds."""
    said = gap.justification
    return f"accepted by {said.owner.strip()} on {said.date}, holds until {said.expires}"


# [impl->dsn~one_answer_with_its_qualifier~1]
def meaning(evidence: Evidence | None) -> str:
    """What kind of answer that is."""
    if evidence is None:
        return (
            "This is an answer about links alone: whether every item is covered by what it needs. "
            "No test case was executed, so nothing is verified."
        )
    if evidence.elsewhere:
        return f"{_meaning(evidence)} {_BESIDES}"
    return _meaning(evidence)


_BESIDES = (
    "What was tested or inspected elsewhere counts besides: it says that a test passed there on this revision, or that "
    "somebody approved an inspection of this text, and no more."
)


def _meaning(evidence: Evidence) -> str:
    """What a verdict says of the target that test cases were executed on."""
    if evidence.target != MODEL:
        return (
            f"“Verified ({evidence.qualifier})” says that every test case of a requirement was executed on "
            f"{evidence.target}, in profile {evidence.profile}, and passed there."
        )
    profile, changed, _ = evidence.profile.partition(" with")
    executed = "what can be executed here was executed" if evidence.elsewhere else "all of them were executed"
    shows = "which behaves as the requirements demand" if profile == "required" else f"which imitates {profile}"
    if changed:
        shows += ", but for what was switched by hand"
    return (
        f"“Verified ({evidence.qualifier})” says that a requirement is consistent and that its test cases can judge: "
        f"{executed} on the reference model in profile {evidence.profile}, {shows}, and passed. "
        "It says nothing about a particular Xen."
    )


_MISFITS = {
    Condition.AMBIGUOUS: "it covers {}, and several items are called so",
    Condition.UNWANTED: "it covers {}, which needs no such item",
    Condition.ORPHANED: "it covers {}, which does not exist",
    Condition.OUTDATED: "{} is the current revision",
    Condition.PREDATED: "only {} exists",
    Condition.DUPLICATE: "another item is called {} too",
    Condition.COVERED_UNWANTED: "{} covers it, and it needs no such item",
    Condition.COVERED_OUTDATED: "{} covers an older revision of it",
    Condition.COVERED_PREDATED: "{} covers a revision of it that does not exist yet",
}


def misfit(neighbour: Neighbour) -> str:
    """What is wrong with a link in a bad condition, said of the item whose neighbour this is."""
    return _MISFITS[neighbour.condition].format(neighbour.id)
