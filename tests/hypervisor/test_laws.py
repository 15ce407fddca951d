# SPDX-License-Identifier: Apache-2.0
"""What holds for every sequence of requests."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from machines import FW_CFG, GPIO, RTC, asked, function, given, machine, sound

from reqtrace.hypervisor import (
    Refused,
    State,
    announce,
    assign,
    changes,
    deassign,
    destroy,
    runs,
    skip_number,
    transition_violations,
    violations,
    withdraw,
)

NAMES = ("a", "b", "c")
FIRST, TWIN, SHARING, BRIDGE = "0000:00:01.0", "0000:00:01.1", "0000:00:05.0", "0000:00:06.0"
VIRTIO = tuple(f"/virtio_mmio@a000{n * 2:x}00" for n in range(8))
FUNCTIONS = (
    function(FIRST, bar=0x10000000, line=35),
    function(TWIN, bar=0x10010000, line=36),
    function(SHARING, bar=0x10010800, size=0x800, line=35),
    function(BRIDGE, bridge=True),
)
BEHIND = f"&{{{RTC}}} {{ iommus = <&smmu 0x1010>; }};\n&{{{GPIO}}} {{ iommus = <&smmu 0x1020>; }};\n"
WORLDS = (
    ("smmuv2", BEHIND, (RTC, GPIO)),
    ("smmuv2", BEHIND + f"&{{{GPIO}}} {{ iommus = <&smmu 0x1010>; }};", (RTC, GPIO)),
    ("smmuv2", BEHIND + f"&{{{GPIO}}} {{ iommus = <&smmu 0x11010>; }};", (RTC, GPIO)),
    ("smmuv2", BEHIND + f"&{{{GPIO}}} {{ interrupts = <0 2 4>; }};", (RTC, GPIO)),
    ("smmuv2", f"&{{{GPIO}}} {{ /delete-property/ xen,passthrough; iommus = <&smmu 0x1020>; }};", (RTC, GPIO)),
    ("smmuv2", "&pcie { iommu-map-mask = <0xff00>; };", (FIRST, SHARING)),
    ("smmuv2", "", (FIRST, TWIN)),
    ("smmuv2", "", (TWIN, SHARING)),
    ("smmuv2", '&smmu { status = "disabled"; };', (FW_CFG, FIRST)),
    ("", f"&{{{GPIO}}} {{ interrupts = <0 2 4>; }};", (RTC, GPIO)),
    ("", "", VIRTIO[:2]),
    ("", "", (FW_CFG, BRIDGE)),
)
"""Small worlds: whether there is an SMMU, what is added to the host, and the two devices all requests are about."""

MARKED = "".join(f"&{{{path}}} {{ xen,passthrough; }};\n" for path in (RTC, GPIO, FW_CFG, *VIRTIO))

either = st.sampled_from((0, 1))
domains = st.sampled_from((*NAMES, "dom0"))
callers = st.sampled_from(("dom0", "dom0", "dom0", *NAMES))
consents = st.sampled_from([(True, True, True)] * 6 + [(False, False, True), (True, False, True), (True, True, False)])
pages = st.sampled_from(
    (
        *(0x9010000, 0x9030000, 0x9020000, 0xA000000, 0xA001000, 0x8000000, 0x9000000, 0x5F000000, 0x48000000),
        *(0x10000000, 0x3001000, 0x22000000, 0x40000000, 0x50000000),
    )
)


class Machine(RuleBasedStateMachine):
    """A machine that is asked anything at all, in any order."""

    @initialize(world=st.sampled_from(WORLDS), dom0=st.sampled_from((True, True, False)))
    def boots(self, world: tuple[str, str, tuple[str, str]], dom0: bool) -> None:
        iommu, fragment, self.pair = world
        self.state = machine(MARKED + fragment, iommu=iommu, pci=FUNCTIONS, dom0=dom0)

    def answered(self, answer: State | Refused) -> None:
        """A refusal changes nothing, which is why the state is kept; what was granted is told by its effects."""
        if isinstance(answer, State):
            assert transition_violations(self.state, answer) == ()
            assert (answer == self.state) == (not changes(self.state, answer))
            self.state = answer
        else:
            assert answer.words
            assert answer.source

    def unused(self) -> str | None:
        return next((name for name in NAMES if not runs(self.state, name)), None)

    @precondition(unused)
    @rule(some=st.sampled_from([(0,), (1,), (0, 1)]), flags=consents)
    def creates(self, some: tuple[int, ...], flags: tuple[bool, bool, bool]) -> None:
        name = self.unused() or NAMES[0]
        forced, direct_map, trusted = flags
        wanted = [self.pair[each] for each in some]
        answer = given(self.state, name, *wanted, forced=forced, direct_map=direct_map, trusted=trusted)
        self.answered(answer)
        if isinstance(answer, State):
            self.again(answer, name, wanted, forced=forced, direct_map=direct_map, trusted=trusted)
        else:
            self.state = skip_number(self.state)

    def all_hold_something(self) -> bool:
        guests = self.state.domains.keys() - {0}
        return self.unused() is not None and guests <= set(self.state.holder.values())

    @precondition(all_hold_something)
    @rule()
    def creates_one_that_may_be_assigned_devices(self) -> None:
        self.answered(given(self.state, self.unused() or NAMES[0]))

    @precondition(unused)
    @rule(base=pages, guest=pages, path=st.sampled_from((None, RTC, GPIO)), flags=consents)
    def creates_with_odd_registers(
        self, base: int, guest: int, path: str | None, flags: tuple[bool, bool, bool]
    ) -> None:
        name = self.unused() or NAMES[0]
        _, direct_map, trusted = flags
        named = "" if path is None else f'xen,path = "{path}";'
        node = f"a {{ xen,reg = <0 {base:#x} 0 0x1000 0 {guest:#x}>; {named} xen,force-assign-without-iommu; }};"
        self.answered(asked(self.state, name, node, direct_map=direct_map, trusted=trusted))

    def again(self, created: State, name: str, wanted: list[str], **spec: bool) -> None:
        """I-21: what was released can be given with the same result as the first time."""
        released = destroy(created, name)
        if isinstance(released, State):
            renewed = sound(given(released, name, *wanted, **spec))
            old, new = created.domain(name), renewed.domain(name)
            assert old is not None
            assert new is not None
            assert (old.ram, old.tree, old.iommu) == (new.ram, new.tree, new.iommu)
            assert {each: n for each, n in created.holder.items() if n == old.number}.keys() == {
                each: n for each, n in renewed.holder.items() if n == new.number
            }.keys()
            assert [(w.host, w.guest) for w in created.windows_of(old.number)] == [
                (w.host, w.guest) for w in renewed.windows_of(new.number)
            ]
            assert {each for each, n in created.routes.items() if n == old.number} == {
                each for each, n in renewed.routes.items() if n == new.number
            }

    @precondition(lambda self: self.unused() is None)
    @rule(name=domains)
    def destroys(self, name: str) -> None:
        before = self.state
        self.answered(destroy(before, name))

    @rule(which=either, name=domains)
    def assigns(self, which: int, name: str) -> None:
        self.answered(assign(self.state, self.pair[which], name))

    @rule(which=either, name=domains)
    def deassigns(self, which: int, name: str) -> None:
        self.answered(deassign(self.state, self.pair[which], name))

    @rule(caller=callers, which=either)
    def announces(self, caller: str, which: int) -> None:
        self.answered(announce(self.state, caller, self.pair[which]))

    @rule(caller=callers, which=either)
    def withdraws(self, caller: str, which: int) -> None:
        self.answered(withdraw(self.state, caller, self.pair[which]))

    @invariant()
    def nothing_is_broken(self) -> None:
        if hasattr(self, "state"):
            assert violations(self.state) == ()


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=200, stateful_step_count=25, deadline=None)
