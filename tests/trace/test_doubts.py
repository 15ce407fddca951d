# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest

from reqtrace.config import load
from reqtrace.evidence import Case, Evidence, Origin, Outcome, Scenario
from reqtrace.ident import ItemId
from reqtrace.pipeline import deduce
from reqtrace.trace.doubts import doubt, unknown
from reqtrace.trace.verdict import Verdict

# oft:off
TEXT = """\
`Req~a~1`

Needs: XenValTestCase, Board

`XenValTestCase~c~1`

Covers:
 - Req~a~1

`Board~b~1`

Covers:
 - Req~a~1
"""
# oft:on
CASE, BOARD = ItemId("XenValTestCase", "c", 1), ItemId("Board", "b", 1)
ORIGIN = (Origin("board.xml", ""),)
NOTHING = Evidence("model", "required", ())


def judged(
    folder: Path, outcome: Outcome, other: Evidence = NOTHING, *, results: bool = False
) -> dict[str, tuple[Verdict, bool]]:
    """The verdict of each item by its kind, and whether it is known; nobody knows what became of the board."""
    config, _ = load('[kinds.Board]\nmethod = "test"\n', "reqtrace.toml")
    (folder / "a.rst").write_text(TEXT)
    deduced = deduce([str(folder)], config)
    items = {item.id: item for item in deduced.graph.items}
    case = Case(CASE, items[CASE].digest, outcome, (Scenario("it", outcome, ()),))
    evidence = Evidence("model", "required", (case,))
    found = doubt(deduced.graph, deduced.coverage, evidence, config, other, results=results, records=True)
    assert unknown(found) is any(not each.known for each in found)
    return {item.id.kind: (each.verdict, each.known) for item, each in zip(deduced.graph.items, found, strict=True)}


# [utest->dsn~former_verdicts_are_known_or_not~1]
@pytest.mark.parametrize(("outcome", "known"), [(Outcome.PASSED, False), (Outcome.FAILED, True)])
def test_a_verdict_is_known_that_no_result_could_change(tmp_path: Path, outcome: Outcome, known: bool) -> None:
    told = judged(tmp_path, outcome)
    assert told["Board"] == (Verdict.UNVERIFIED, False)
    assert told["XenValTestCase"][1] is True  # it was executed, and nobody spoke of results for it
    assert told["Req"] == (Verdict.FAILED if known else Verdict.UNVERIFIED, known)


def test_what_is_named_elsewhere_in_the_other_state_may_have_failed_here(tmp_path: Path) -> None:
    other = Evidence("model", "required", (Case(ItemId("XenValTestCase", "c", 2), "", Outcome.PASSED, origins=ORIGIN),))
    assert judged(tmp_path, Outcome.PASSED, other)["XenValTestCase"] == (Verdict.VERIFIED, False)
    assert judged(tmp_path, Outcome.FAILED, other)["XenValTestCase"] == (Verdict.FAILED, True)


def test_where_all_is_known_so_is_every_verdict(tmp_path: Path) -> None:
    assert {known for _, known in judged(tmp_path, Outcome.PASSED, results=True).values()} == {True}
