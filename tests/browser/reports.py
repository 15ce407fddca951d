# SPDX-License-Identifier: Apache-2.0
"""A report as one finds it on disk: small, with a title that a careless page would execute."""

from __future__ import annotations

import datetime
from pathlib import Path

from showcase import showcase

from reqtrace.config import Config, Kind
from reqtrace.pipeline import Wanted, conclude, executions
from reqtrace.provenance import Provenance
from reqtrace.report.formats import choose
from reqtrace.report.material import Material
from reqtrace.report.site import documents
from reqtrace.trace.completeness import completeness

CONFIG = Config(
    title="Passthrough",
    kinds={
        "PRQ": Kind("Product requirement"),
        "SSR": Kind("Safety requirement"),
        "XenValTestCase": Kind("Test case", executable=True),
    },
)


def report(folder: Path) -> Path:
    """A report in `folder` of requirements of which some are verified, on all versions of Xen."""
    source = showcase(folder, "basic", is_plain=True).source
    found = conclude([str(source)], CONFIG, tuple(executions("model", "required", Wanted(compared=True))))
    made_of = Material(
        view=found.view,
        config=CONFIG,
        provenance=Provenance(tool="reqtrace 1.0", date=datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)),
        completeness=completeness(found.graph, found.judgements, CONFIG),
        companions=choose(None).companions,
    )
    written = folder / "report"
    for name, content in documents(made_of):
        (written / name).parent.mkdir(parents=True, exist_ok=True)
        (written / name).write_bytes(content)
    return written
