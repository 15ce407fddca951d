# SPDX-License-Identifier: Apache-2.0
"""What documents say of coverage tags, which can be neither verified nor not."""

from __future__ import annotations

import io
import json

from rich.console import Console
from samples import BOOTS, accepting, case, id_of, item
from site_pages import Site

from reqtrace.item import Item
from reqtrace.report import text
from reqtrace.report.json import run_json
from reqtrace.report.view import View

PASSED = case("Case~hide_on~1", BOOTS)
TAG = item("impl~hide-1~0", "hide.c:7", covers="SSR~hide~1")
LOST = item("impl~lost-1~0", "hide.c:9", covers="SSR~lost~1")
DESIGN = item("dsn~hide~1", "design.rst:3", "How it is hidden", covers="SSR~hide~1")


def view(*items: Item) -> View:
    requirement = item("SSR~hide~1", "safety.rst:3", "Hide the IOMMU", needs="Case impl")
    return accepting((requirement, item("Case~hide_on~1", "c.rst:4", covers="SSR~hide~1"), *items), [PASSED], ())


def test_a_tag_keeps_no_answer_from_being_good() -> None:
    run = view(TAG)
    assert run.answer == "The only requirement is verified (model, required)."
    assert run.attention == ()
    assert [str(row.chip) for row in run.rows] == ["✓ verified", "✓ covered"]
    assert [str(each.chip) for each in run.rows[0].covered_by] == ["✓ passed", "✓ covered"]


def test_a_tag_has_no_verdict_in_any_document() -> None:
    assert json.loads(run_json(view(TAG)))["requirements"] == {"SSR~hide~1": "verified"}
    stream = io.StringIO()
    text.show_run(Console(file=stream, width=80), view(TAG))
    assert "impl~hide-1~0" not in stream.getvalue()
    assert "  impl  1  ✓ 1 covered\n" in stream.getvalue()
    assert stream.getvalue().endswith("\nOK\n")
    figures = {row.every("th")[0].text: row.every("td")[1].text for row in Site(view(TAG)).front.root.every("tr")[1:4]}
    assert figures["Safety requirement SSR"] == "1 verified (model, required)"
    assert figures["impl"] == "1 covered"


def test_a_tag_that_covers_nothing_needs_a_person() -> None:
    run = view(TAG, LOST)
    assert [str(each.id) for each in run.attention] == ["impl~lost-1~0"]
    assert str(run.by_id[id_of("impl~lost-1~0")][0].chip) == "✕ defective"
    assert not run.sound


def test_what_has_a_text_is_no_tag() -> None:
    run = accepting((item("SSR~hide~1", "safety.rst:3", needs="dsn"), DESIGN), [], ())
    assert [str(each.id) for each in run.attention] == ["dsn~hide~1", "SSR~hide~1"]
    assert run.answer == "No requirement is verified (model, required); 2 are unverified."
