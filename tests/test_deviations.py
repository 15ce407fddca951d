# SPDX-License-Identifier: Apache-2.0
"""Every deviation that was written down for a version of Xen shows in the matrix, and nothing else does."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from reqtrace.evidence import Evidence, Outcome
from reqtrace.hypervisor import FINDINGS
from reqtrace.read.library import read
from reqtrace.scenario import targets
from reqtrace.scenario.compare import compare

HERE = Path(__file__).parent
KNOWN = tomllib.loads((HERE / "deviations.toml").read_text(encoding="utf-8"))
MARKED: Mapping[str, str] = KNOWN["marked"]
GENERAL: Mapping[str, str] = KNOWN["general"]
EXPLAINED: Mapping[str, Mapping[str, str]] = KNOWN["explained"]
WRITTEN_DOWN = frozenset(MARKED) | frozenset(KNOWN["unmarked"]["cases"])
VERSIONS = ("xen-4.17", "xen-4.20", "xen-head")


@cache
def columns() -> Mapping[str, Evidence]:
    """The evidence of every version, of all cases of this project."""
    library, _ = read([str(HERE.parent / "requirements" / "passthrough")], ())
    cases = [item for item in library.items if item.id.kind == "XenValTestCase"]
    with ProcessPoolExecutor(2) as executor:
        found, _ = compare(cases, targets.target("model"), VERSIONS, executor=executor)
    return dict(zip(VERSIONS, found, strict=True))


def shown(version: str) -> dict[str, frozenset[str]]:
    """The cases that do not pass in a version, and what acts in them."""
    cases = columns()[version].cases
    return {case.id.name: frozenset(case.findings) for case in cases if case.outcome is not Outcome.PASSED}


def hidden(version: str) -> dict[str, frozenset[str]]:
    """What would act in the cases of a version if the situation arose."""
    return {case.id.name: frozenset(case.hidden) for case in columns()[version].cases if case.hidden}


def differences(version: str) -> Iterator[str]:
    """What shows in a case that was written down and was not marked there, or the other way round, unexplained."""
    found, behind = shown(version), hidden(version)
    names = {case.id.name for case in columns()[version].cases}
    for case in sorted(WRITTEN_DOWN & names):
        marked = frozenset({MARKED[case]} if case in MARKED else ())
        reasons = EXPLAINED.get(case, {})
        for finding in sorted(found.get(case, frozenset()) - marked - GENERAL.keys() - reasons.keys()):
            yield f"{case} shows {finding}, which was not marked"
        for finding in sorted(marked - found.get(case, frozenset()) - behind.get(case, frozenset()) - reasons.keys()):
            yield f"{case} does not show {finding}, which was marked"


@pytest.mark.parametrize("version", VERSIONS)
def test_what_shows_is_what_was_marked_or_has_a_reason(version: str) -> None:
    assert list(differences(version)) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_what_each_version_shows(golden: Callable[[str, str], None], version: str) -> None:
    found, behind = shown(version), hidden(version)
    lines = (_line(case, found.get(case), behind.get(case)) for case in sorted(found.keys() | behind.keys()))
    golden(f"deviations/{version}.txt", "".join(lines))


def _line(case: str, acting: frozenset[str] | None, behind: frozenset[str] | None) -> str:
    words = "passes" if acting is None else " ".join(sorted(acting)) or "unexplained"
    rest = f"; hidden: {' '.join(sorted(behind))}" if behind else ""
    return f"{case}: {words}{rest}\n"


def test_every_failure_is_explained() -> None:
    assert [(version, case) for version in VERSIONS for case, findings in shown(version).items() if not findings] == []


def test_every_reason_is_needed() -> None:
    seen = {
        (case, finding) for version in VERSIONS for case, findings in shown(version).items() for finding in findings
    }
    needless = [
        (case, finding)
        for case, reasons in EXPLAINED.items()
        for finding in reasons
        if ((case, finding) in seen) == (MARKED.get(case) == finding)
    ]
    assert needless == []


def test_the_file_speaks_of_findings_and_of_each_case_once() -> None:
    known = {str(finding) for finding in FINDINGS}
    assert {*MARKED.values(), *GENERAL, *(name for reasons in EXPLAINED.values() for name in reasons)} <= known
    assert not MARKED.keys() & set(KNOWN["unmarked"]["cases"])
    assert len(WRITTEN_DOWN) == 208
    assert EXPLAINED.keys() <= WRITTEN_DOWN
