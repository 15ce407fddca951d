# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, Note
from reqtrace.report import sarif as module
from reqtrace.report.sarif import sarif
from reqtrace.span import Span

SAFETY = "`XenSSR~b~1`\n\nCovers:\n - `XenSSR~a~1`\n"
OUTDATED = Diagnostic(
    Code.OUTDATED,
    "XenSSR~a~1 is cited, but XenSSR~a~2 is current",
    Span("passthrough/safety.rst", 4, 5, 10),
    (Note("the current revision is here", Span("passthrough/product.rst", 9, 1)), Note("nobody has said that it fits")),
    "review what changed, then cite the new revision",
)


def run_of(*said: Diagnostic, sources: dict[str, str] | None = None, base: str = ".") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(sarif(said, sources or {}, base, "1.2.3"))
    assert document["$schema"].endswith("sarif-2.1.0.json")
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    return dict(run)


def place_of(diagnostic: Diagnostic, base: str = ".", text: str = "") -> dict[str, Any]:
    (result,) = run_of(diagnostic, sources={diagnostic.span.file: text}, base=base)["results"]
    return dict(result["locations"][0]["physicalLocation"])


def test_a_result_has_a_rule_a_level_a_message_and_a_place() -> None:
    (result,) = run_of(OUTDATED, sources={"passthrough/safety.rst": SAFETY}, base="reqs")["results"]
    fingerprint = result.pop("partialFingerprints")
    assert fingerprint["primaryLocationLineHash"].endswith(":1")
    assert result == {
        "ruleId": "RT202",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": "XenSSR~a~1 is cited, but XenSSR~a~2 is current\n\n"
            "Note: the current revision is here ([reqs/passthrough/product.rst:9](1))\n\n"
            "Note: nobody has said that it fits\n\n"
            "Help: review what changed, then cite the new revision"
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "reqs/passthrough/safety.rst", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 4, "startColumn": 5, "endLine": 4, "endColumn": 15},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "the current revision is here"},
                "physicalLocation": {
                    "artifactLocation": {"uri": "reqs/passthrough/product.rst", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 9, "startColumn": 1, "endLine": 9, "endColumn": 2},
                },
            }
        ],
    }


def test_the_rules_are_the_codes_that_occur_with_what_the_catalogue_says() -> None:
    run = run_of(OUTDATED, Diagnostic(Code.LOST_TEXT, "x", Span("a.rst", 1)), OUTDATED)
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"], driver["semanticVersion"]) == ("reqtrace", "1.2.3", "1.2.3")
    assert [rule["id"] for rule in driver["rules"]] == ["RT117", "RT202"]
    assert [result["ruleIndex"] for result in run["results"]] == [1, 0, 1]
    rule = driver["rules"][1]
    assert rule["name"] == "Outdated"
    assert rule["shortDescription"]["text"] == "An item covers a revision that is no longer current."
    assert rule["fullDescription"]["text"] == Code.OUTDATED.meaning
    assert Code.OUTDATED.mend in rule["help"]["text"]
    assert f"```rst\n{Code.OUTDATED.example}\n```" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["tags"] == ["requirements", "traceability", "tracing"]


def test_without_complaints_the_document_is_whole() -> None:
    run = run_of()
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert run["columnKind"] == "unicodeCodePoints"


@pytest.mark.parametrize(
    ("span", "region"),
    [
        (Span("a.rst"), {"startLine": 1}),
        (Span("a.rst", 2), {"startLine": 2}),
        (Span("a.rst", 1, 3, 4), {"startLine": 1, "startColumn": 3, "endLine": 1, "endColumn": 7}),
        (Span("a.rst", 1, 3, 99), {"startLine": 1, "startColumn": 3, "endLine": 1, "endColumn": 8}),
        (Span("a.rst", 1, 9, 0), {"startLine": 1, "startColumn": 9, "endLine": 1, "endColumn": 10}),
    ],
)
def test_a_region_never_reaches_beyond_its_line(span: Span, region: dict[str, int]) -> None:
    assert place_of(Diagnostic(Code.LOST_TEXT, "x", span), text="\U0001f600bcdefg\n")["region"] == region


@pytest.mark.parametrize(
    ("file", "base", "location"),
    [
        ("a b#c.rst", "./reqs/", {"uri": "reqs/a%20b%23c.rst", "uriBaseId": "%SRCROOT%"}),
        ("c:d/ü.rst", ".", {"uri": "c%3Ad/%C3%BC.rst", "uriBaseId": "%SRCROOT%"}),
        ("\udcff.rst", ".", {"uri": "%FF.rst", "uriBaseId": "%SRCROOT%"}),
        ("a.rst", "../reqs", {"uri": "../reqs/a.rst"}),
        ("a.rst", "/reqs", {"uri": "file:///reqs/a.rst"}),
    ],
)
def test_a_file_is_an_address_below_the_root_of_the_checkout(file: str, base: str, location: dict[str, str]) -> None:
    assert place_of(Diagnostic(Code.LOST_TEXT, "x", Span(file, 1)), base)["artifactLocation"] == location


