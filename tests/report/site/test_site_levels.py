# SPDX-License-Identifier: Apache-2.0
"""Pages list every requirement by its level, and qualify each verdict by its own grounds."""

from __future__ import annotations

from samples import ITEMS, id_of, item, project
from site_pages import Site

from reqtrace.evidence import Case, Evidence, Inspection, Outcome
from reqtrace.report.view import View

RECORD = Inspection(
    "inspections.toml", "d" * 64, 7, "code review", Outcome.PASSED, "Ada", "Grace", "2026-11-20", "e" * 64
)


# [utest->dsn~levels_stand_apart~1]
def test_every_requirement_stands_in_the_table_of_its_level_as_a_link() -> None:
    levels = item("SSR~levelled~1", "safety.rst:70", "Of a level", needs="Case", tags=("ASIL-B",))
    page = Site(project((*ITEMS, levels)))["verification_coverage"]
    assert [each.text for each in page.root.every("h2")] == ["ASIL B", "No level is stated"]
    links = [
        each.attributes["href"] or "" for each in page.root.every("a") if "SSR." in (each.attributes["href"] or "")
    ]
    assert any(each.endswith("#SSR.levelled.1") for each in links)
    assert len(set(links)) == sum(each.id.kind == "SSR" for each in (*ITEMS, levels))


# [utest->dsn~pages_stay_small~1]
def test_of_very_many_the_gravest_stand_there() -> None:
    many = [item(f"SSR~n{number}~1", f"safety.rst:{number + 9}", needs="Case") for number in range(400)]
    page = Site(project(many))["verification_coverage"]
    said = page.root.text
    assert "These are the first 300 of 400 requirements, the gravest first." in said
    assert "All requirements are in the matrix, which can be searched by verdict." in said


def mixed() -> View:
    requirement = item("SSR~read~1", "safety.rst:70", "Read", needs="Insp")
    inspected = item("Insp~code~1", "safety.rst:80", "Read the code", covers="SSR~read~1")
    record = Case(id_of("Insp~code~1"), inspected.digest, Outcome.PASSED, inspections=(RECORD,))
    return project((requirement, inspected), Evidence("model", "required", (record,), (), "1 inspection"), ())


# [utest->dsn~verdict_says_its_own_grounds~1]
def test_a_verdict_is_qualified_by_its_own_grounds_on_every_page() -> None:
    site = Site(mixed())
    for name in ("html/matrix.html", "html/verification_coverage.html"):
        assert "model, required" not in site.pages[name].ids["main"].text.replace("model, required; 1", "")
    assert "unverified (inspection)" in site.item("SSR.read.1").text


# [utest->dsn~standards_are_mapped~1]
def test_the_standards_lead_to_the_sections_that_serve_them() -> None:
    site = Site(project())
    addresses = {each.attributes["href"] for each in site["standards"].ids["main"].every("a")}
    assert {"verification_coverage.html", "inspections.html", "matrix.html", "cases.html"} <= addresses
    assert list(site.broken()) == []


def test_a_digest_stands_there_whole() -> None:
    view = project()
    executed = next(each for each in view.trials if each.case)
    assert executed.case is not None
    shown = Site(view).item(executed.anchor)
    assert executed.case.digest in [each.text for each in shown.every("code")]
