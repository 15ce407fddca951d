# SPDX-License-Identifier: Apache-2.0
"""What an integrator learns before any boot: refusals, what guests share, and what versions of Xen would do."""

from reqtrace.hypervisor.forecast.guest import MOST_WANTED, Guest, asks_too_much, has_dom0, options_of
from reqtrace.hypervisor.forecast.judge import Refusal
from reqtrace.hypervisor.forecast.outlook import Forecast, GuestForecast, forecast
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
