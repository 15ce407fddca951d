# SPDX-License-Identifier: Apache-2.0
"""What would become of guests as one JSON object."""

from __future__ import annotations

import msgspec

from reqtrace.hypervisor.forecast import Conflict, Forecast, GuestForecast, Outcome, Refusal, Remark
from reqtrace.hypervisor.tree.tree_source import Place

CHECK_SCHEMA = "reqtrace-check/1"

_Value = str | int | bool | list["_Value"] | dict[str, "_Value"]


def check_json(told: Forecast, host: str) -> str:
    """What is refused of whom and why, what is shared, and what versions of Xen would do; guests in their order.

    The same input gives the same bytes. `host` is the file of the host's tree, empty where there is none.
    """
    content: dict[str, _Value] = {
        "schema": CHECK_SCHEMA,
        "ok": told.ok,
        "host": host,
        "guests": [_guest(guest) for guest in told.guests],
        "conflicts": [_conflict(conflict) for conflict in told.conflicts],
        "warnings": [_remark(remark) for remark in told.remarks],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"


def _guest(told: GuestForecast) -> _Value:
    return {
        "name": told.guest.name,
        "created": told.created,
        "file": told.guest.file,
        "refusals": [_refusal(refusal) for refusal in told.refusals],
        "versions": {outcome.profile: _outcome(outcome) for outcome in told.outcomes},
    }


def _refusal(refusal: Refusal) -> _Value:
    """A refusal at its place in the guest's file; `related` is where the device stands in the host's."""
    return {
        "requirement": refusal.requirement,
        "errno": refusal.errno.name,
        "message": refusal.message,
        **_place(refusal.place),
        "node": refusal.subject,
        "device": refusal.device,
        "related": [] if refusal.device_place is None else [_place(refusal.device_place)],
        "source": refusal.source,
        "findings": [str(finding) for finding in sorted(refusal.lacking, key=str)],
        "help": refusal.help,
    }


def _outcome(outcome: Outcome) -> _Value:
    return {
        "outcome": outcome.fate.name.lower(),
        "detail": outcome.detail,
        "findings": [str(finding) for finding in outcome.findings],
    }


def _conflict(conflict: Conflict) -> _Value:
    return {
        "guests": list(conflict.guests),
        "resource": conflict.resource.value,
        "detail": conflict.detail,
        "places": [_place(place) for place in conflict.places],
    }


def _remark(remark: Remark) -> _Value:
    return {"guest": remark.guest, "message": remark.message, **_place(remark.place), "help": remark.help}


def _place(place: Place) -> dict[str, _Value]:
    return {"file": place.file, "line": place.line, "column": place.column}
