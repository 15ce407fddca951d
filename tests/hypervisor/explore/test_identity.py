# SPDX-License-Identifier: Apache-2.0
"""Two states are one machine just when they differ in nothing that counts."""

from __future__ import annotations

from dataclasses import fields, replace

from reqtrace.hypervisor import State, Xen
from reqtrace.hypervisor.explore.asking import operations_in
from reqtrace.hypervisor.explore.identity import LEFT_OUT, Identities
from reqtrace.hypervisor.explore.scope import configurations
from reqtrace.hypervisor.explore.search import root_of
from reqtrace.hypervisor.host.platform import Stream

ROOT = root_of(next(configurations()), Xen())
OTHER = {
    "domains": {},
    "zombies": ROOT.domains,
    "holder": {"/device@9010000": 1},
    "routes": {34: 1},
    "streams": {Stream("/smmu@5f000000", 0x10): 1},
}
"""Other values of mappings; any other field is told apart by whatever else it holds."""


def test_every_field_that_counts_tells_states_apart() -> None:
    identity = Identities(ROOT)
    names = [field.name for field in fields(State) if field.name not in LEFT_OUT]
    others = [identity(replace(ROOT, **{name: OTHER.get(name, ("something else",))})) for name in names]
    assert len({identity(ROOT), *others}) == len(names) + 1


def test_what_is_left_out_tells_nothing_apart() -> None:
    identity = Identities(ROOT)
    assert identity(replace(ROOT, next_number=9, log=("a line",))) == identity(ROOT)


def test_equal_states_are_one_machine() -> None:
    identity = Identities(ROOT)
    states = [state for operation in operations_in(ROOT) if isinstance(state := operation(ROOT), State)]
    for one in states:
        for other in states:
            same = replace(one, log=()) == replace(other, log=())
            assert (identity(one) == identity(other)) == same
