# SPDX-License-Identifier: Apache-2.0
"""An exploration as one JSON object."""

from __future__ import annotations

import msgspec

from reqtrace.hypervisor.explore import SCOPE, Deviation, Exploration

EXPLORE_SCHEMA = "reqtrace-explore/1"


# [impl->dsn~explorations_are_shown~1]
def explore_json(exploration: Exploration, xen: str) -> str:
    """What was explored and every deviation; the same exploration gives the same bytes."""
    document = {
        "schema": EXPLORE_SCHEMA,
        "xen": xen,
        "ok": not exploration.deviations,
        "hosts": exploration.hosts,
        "of": SCOPE,
        "states": exploration.states,
        "transitions": exploration.transitions,
        "refused": exploration.refused,
        "deviations": [_deviation(deviation) for _, deviation in exploration.deviations],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _deviation(deviation: Deviation) -> dict[str, object]:
    return {
        "findings": [str(finding) for finding in deviation.findings],
        "invariants": sorted(deviation.broken.invariants, key=lambda each: (len(each), each)),
        "together": deviation.together,
        "alone": deviation.alone,
        "aside": sorted(map(str, deviation.aside)),
        "host": list(deviation.broken.configuration.words()),
        "operations": [str(operation) for operation in deviation.broken.operations],
        "violations": list(deviation.broken.violations),
    }
