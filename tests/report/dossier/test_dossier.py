# SPDX-License-Identifier: Apache-2.0
"""The certification report as a whole: no section ever vanishes, and the same facts are told to programs and people."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
from samples import CONFIG, project, sound_project
from stated import stated

from reqtrace.provenance import Provenance
from reqtrace.report.block import Card
from reqtrace.report.dossier import Dossier, Report, Section, dossier, report
from reqtrace.report.dossier.titles import TITLES
from reqtrace.report.material import Material
from reqtrace.report.report_json import report_json
from reqtrace.report.view import View

KNOWN = Provenance(tool="reqtrace 1.0")
NOTHING = project((), None, ())
NOT_EXECUTED = project(evidence=None)


def whole(view: View) -> Dossier:
    return dossier(Material(view, CONFIG, KNOWN))


def every(sections: tuple[Section, ...]) -> list[Section]:
    return [each for section in sections for each in (section, *every(section.below))]


# [utest->dsn~no_section_vanishes~1]
@pytest.mark.parametrize(
    "view",
    [project(), NOTHING, NOT_EXECUTED, sound_project()],
    ids=["all sorts", "nothing", "not executed", "sound"],
)
def test_no_section_vanishes(view: View) -> None:
    sections = whole(view).sections
    assert [(section.key, section.title) for section in sections] == list(TITLES.items())
    assert all(section.blocks for section in sections)


def test_the_page_about_the_report_explains_every_section_in_order() -> None:
    page = Path(__file__).parents[3] / "requirements/reqtrace/explanation/certification-report.rst"
    heads = [line for line in page.read_text().splitlines() if line.startswith("``") and line.endswith("``")]
    assert [key for line in heads for key in re.findall(r"``(\w+)``", line)] == list(TITLES)


def test_every_section_is_a_field_of_the_data_under_its_key() -> None:
    fields = Report.__struct_fields__
    assert fields[5:] == tuple(TITLES)
    told = report(Material(project(), CONFIG, KNOWN))
    assert [section.data for section in whole(project()).sections] == [getattr(told, key) for key in TITLES]


def test_keys_are_unique_and_every_item_is_described_once() -> None:
    view = project()
    sections = every(whole(view).sections)
    keys = [section.key for section in sections]
    assert len(keys) == len(set(keys))
    described = [block.anchor for section in sections for block in section.blocks if isinstance(block, Card)]
    assert sorted(described) == sorted(view.by_anchor)
    assert described == [section.key for section in sections if section.key in view.by_anchor]


# [utest->dsn~report_for_programs~1]
def test_the_data_is_one_json_object_that_fits_its_schema() -> None:
    said = report_json(Material(project(), CONFIG, KNOWN))
    assert said.endswith(b"}\n")
    told = json.loads(said)
    assert told["schema"] == "reqtrace-report/1"
    assert told["qualifier"] == "model, required"
    assert list(told)[5:] == list(TITLES)
    assert msgspec.convert(told, Report, str_keys=True) == report(Material(project(), CONFIG, KNOWN))


def test_the_same_material_gives_the_same_bytes() -> None:
    assert report_json(Material(project(), CONFIG, KNOWN)) == report_json(Material(project(), CONFIG, KNOWN))


# [utest->dsn~what_is_absent_is_said~1]
def test_what_was_not_measured_is_said() -> None:
    told = json.loads(report_json(stated("`SSR~a~1`\n\nNeeds: Case\n", executed=False)))
    assert told["adequacy"]["measured"] is False
    assert told["versions"]["compared"] is False
    assert told["changes"]["compared"] is False
    assert told["gate"]["met"] is None
    assert told["test_results"]["target"] is None
    assert told["test_logs"]["target"] is None
    (level,) = told["verification_coverage"]["levels"]
    assert level["figures"]["verified"] is None
    assert level["requirements"][0]["verdict"] is None
    assert level["requirements"][0]["completeness"] is None
    assert level["requirements"][0]["outcomes"] is None
