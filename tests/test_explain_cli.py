# SPDX-License-Identifier: Apache-2.0
"""What a person types to learn what a finding or a step is, and what comes back."""

from __future__ import annotations

import json

import pytest

from reqtrace.catalogue import Code
from reqtrace.cli.entry import cli
from reqtrace.hypervisor.findings import Finding

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


def explain(*words: str) -> int:
    return int(cli.main(["explain", *words], standalone_mode=False) or 0)


# [utest->dsn~findings_and_steps_are_explained~1]
def test_a_finding_is_explained_with_whom_it_concerns_and_its_switch(capsys: Said) -> None:
    assert explain("d-09b") == 0
    said = capsys.readouterr().out
    assert said.startswith("D-09b: on Arm no guest is given a PCI device, and Xen does not look for any\nscope\n")
    assert "  XenSSR~discover_pci_devices_from_xen~1\n  These are not implemented on such a Xen.\n" in said
    assert "\nShown by\n  xen-4.17, xen-4.20, xen-head\n" in said
    assert said.endswith("  reqtrace run --profile xen-head --without D-09b\n")


def test_a_finding_tells_which_rules_a_xen_with_it_does_not_have(capsys: Said) -> None:
    explain("D-17b")
    assert "\nRules that are missing\n  - No IOMMU and no tie to one is written into a domain's tree.\n" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("finding", Finding, ids=str)
def test_every_finding_can_be_explained(finding: Finding, capsys: Said) -> None:
    assert explain(str(finding), "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["schema"], said["finding"]) == ("reqtrace-explain/1", str(finding))
    assert said["profiles"]


@pytest.mark.parametrize(
    ("name", "help_"),
    [
        ("D-99", "the findings are D-01 to D-31 and V-1 to V-5"),
        ("d1", "did you mean D-01?"),
        ("D9b", "did you mean D-09b?"),
        ("V-01", "did you mean V-1?"),
        ("D\u201199", "the findings are D-01 to D-31 and V-1 to V-5"),
        ("RT999", f"the codes are RT001 to {max(map(str, Code))}, with gaps"),
    ],
)
def test_an_unknown_name_is_told_with_the_same_written_otherwise(name: str, help_: str, capsys: Said) -> None:
    assert explain(name) == 2
    plain = name.replace("\u2011", "-")
    assert capsys.readouterr().err == (
        f"error[RT007]: no code, no finding and no item is called '{plain}'\n  = help: {help_}\n\n"
    )


def test_a_finding_that_amends_another_says_so_and_is_switched_on_with_it(capsys: Said) -> None:
    explain("V-1")
    said = " ".join(capsys.readouterr().out.split())
    assert "no requirement by itself: it changes what D-03 does, and nothing where D-03 is not shown" in said
    assert said.endswith(
        "reqtrace run --profile required --with D-03,V-1 reqtrace run --profile xen-4.17 --without V-1"
    )
    explain("V-1", "--format", "json")
    assert json.loads(capsys.readouterr().out)["amends"] == ["D-03"]
    explain("D-16b")
    assert "\n  no requirement: it is about what people are told\n" in capsys.readouterr().out


def test_nothing_is_suggested_for_words_that_are_like_no_step(capsys: Said) -> None:
    assert explain("when the moon shines") == 2
    assert capsys.readouterr().err == (
        "error[RT303]: no step reads: when the moon shines\n"
        "  = help: the page of the vocabulary shows all steps there are\n\n"
    )


@pytest.mark.parametrize(
    "words", ["domain {string} runs", 'domain "a" runs', 'Then domain "a" runs', 'And  domain "a" runs']
)
def test_a_step_is_explained_however_it_is_written(words: str, capsys: Said) -> None:
    assert explain(words) == 0
    assert capsys.readouterr().out == (
        "Then domain {string} runs\n"
        "\nMeaning\n  The domain was created and lives.\n"
        '\nParameters\n  {string}    The name of a domain, dom0 included. For example "net"\n'
        '\nExample\n  Then domain "net" runs\n'
    )


def test_what_must_stand_below_a_step_is_said(capsys: Said) -> None:
    explain("the PCI functions ")
    assert "\nBelow it\n  a table\n" in capsys.readouterr().out


def test_a_step_in_json(capsys: Said) -> None:
    explain("Given domain {string}", "--format", "json")
    said = json.loads(capsys.readouterr().out)
    assert (said["keyword"], said["sentence"], said["follows"]) == ("Given", "domain {string}", "nothing")
    assert said["parameters"] == [{"type": "string", "example": '"a"'}]


def test_an_unknown_step_is_told_with_the_nearest(capsys: Said) -> None:
    assert explain('Then domain "a" is running') == 2
    assert capsys.readouterr().err == (
        'error[RT303]: no step reads: domain "a" is running\n  = help: did you mean: Then domain "a" runs\n\n'
    )
