# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import subprocess
import sys

ALONE = """\
import sys
from reqtrace.ident import ItemId
from reqtrace.item import Item
from reqtrace.scenario.run import execute
from reqtrace.scenario.targets import Later
from reqtrace.span import Span

case = Item(ItemId("XenValTestCase", "a", 1), Span("a.rst", 1))
evidence, said = execute([case], Later("model"), "required")
print(evidence.qualifier, evidence.cases[0].outcome, said[0].message)
print([name for name in sys.modules if name.startswith("reqtrace.hypervisor")])
"""


def test_what_has_no_scenario_needs_no_model() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["model, required blocked XenValTestCase~a~1 has no scenario", "[]"]
