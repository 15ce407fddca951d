# SPDX-License-Identifier: Apache-2.0
"""What needs a person is not only about items: missed demands, silent changes, errors, and what is verified in part."""

from __future__ import annotations

import dataclasses

from msgspec.structs import replace
from reading import read, tables
from samples import id_of
from stated import stated

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.report.block import Table
from reqtrace.report.dossier import attention
from reqtrace.report.dossier.ledger import Ledger
from reqtrace.report.material import Material
from reqtrace.span import Span
from reqtrace.trace.change import Change, Direction, Edit, ItemChange, Suspect
from reqtrace.trace.gate import Threshold

TEXT = "`SSR~hide~1`\n\nNeeds: Case\n\n`Case~hide~1`\n\nCovers:\n - SSR~hide~1\n"
MISSED = Threshold("gate.gaps", "gaps are accepted", "at most 0", "2", "2 too many")
SILENT = Threshold("gate.adequacy", "changes are noticed", "at least 90 %", "not measured", measured=False)
MET = Threshold("gate.stale", "results are stale", "at most 0", "0")
REWRITTEN = ItemChange(id_of("SSR~hide~1"), id_of("SSR~hide~1"), "hide", (Edit.REWRITTEN,), Span("safety.rst", 1))
SUSPECT = Suspect(id_of("Case~hide~1"), "hide", Direction.DOWN, id_of("SSR~hide~1"), Span("safety.rst", 5))


def said(material: Material) -> list[str]:
    ledger = Ledger(material)
    blocks = attention.section(ledger, attention.attention(ledger)).blocks
    lines = [line for block in blocks if not isinstance(block, Table) for line in read((block,))]
    return [*lines, *(table.nothing for table in tables(blocks) if not table.rows)]


# [utest->dsn~all_that_needs_a_person~1]
def test_demands_that_are_missed_or_not_measured_need_a_person() -> None:
    told = said(replace(stated(TEXT, hide="passed"), gate=(MET, MISSED, SILENT)))
    assert told[:3] == [
        "The project does not reach what it demands of itself:",
        "- gate.gaps: gaps are accepted: at most 0 demanded, 2, 2 too many",
        "- gate.adequacy: changes are noticed: at least 90 % demanded, not measured",
    ]
    assert "Nothing needs a person." not in told


# [utest->dsn~all_that_needs_a_person~1]
def test_a_text_that_changed_silently_needs_a_person_and_what_that_makes_suspect() -> None:
    change = Change("v1", "now", (REWRITTEN,), (SUSPECT,), (), {})
    material = replace(stated(TEXT, hide="passed"), change=change)
    told = said(material)
    assert told[0] == "Changed since v1, and the revision was not raised:"
    assert "rewritten" in told[1]
    assert "1 item is suspect because of what changed: “Changes since the baseline”." in told
    facts = attention.attention(Ledger(material))
    assert [(each.id, each.edits) for each in facts.silent_changes] == [("SSR~hide~1", (Edit.REWRITTEN,))]
    assert (facts.suspects, facts.nothing) == (1, False)


# [utest->dsn~all_that_needs_a_person~1]
def test_an_error_about_no_item_needs_a_person() -> None:
    material = stated(TEXT, hide="passed")
    error = Diagnostic(Code.UNREADABLE_FILE, "no permission", Span("a.rst"))
    told = said(replace(material, view=dataclasses.replace(material.view, diagnostics=(error,))))
    assert "1 error in all: “Open findings” has each with its way out." in told
    assert "Nothing needs a person." not in told


# [utest->dsn~all_that_needs_a_person~1]
def test_what_is_verified_and_not_shown_to_be_so_in_whole_is_counted() -> None:
    told = said(stated(TEXT, hide="passed"))
    assert told[0].startswith("1 requirement is verified, and nobody shows that in whole:")
    assert told[-1] == "Nothing else needs a person."


def test_a_sound_project_needs_nobody() -> None:
    whole = TEXT.replace("Needs: Case\n", "Needs: Case\n\nTags: cases-complete\n")
    assert said(stated(whole + "\nTags: verifies-fully\n", hide="passed")) == ["Nothing needs a person."]
