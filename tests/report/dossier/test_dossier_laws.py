# SPDX-License-Identifier: Apache-2.0
"""What holds of every certification report, whatever authors say in tags, links and statuses."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from stated import stated

from reqtrace.config.terms import TAGS
from reqtrace.report.block import Card
from reqtrace.report.dossier import Section, dossier, report
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.material import Material

_TAGS = st.lists(st.sampled_from([*sorted(TAGS), "qm", "mine", "ASIL_C"]), max_size=3)
_NAMES = st.sampled_from("abcd")
_OUTCOMES = st.dictionaries(_NAMES, st.sampled_from(["passed", "failed", "error", "blocked"]), max_size=4)


@st.composite
def _items(draw: st.DrawFn) -> str:
    """Requirements of two kinds and test cases, with links that may lead anywhere, twice the same id included."""
    written = []
    for kind, parent in (("PRQ", "PRQ"), ("SSR", "PRQ"), ("Case", "SSR")):
        for name in draw(st.lists(_NAMES, max_size=4)):
            revision = draw(st.integers(1, 2))
            covers = draw(st.lists(_NAMES, max_size=2))
            needs = draw(st.sampled_from(["", "Needs: Case\n\n", "Needs: SSR\n\n"])) if kind != "Case" else ""
            links = "".join(f" - {parent}~{each}~{draw(st.integers(1, 2))}\n" for each in covers)
            status = draw(st.sampled_from(["", "Status: rejected\n\n", "Status: draft\n\n"]))
            tags = ", ".join(draw(_TAGS))
            written.append(
                f"`{kind}~{name}~{revision}`\n\n{status}{needs}"
                + (f"Covers:\n{links}\n" if links else "")
                + (f"Tags: {tags}\n\n" if tags else "")
            )
    return "\n".join(written)


@settings(max_examples=40)
@given(_items(), _OUTCOMES, st.booleans())
def test_every_requirement_is_counted_in_one_level_or_is_an_assumption(
    text: str, outcomes: dict[str, str], executed: bool
) -> None:
    material = stated(text, executed=executed, **outcomes)
    told = report(material)
    listed = [each.id for level in told.verification_coverage.levels for each in level.requirements]
    assumed = [each.id for each in told.assumptions_of_use.assumptions]
    assert sorted((*listed, *assumed)) == sorted(trace.id for trace in told.traceability.down)
    for level in told.verification_coverage.levels:
        figures = level.figures
        assert figures.requirements == len(level.requirements)
        if executed:
            judged = (figures.verified or 0) + (figures.failed or 0) + (figures.unverified or 0)
            assert judged + figures.rejected == figures.requirements
            assert (figures.complete or 0) <= (figures.verified or 0)
    assert sum(getattr(told.test_results.figures, each) for each in _ENDS) == told.test_results.figures.cases


_ENDS = ("passed", "failed", "error", "blocked", "stale", "not_run")


@settings(max_examples=40)
@given(_items(), _OUTCOMES)
def test_what_is_complete_is_verified_and_no_case_of_it_failed(text: str, outcomes: dict[str, str]) -> None:
    for level in report(stated(text, **outcomes)).verification_coverage.levels:
        for each in level.requirements:
            if each.completeness != "incomplete" and each.status != "rejected":
                assert each.verdict == "verified"
                assert each.outcomes is not None
                assert each.outcomes.failed == each.outcomes.not_run == 0


@settings(max_examples=40)
@given(_items(), _OUTCOMES)
def test_every_good_link_is_told_from_both_ends(text: str, outcomes: dict[str, str]) -> None:
    told = report(stated(text, **outcomes)).traceability
    down = {(trace.id, link.id) for trace in told.down for link in trace.links if link.condition.good}
    up = {(link.id, trace.id) for trace in told.up for link in trace.links if link.condition.good}
    assert down == up


@settings(max_examples=40)
@given(_items(), _OUTCOMES)
def test_every_requirement_and_test_case_is_described_in_one_place(text: str, outcomes: dict[str, str]) -> None:
    material = stated(text, **outcomes)
    ledger = Ledger(material)
    assert sorted(_described(material)) == sorted(each.anchor for each in (*ledger.required, *ledger.view.trials))


def _described(material: Material) -> list[str]:
    found: list[str] = []
    waiting: list[Section] = list(dossier(material).sections)
    while waiting:
        section = waiting.pop()
        waiting += section.below
        found += [block.anchor for block in section.blocks if isinstance(block, Card)]
    return found
