# SPDX-License-Identifier: Apache-2.0
"""Results from elsewhere on pages, also where only they are other than in the build before."""

from __future__ import annotations

from sites import DOCUMENTS, Site

PROSE = """\
It is hidden
============

`XenValTestCase~hidden~1`

Objective: no domain sees the IOMMU.

Covers:
 - `SSR~hide~1`
"""
SETTINGS = '[results]\nfiles = ["build/*.xml"]\ncommit = "any"\n'
RESULT = '<testsuite><testcase name="XenValTestCase~hidden~1">{}</testcase></testsuite>'


# [utest->dsn~results_count_on_this_revision~1]
def test_pages_follow_the_results(site: Site) -> None:
    site.write(DOCUMENTS | {"cases": PROSE})
    (site.source / "reqtrace.toml").write_text(SETTINGS)
    (site.source / "build").mkdir()
    page = site.page()
    assert "No requirement is verified (model, required)" in page
    assert "RT019" in site.warnings

    (site.source / "build" / "a.xml").write_text(RESULT.format(""))
    page = site.page()
    assert "verified (model, required; results from 1 file, of any commit)" in page
    assert site.warnings == ""

    (site.source / "build" / "a.xml").write_text(RESULT.format('<failure message="33"/>'))
    page = site.page()
    assert "2 failed" in page
    assert "a.xml:1" in site.warnings
    assert "XenValTestCase~hidden~1 failed: 33" in site.warnings
