# SPDX-License-Identifier: Apache-2.0
"""The isolation groups of a machine as one JSON object."""

from __future__ import annotations

import msgspec

from reqtrace.hypervisor.isolation import Groups, Views

GROUPS_SCHEMA = "reqtrace-groups/1"


def groups_json(views: Views) -> str:
    """The groups in every view, each function once in each, and what libvirt does not assign.

    The same input gives the same bytes: groups stand in the order of their first members, these in rising order.
    """
    content = {
        "schema": GROUPS_SCHEMA,
        "views": {"linux": _named(views.linux), "xen": _named(views.xen), "strict": _named(views.strict)},
        "libvirt_refuses": [str(sbdf) for sbdf in views.libvirt_refuses],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"


def _named(groups: Groups) -> list[list[str]]:
    return [[str(sbdf) for sbdf in group] for group in groups]
