# SPDX-License-Identifier: Apache-2.0
"""The table of findings, and the profiles that are sets of them."""

from __future__ import annotations

import re

import pytest

from reqtrace.hypervisor.books import BOOKS
from reqtrace.hypervisor.findings import FINDINGS, PROFILES, Finding
from reqtrace.hypervisor.xen import Xen

each_finding = pytest.mark.parametrize("finding", Finding, ids=str)


@each_finding
def test_a_finding_is_described(finding: Finding) -> None:
    said = FINDINGS[finding]
    assert re.fullmatch(r"[DV]-\d+[a-z]?", finding.value)
    assert said.source
    assert not said.title.endswith(".")
    assert all(re.fullmatch(r"XenSSR~\w+~1", each) for each in said.affects)
    assert len(set(said.affects)) == len(said.affects)


# [utest->dsn~findings_are_switches~1]
def test_what_is_required_has_no_finding_and_each_version_some() -> None:
    assert PROFILES["required"] == frozenset()
    assert Xen.of("required") == Xen()
    assert all(PROFILES[version] for version in ("xen-4.17", "xen-4.20", "xen-head"))
    assert PROFILES["xen-head"] < PROFILES["xen-4.20"] < PROFILES["xen-4.17"]


@each_finding
def test_every_finding_is_shown_by_some_version(finding: Finding) -> None:
    assert [profile for profile, shown in PROFILES.items() if finding in shown]


def test_no_rule_lacks_under_a_name_that_stands_for_nothing() -> None:
    assert {each for book in BOOKS.values() for rule in book for each in rule.lacking} <= FINDINGS.keys()