def test_what_stands_in_no_file_is_a_notification_since_a_result_must_have_a_place() -> None:
    missing = Diagnostic(Code.MISSING_PATH, "reqs does not exist", Span("reqs"), (), "correct it")
    run = run_of(missing)
    assert run["results"] == []
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["RT001"]
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "toolConfigurationNotifications": [
                {
                    "descriptor": {"id": "RT001", "index": 0},
                    "level": "error",
                    "message": {"text": "reqs does not exist\n\nHelp: correct it"},
                }
            ],
        }
    ]


def test_a_file_that_can_not_be_read_is_a_result_and_the_run_did_not_succeed() -> None:
    run = run_of(Diagnostic(Code.UNREADABLE_FILE, "x", Span("a.rst")), base="reqs")
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "reqs/a.rst"
    assert run["invocations"] == [{"executionSuccessful": False}]


def fingerprints(text: str, *lines: int) -> list[str]:
    said = [Diagnostic(Code.LOST_TEXT, "lost", Span("a.rst", line, 1)) for line in lines]
    results = run_of(*said, sources={"a.rst": text})["results"]
    return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]


# [utest->dsn~sarif_for_code_scanning~1]
def test_a_fingerprint_follows_its_line_and_tells_equal_lines_apart() -> None:
    first, second = fingerprints("x\ny\nx\n", 1, 3)
    assert first != second
    assert fingerprints("new\n\n  x\ny\nx\n", 3, 5) == [first, second]
    assert first not in fingerprints("x\ny\n", 2)


# [utest->dsn~sarif_for_code_scanning~1]
def test_beyond_the_limit_the_least_severe_are_left_out_and_the_document_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_RESULTS", 3)
    codes = (Code.UNKNOWN_KEYWORD, Code.ORPHANED, Code.LOST_TEXT, Code.ORPHANED, Code.LOST_TEXT)
    run = run_of(*(Diagnostic(code, "x", Span("a.rst", line)) for line, code in enumerate(codes, 1)))
    assert [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in run["results"]] == [2, 3, 4]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["RT117", "RT201"]
    (notification,) = run["invocations"][0]["toolConfigurationNotifications"]
    assert notification["message"]["text"] == (
        "2 of 5 results are left out (1 of 2 warnings, 1 of 1 notes), because GitHub accepts no more in one document; "
        "`--format json` holds them all."
    )


def test_a_document_that_packs_badly_is_cut_until_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 2_000)
    said = [Diagnostic(Code.LOST_TEXT, f"{line**9}", Span("a.rst", line)) for line in range(1, 401)]
    run = run_of(*said)
    assert 0 < len(run["results"]) < 400
    assert "results are left out" in run["invocations"][0]["toolConfigurationNotifications"][0]["message"]["text"]


def test_a_very_long_message_is_cut_and_says_how_much_is_missing() -> None:
    (result,) = run_of(Diagnostic(Code.CASE_FAILED, "x" * 10_000, Span("a.rst", 1), (), "mend it"))["results"]
    text = result["message"]["text"]
    assert len(text) < module.LONGEST + 100
    assert "more characters are left out)\n\nHelp: mend it" in text


def test_of_very_many_places_a_hundred_are_listed_and_the_rest_is_counted() -> None:
    notes = tuple(Note("here", Span("b.rst", line)) for line in range(1, 131))
    (result,) = run_of(Diagnostic(Code.DUPLICATE, "x", Span("a.rst", 1), notes))["results"]
    assert len(result["relatedLocations"]) == 100
    assert result["message"]["text"].endswith("Note: 30 more places are not listed.\n\nHelp: " + Code.DUPLICATE.mend)


def test_what_the_catalogue_says_fits_the_limits_of_a_rule() -> None:
    run = run_of(*(Diagnostic(code, "x", Span("a.rst", 1)) for code in Code))
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) == len(Code)
    for rule in rules:
        assert max(len(rule[part]["text"]) for part in ("shortDescription", "fullDescription")) <= 1024
        assert rule["name"].isalnum()
        assert len(rule["properties"]["tags"]) <= 10


texts = st.text(max_size=30)
spans = st.builds(
    Span,
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
    st.integers(0, 9),
    st.integers(0, 9),
)
diagnostics = st.builds(
    Diagnostic,
    st.sampled_from(Code),
    texts,
    spans,
    st.lists(st.builds(Note, texts, st.none() | spans), max_size=3).map(tuple),
    texts,
)


# [utest->dsn~sarif_for_code_scanning~1]
@given(st.lists(diagnostics, max_size=6))
def test_whatever_is_said_github_finds_a_rule_a_message_and_a_line(said: list[Diagnostic]) -> None:
    run = run_of(*said)
    notices = run["invocations"][0].get("toolConfigurationNotifications", [])
    assert len(run["results"]) + len(notices) == len(said)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"].strip()
        (location,) = result["locations"]
        for each in (location, *result.get("relatedLocations", [])):
            region = each["physicalLocation"]["region"]
            assert min(region.values()) >= 1
            assert region.get("endColumn", 2) > region.get("startColumn", 1)
            assert each["physicalLocation"]["artifactLocation"]["uri"].isascii()
    seen = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(seen)) == len(seen)
