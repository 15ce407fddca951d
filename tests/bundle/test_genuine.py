# SPDX-License-Identifier: Apache-2.0
"""Whoever signs may put something into a bundle that reqtrace never puts there: that is told, and excuses nothing."""

from __future__ import annotations

import datetime

import pytest
from msgspec.structs import replace
from sealed import HERE, MEMBERS, ORIGIN, PROCEDURE, TODAY, TRUSTED, sealed

from reqtrace.bundle.check import check
from reqtrace.bundle.seal import Origin
from reqtrace.catalogue import Code, Severity
from reqtrace.provenance import LIBRARIES

CONFIGURED = replace(PROCEDURE, configuration="reqtrace.toml")


def told(content: bytes) -> list[str]:
    bundle, diagnostics = check(content, "e.zip", TRUSTED, TODAY)
    assert bundle is not None
    assert {(each.code, each.severity) for each in diagnostics} <= {(Code.FOREIGN_CONTENT, Severity.ERROR)}
    return [each.message for each in diagnostics]


def test_what_reqtrace_packs_is_nothing_to_speak_of() -> None:
    assert told(sealed()) == []
    assert told(sealed(origin=replace(ORIGIN, provenance=replace(HERE, packages=())))) == []
    whole = tuple((name, "1.2rc1+g3") for name in LIBRARIES)
    assert told(sealed(origin=replace(ORIGIN, provenance=replace(HERE, packages=whole, today=TODAY)))) == []


# [utest->dsn~bundle_holds_nothing_else~1]
@pytest.mark.parametrize("name", ["CERTIFICATE.pdf", "Report/index.html", "reports/a.pdf", "inputs", "META-INF/a.sig"])
def test_a_member_that_reqtrace_does_not_pack_is_told(name: str) -> None:
    assert told(sealed({**MEMBERS, name: b"all verified"})) == [
        f"e.zip!{name} is in the bundle, and reqtrace packs nothing of that name"
    ]


# [utest->dsn~bundle_holds_nothing_else~1]
def test_a_baseline_that_nothing_is_counted_from_is_told() -> None:
    assert told(sealed({**MEMBERS, "baseline/a.rst": b""})) == [
        "e.zip!baseline/a.rst is in the bundle, and no changes are counted from anything"
    ]


CLAIMS = {
    "the SHA-256 of its code is ''": replace(ORIGIN, program=""),
    "the SHA-256 of its code is '000'": replace(ORIGIN, program="000"),
    "it is 'TUV-certified'": Origin(replace(HERE, tool="TUV-certified"), PROCEDURE, program=ORIGIN.program),
    "it ran in ''": replace(ORIGIN, provenance=replace(HERE, python="")),
    "it ran on 'any machine at all'": replace(ORIGIN, provenance=replace(HERE, platform="any machine at all")),
    "the commit is 'v1.2'": replace(ORIGIN, provenance=replace(HERE, commit="v1.2")),
    "it was called as 'reqtrace run'": replace(ORIGIN, provenance=replace(HERE, command=("reqtrace", "run"))),
    "gaps were judged on 2020-01-01 in the documents": replace(
        ORIGIN, provenance=replace(HERE, today=datetime.date(2020, 1, 1))
    ),
    "it uses the library 'nonesuch'": replace(ORIGIN, provenance=replace(HERE, packages=(("nonesuch", "1"),))),
    "it uses the library ''": replace(ORIGIN, provenance=replace(HERE, packages=(("", "1"),))),
    "the version of typst is 'any'": replace(ORIGIN, provenance=replace(HERE, packages=(("typst", "any"),))),
    "libraries stand in another order, or twice": replace(
        ORIGIN, provenance=replace(HERE, packages=(("typst", "1"), ("lark", "1")))
    ),
    "the configuration is '' with the SHA-256 ''": replace(ORIGIN, procedure=CONFIGURED),
}


# [utest->dsn~bundle_holds_nothing_else~1]
@pytest.mark.parametrize("words", sorted(CLAIMS))
def test_what_no_reqtrace_says_of_itself_is_told(words: str) -> None:
    assert told(sealed(origin=CLAIMS[words])) == [f"e.zip!manifest.json says what no reqtrace says of itself: {words}"]


def test_a_claim_is_shown_as_it_is_and_not_at_length() -> None:
    (message,) = told(sealed(origin=replace(ORIGIN, provenance=replace(HERE, tool="\u202e" + "x" * 5000))))
    assert "\u202e" not in message
    assert len(message) < 250


def test_libraries_are_named_in_order() -> None:
    assert list(LIBRARIES) == sorted(set(LIBRARIES))
