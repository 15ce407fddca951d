# SPDX-License-Identifier: Apache-2.0
"""What an integrator learns before any boot: refusals, what guests share, and what versions of Xen would do.

`forecast` is what `reqtrace check` calls: it boots the host without guests, and judges each guest alone and beside
those before it. `judge` asks every check of the rule books about everything the guest asks for, so that the first
refusal does not hide the others; no rule is written twice for that. `shared` holds guests against each other, with a
host or without one, `settings` has the rules of the toolstack on a configuration (tools/libs/light/libxl_create.c),
`versions` boots the guests as a version of Xen would, `remarks` and `way_out` say what looks like a mistake and what
to do about it.
"""

from reqtrace.hypervisor.forecast.guest import MOST_WANTED, Guest, asks_too_much, has_dom0, options_of
from reqtrace.hypervisor.forecast.outlook import Forecast, GuestForecast, forecast
from reqtrace.hypervisor.forecast.refusal import Refusal
from reqtrace.hypervisor.forecast.remarks import Remark
from reqtrace.hypervisor.forecast.shared import Conflict, Resource
from reqtrace.hypervisor.forecast.versions import Fate, Outcome

__all__ = [
    "MOST_WANTED",
    "Conflict",
    "Fate",
    "Forecast",
    "Guest",
    "GuestForecast",
    "Outcome",
    "Refusal",
    "Remark",
    "Resource",
    "asks_too_much",
    "forecast",
    "has_dom0",
    "options_of",
]
