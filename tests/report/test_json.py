# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import msgspec
import pytest
from samples import BOOTS, ITEMS, OBSERVED, case, item, project

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Evidence
from reqtrace.report.json import run_json, trace_json
from reqtrace.span import Span
from reqtrace.trace.verdict import Verdict

Golden = Callable[[str, str], None]


def test_a_trace(golden: Golden) -> None:
    golden("json/trace.json", trace_json(project(evidence=None)))


def test_a_run(golden: Golden) -> None:
    golden("json/run.json", run_json(project()))


# [utest->dsn~json_as_specified~1]
def test_the_object_of_a_trace_has_the_keys_of_the_specification_in_their_order() -> None:
    trace = json.loads(trace_json(project(evidence=None)))
    assert list(trace) == ["schema", "summary", "items", "diagnostics"]
    assert trace["schema"] == "reqtrace-trace/1"
    assert trace["summary"] == {
        "items": 11,
        "defects": 4,
        "ok": False,
        "kinds": {
            "Case": {"items": 5, "defects": 1},
            "PRQ": {"items": 1, "defects": 1},
            "SSR": {"items": 5, "defects": 2},
        },
    }
    assert list(trace["items"][0]) == [
        "id", "kind", "name", "revision", "title", "status", "description", "rationale", "comment", "tags", "needs",
        "covers", "depends", "forwards", "file", "line", "shallow", "deep", "missing", "defect", "links",
    ]  # fmt: skip
    assert [each["id"] for each in trace["items"]] == [str(each.id) for each in sorted(ITEMS, key=lambda each: each.id)]
    assert list(trace["diagnostics"][0])[:7] == ["code", "severity", "message", "file", "line", "column", "help"]


def test_links_stand_with_their_condition() -> None:
    items = {each["id"]: each for each in json.loads(trace_json(project(evidence=None)))["items"]}
    assert items["SSR~refuse~2"]["links"] == [
        {"condition": "covers", "id": "PRQ~device~1"},
        {"condition": "covered-outdated", "id": "Case~lost~1"},
        {"condition": "covered-shallow", "id": "Case~refuse_irq~1"},
        {"condition": "covered-shallow", "id": "Case~refuse_twice~1"},
    ]


def test_the_object_of_a_run_has_the_keys_of_the_specification() -> None:
    run = json.loads(run_json(project()))
    assert list(run) == ["schema", "target", "profile", "summary", "cases", "requirements", "diagnostics"]
    assert (run["schema"], run["target"], run["profile"]) == ("reqtrace-run/1", "model", "required")
    assert run["summary"] == {"cases": 5, "passed": 2, "failed": 1, "error": 1, "blocked": 1}
    failed = next(each for each in run["cases"] if each["id"] == "Case~refuse_irq~1")
    assert failed["covers"] == ["SSR~refuse~2"]
    assert failed["verdict"] == "failed"
    assert [each["verdict"] for each in failed["scenarios"][1]["steps"]] == ["passed", "failed", "skipped"]
    assert failed["scenarios"][1]["steps"][1] == {
        "text": 'Then domain "b" is not created: EBUSY',
        "verdict": "failed",
        "message": 'domain "b" runs\nIRQ 34 is routed to it',
        "line": 43,
    }
    assert failed["scenarios"][1]["events"] == ["d1 a created", "d2 b created"]


def test_requirements_are_those_neither_executable_nor_rejected() -> None:
    assert json.loads(run_json(project()))["requirements"] == {
        "PRQ~device~1": "failed",
        "SSR~hide~1": "verified",
        "SSR~map~1": "unverified",
        "SSR~quit~1": "unverified",
        "SSR~refuse~2": "failed",
    }


def test_requirements_of_one_id_count_as_the_worst() -> None:
    view = project([item("SSR~a~1", "a.rst:1"), item("SSR~a~1", "b.rst:1")], Evidence("model", "required", ()), ())
    for verdicts in permutations((Verdict.FAILED, Verdict.VERIFIED)):
        judged = zip(view.entries, verdicts, strict=True)
        entries = tuple(msgspec.structs.replace(entry, verdict=verdict) for entry, verdict in judged)
        assert json.loads(run_json(replace(view, entries=entries)))["requirements"] == {"SSR~a~1": "failed"}


def test_text_of_any_language_and_any_control_character_survives() -> None:
    title = "Gerät \x00\x1b\u2028 設備 \ufffd"
    written = trace_json(project([item("SSR~a~1", "a.rst:1", title)], None))
    assert json.loads(written)["items"][0]["title"] == title
    assert "Gerät" in written
    assert written.endswith("}\n")


# [utest->dsn~json_as_specified~1]
def test_the_same_input_gives_the_same_bytes() -> None:
    assert trace_json(project(reversed(ITEMS))) == trace_json(project())
    assert run_json(project(reversed(ITEMS))) == run_json(project())


def test_what_was_not_executed_has_no_run() -> None:
    with pytest.raises(ValueError, match="nothing was executed"):
        run_json(project(evidence=None))


def test_a_trace_with_an_error_is_not_ok_but_what_was_executed_does_not_count() -> None:
    sound = [each for each in ITEMS if each.id.name == "hide_on"]
    alone = [msgspec.structs.replace(sound[0], covers=())]
    evidence = Evidence("model", "required", (case("Case~hide_on~1", BOOTS),))
    unread = (Diagnostic(Code.UNREADABLE_FILE, "a.rst can not be read", Span("a.rst")),)
    assert json.loads(trace_json(project(alone, evidence, ())))["summary"]["ok"]
    assert not json.loads(trace_json(project(alone, evidence, unread)))["summary"]["ok"]
    assert trace_json(project(alone, evidence, OBSERVED)) == trace_json(project(alone, None, ()))
