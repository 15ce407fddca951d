# SPDX-License-Identifier: Apache-2.0
"""All states of the small scope: every host, every sequence of operations, every invariant in each state."""

from reqtrace.hypervisor.explore.blame import Deviation
from reqtrace.hypervisor.explore.exploration import Each, Exploration, explore
from reqtrace.hypervisor.explore.scope import SCOPE, Configuration, configurations
from reqtrace.hypervisor.explore.search import Broken, Found, search

__all__ = [
    "SCOPE",
    "Broken",
    "Configuration",
    "Deviation",
    "Each",
    "Exploration",
    "Found",
    "configurations",
    "explore",
    "search",
]
