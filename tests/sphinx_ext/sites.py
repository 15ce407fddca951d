# SPDX-License-Identifier: Apache-2.0
"""Small Sphinx projects in a folder, built in this process."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="needs Sphinx, which the extension is for")

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

REQUIREMENT = """\
Hide the IOMMU
==============

`SSR~hide~1`

Description:
Xen shall hide it.

Covers:
 - `PRQ~root~1`

Needs: XenValTestCase
"""
PRODUCT = """\
Passthrough
===========

`PRQ~root~1`

Needs: SSR
"""
RUNS = 'domain "dom0" runs'
FAULTS = 'domain "dom0" can not read the peripheral at 0x9010000'
CASE = f"""\
It is hidden
============

`XenValTestCase~hidden~1`

Covers:
 - `SSR~hide~1`

.. code-block:: gherkin

   Scenario: dom0 boots
     Given the host "qemu-virt"
     And dom0 controls the host
     When the host boots
     Then {RUNS}
"""
INDEX = """\
Home
====

.. req:summary::

.. req:matrix::

.. toctree::
   :glob:

   *
"""
DOCUMENTS = {"index": INDEX, "product": PRODUCT, "safety": REQUIREMENT, "cases": CASE}


@dataclass
class Site:
    """A Sphinx project in `folder`; every build has its own output."""

    folder: Path
    settings: dict[str, object] = field(default_factory=dict)
    warnings: str = ""
    status: int = 0
    """What ``sphinx-build`` would exit with."""

    @property
    def source(self) -> Path:
        return self.folder / "source"

    def write(self, documents: Mapping[str, str]) -> Site:
        self.source.mkdir(parents=True, exist_ok=True)
        (self.source / "conf.py").touch()
        for name, text in documents.items():
            (self.source / f"{name}.rst").write_text(text, encoding="utf-8")
        return self

    def replace(self, name: str, old: str, new: str) -> None:
        path = self.source / f"{name}.rst"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def build(
        self, builder: str = "html", output: str = "out", *, trees: str = "trees", jobs: int = 1, only: str = ""
    ) -> Path:
        """Build the project as it is now, or one page of it; the warnings are kept, without paths and colours."""
        written, warned = self.folder / output / builder, io.StringIO()
        settings = {"extensions": ["reqtrace_sphinx"], "nitpicky": True, "html_theme": "basic", **self.settings}
        with patch_docutils(self.source), docutils_namespace():
            app = Sphinx(
                self.source, self.source, written, self.folder / trees, builder,
                settings, status=None, warning=warned, parallel=jobs,
            )  # fmt: skip
            app.build(filenames=[self.source / f"{only}.rst"] if only else ())
        self.status = app.statuscode
        plain = re.sub(r"\x1b\[[0-9;]*m", "", warned.getvalue())
        self.warnings = plain.replace(f"{self.source}/", "")
        return written

    def page(self, name: str = "index", **options: object) -> str:
        """The HTML of one page, built now."""
        return (self.build(**options) / f"{name}.html").read_text(encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a build, by name, but for what Sphinx keeps of a build before whose configuration was another."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != ".buildinfo.bak")
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(paths)}
