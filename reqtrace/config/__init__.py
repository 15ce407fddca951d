# SPDX-License-Identifier: Apache-2.0
"""What a project decided; all defaults live in `settings`."""

from __future__ import annotations

from reqtrace.config.places import OWN_FILE
from reqtrace.config.reading import find, load, read
from reqtrace.config.reporting import Format, Reporting
from reqtrace.config.results import Results, Tested
from reqtrace.config.settings import KINDS, Config, Justification, Kind, Weight
from reqtrace.config.survivors import read_reasons

__all__ = [
    "KINDS",
    "OWN_FILE",
    "Config",
    "Format",
    "Justification",
    "Kind",
    "Reporting",
    "Results",
    "Tested",
    "Weight",
    "find",
    "load",
    "read",
    "read_reasons",
]
