# SPDX-License-Identifier: Apache-2.0
"""Sheets of a project whose two test cases are executed on the model, on every profile and with everything broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import cell, read, rows, tables

from reqtrace.config import Config
from reqtrace.pipeline import Comparison, Execution, Probing, conclude
from reqtrace.report.sheets import SHEETS
from reqtrace.report.sheets.wish import Wish
from reqtrace.report.view import View
from reqtrace.scenario.on_model import Model
from reqtrace.scenario.targets import laboratory

TEXT = """\
Refuse what nobody offers
-------------------------
`XenSSR~refuse~1`

Needs: XenValTestCase

Run a domain
------------
`XenSSR~run~1`

Needs: XenValTestCase

Nothing needs it
----------------
`XenSSR~alone~1`

Nobody wants it
---------------
`XenSSR~unwanted~1`

Status: rejected

A device that nobody offers
---------------------------
`XenValTestCase~refused~1`

Covers:
 - XenSSR~refuse~1

.. code-block:: gherkin

   Scenario: refused
     Given the host "qemu-virt"
     And the passthrough tree "rtc"
       \"\"\"dts
       /dts-v1/;
       / { #address-cells = <2>; #size-cells = <2>; passthrough { #address-cells = <2>; #size-cells = <2>;
           rtc@9010000 {
               xen,reg = <0x0 0x9010000 0x0 0x1000 0x0 0x9010000>; xen,path = "/pl031@9010000";
               xen,force-assign-without-iommu;
           };
       }; };
       \"\"\"
     And domain "a" with the passthrough tree "rtc"
     When the host boots
     Then domain "a" is not created: EINVAL

A domain
--------
`XenValTestCase~domain~1`

Covers:
 - XenSSR~run~1

.. code-block:: gherkin

   Scenario: it runs
     Given the host "qemu-virt"
     And domain "a"
     When the host boots
     Then domain "a" runs
"""
SILENT = [
    "Nothing can be said of these, which need nothing and which no test case covers:",
    "- [Nothing needs it]",
]
COLUMNS = ("finding", "versions", "source", "cases")
MODEL = Model()
COMPARED = Comparison(target=MODEL, profile="required", profiles=("required", "xen-4.17", "xen-head"))
LABORATORY = laboratory("model")
PROBED = Probing(target=LABORATORY.required, profile=LABORATORY.profile, laboratory=LABORATORY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("executed")
    (where / "cases.rst").write_text(TEXT, encoding="utf-8")
    return where


def concluded(folder: Path, execution: Execution) -> View:
    return conclude([str(folder)], Config(), execution).view


def test_versions_of_what_was_executed(folder: Path) -> None:
    blocks = SHEETS["versions"].fill(concluded(folder, COMPARED), Wish("v"))
    assert rows(tables(blocks)[0]) == [
        "[Refuse what nobody offers] / XenSSR~refuse~1 | ✓ conforms | ≠ deviates D-08 | ≠ deviates D-08",
        "[Run a domain] / XenSSR~run~1 | ✓ conforms | ✓ conforms | ✓ conforms",
    ]
    assert read(blocks)[2:5] == [*SILENT, "[table: Figures of 2 requirements (3)]"]


def test_findings_of_what_was_executed(folder: Path) -> None:
    (table,) = tables(SHEETS["findings"].fill(concluded(folder, COMPARED), Wish("f", columns=COLUMNS)))
    shown = [row for row in rows(table) if "no test case" not in row]
    assert shown == [
        "D-08 | ≠ deviates in xen-4.17, xen-head | arch/arm/dom0less-build.c | "
        "<≠ A device that nobody offers: deviates (model, xen-4.17, xen-head): "
        'expected: domain "a" is not created: EINVAL; seen: it runs>'
    ]
    assert "V-1 | ≠ deviates in xen-4.17 / not seen" in "\n".join(rows(table))


def test_adequacy_of_what_was_executed(folder: Path) -> None:
    blocks = SHEETS["adequacy"].fill(concluded(folder, PROBED), Wish("a", columns=("item", "verdict", "noticed")))
    requirements, survivors = tables(blocks)
    assert rows(requirements)[1].startswith("[Run a domain] / XenSSR~run~1 | ✓ verified | 1 of 1 / that make a")
    assert read(blocks)[5:10] == [
        *SILENT,
        "Findings that concern no requirement, and are to be noticed by any test case:",
        "- D-16b ✕ not noticed (not asked of a part of the requirements)",
        "- V-1 <✓ A device that nobody offers: noticed by a step>",
    ]
    noticed = int(read(blocks)[0].split("and ")[1].split(" of")[0])
    assert noticed > 0
    assert len(survivors.rows) + noticed == int(read(blocks)[0].split(" broken")[0].split()[-1])
    assert {cell(row.cells[-1]) for row in survivors.rows} == {"✕ not noticed and nobody gave a reason"}
