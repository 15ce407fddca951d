# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest
from comparison import noticing
from jsonschema import Draft202012Validator, ValidationError
from paper import material
from samples import accepting, project, sound_project

from reqtrace.report.adequacy import adequacy_json
from reqtrace.report.json import run_json, trace_json
from reqtrace.report.report_json import report_json
from reqtrace.report.schemas import SCHEMAS, documents, schema
from reqtrace.report.shipped import shipped
from reqtrace.report.view import View

GOLDEN = Path(__file__).parents[1] / "golden" / "json"
VIEWS = (project(), project(evidence=None), sound_project())


def hold(name: str, text: str | bytes) -> None:
    Draft202012Validator(json.loads(schema(name))).validate(json.loads(text))


# [utest->dsn~schemas_are_published~1]
@pytest.mark.parametrize("name", SCHEMAS)
def test_what_is_shipped_is_what_the_types_say(name: str) -> None:
    assert shipped(f"schemas/{name}.json").read_text(encoding="utf-8") == schema(name), "run make pages"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(schema(name)))


# [utest->dsn~schemas_are_published~1]
@pytest.mark.parametrize("name", ["trace", "run", "matrix", "adequacy"])
def test_golden_documents_fit_their_schemas(name: str) -> None:
    hold(name, (GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("view", VIEWS)
def test_documents_of_small_projects_fit_their_schemas(view: View) -> None:
    hold("trace", trace_json(view))
    hold("report", report_json(material(view)))
    if view.evidence is not None:
        hold("run", run_json(view))


def test_what_is_there_only_at_times_fits_too() -> None:
    hold("trace", trace_json(accepting()))
    hold("adequacy", adequacy_json(noticing()))
    hold("report", report_json(material(noticing())))


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("trace", {"surprise": 1}),
        ("trace", {"schema": "reqtrace-trace/2"}),
        ("trace", {"summary": {}}),
        ("run", {"requirements": {"SSR~a~1": "fine"}}),
        ("report", {"surprise": 1}),
        ("report", {"gaps": None}),
    ],
)
def test_a_document_of_another_shape_does_not_fit(name: str, broken: dict[str, object]) -> None:
    made = {"trace": trace_json(project()), "run": run_json(project()), "report": report_json(material())}[name]
    with pytest.raises(ValidationError):
        hold(name, json.dumps(json.loads(made) | broken))


# [utest->dsn~schemas_are_published~1]
def test_the_schemas_stand_beside_the_documents_of_a_report() -> None:
    written = dict(documents(material()))
    assert list(written) == [f"schemas/{name}.json" for name in SCHEMAS]
    assert json.loads(written["schemas/report.json"])["$schema"] == "https://json-schema.org/draft/2020-12/schema"
