# SPDX-License-Identifier: Apache-2.0
"""All states of the small scope: every host, every sequence of operations, every invariant in each state.

`scope` names the hosts: three devices, two interrupts, two streams and four frames, up to renaming. `search` boots one
of them and follows every operation that `asking` can think of, by the same functions that scenarios call, until no new
state turns up; `identity` and `renaming` say which states are the same machine. Every state and every step is judged
by `invariants`, and where one breaks in a Xen with findings, `blame` finds by experiment which of them it is due to.
`explore` does so for the whole scope and yields what is known so far. The scope is ours; no source of Xen stands
behind this package.
"""

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
