# SPDX-License-Identifier: Apache-2.0
"""What holds for every sequence of requests."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from machines import FW_CFG, GPIO, RTC, asked, function, given, host, sound

from reqtrace.hypervisor import (
    Refused,
    State,
    announce,
    assign,
    boot,
    changes,
    deassign,
    destroy,
    skip_number,
    violations,
    withdraw,
)

NAMES = ("a", "b", "c")
FIRST, TWIN, SHARING, BRIDGE = "0000:00:01.0", "0000:00:01.1", "0000:00:05.0", "0000:00:06.0"
VIRTIO = tuple(f"/virtio_mmio@a000{n * 2:x}00" for n in range(8))
DEVICES = (RTC, GPIO, FW_CFG, *VIRTIO[:2], FIRST, TWIN, SHARING, BRIDGE)
FUNCTIONS = (
    function(FIRST, bar=0x10000000, line=35),
    function(TWIN, bar=0x10010000, line=36),
    function(SHARING, bar=0x10010800, size=0x800, line=35),
    function(BRIDGE, bridge=True),
)
FRAGMENTS = {
    "apart": f"&{{{RTC}}} {{ iommus = <&smmu 0x1010>; }};\n&{{{GPIO}}} {{ iommus = <&smmu 0x1020>; }};",
    "same stream": f"&{{{RTC}}} {{ iommus = <&smmu 0x1010>; }};\n&{{{GPIO}}} {{ iommus = <&smmu 0x1010>; }};",
    "same line": f"&{{{RTC}}} {{ iommus = <&smmu 0x1010>; }};\n&{{{GPIO}}} {{ interrupts = <0 2 4>; }};",
    "masked": f"&{{{RTC}}} {{ iommus = <&smmu 0x31010>; }};\n&{{{GPIO}}} {{ iommus = <&smmu 0x1011>; }};",
    "gpio is dom0's": f"&{{{GPIO}}} {{ iommus = <&smmu 0x1020>; /delete-property/ xen,passthrough; }};",
    "one requester": "&pcie { iommu-map-mask = <0xff00>; };",
    "off": '&smmu { status = "disabled"; };',
}
MARKED = "".join(f"&{{{path}}} {{ xen,passthrough; }};\n" for path in (RTC, GPIO, FW_CFG, *VIRTIO))

devices = st.sampled_from(DEVICES)
domains = st.sampled_from((*NAMES, "dom0"))
consents = st.sampled_from([(True, True, True)] * 4 + [(False, False, True), (True, False, True), (True, True, False)])
pages = st.sampled_from(
    (
        *(0x9010000, 0x9030000, 0x9020000, 0xA000000, 0xA001000, 0x8000000, 0x9000000, 0x5F000000, 0x48000000),
        *(0x10000000, 0x3001000, 0x22000000, 0x40000000, 0x50000000),
    )
)


class Machine(RuleBasedStateMachine):
    """A machine that is asked anything at all, in any order."""

    @initialize(fragment=st.sampled_from(sorted(FRAGMENTS)), smmu=st.booleans(), dom0=st.booleans())
    def boots(self, fragment: str, smmu: bool, dom0: bool) -> None:
        written = MARKED + (FRAGMENTS[fragment] if smmu else "")
        self.state = boot(host(written, smmu=smmu, pci=FUNCTIONS), dom0=dom0)

    def answered(self, answer: State | Refused) -> None:
        """A refusal changes nothing, which is why the state is kept; what was granted is told by its effects."""
        if isinstance(answer, State):
            assert (answer == self.state) == (not changes(self.state, answer))
            self.state = answer
        else:
            assert answer.words
            assert answer.source

    @rule(name=st.sampled_from(NAMES), wanted=st.lists(devices, min_size=1, max_size=2), flags=consents)
    def creates(self, name: str, wanted: list[str], flags: tuple[bool, bool, bool]) -> None:
        forced, direct_map, trusted = flags
        answer = given(self.state, name, *wanted, forced=forced, direct_map=direct_map, trusted=trusted)
        self.answered(answer)
        if isinstance(answer, State):
            self.again(answer, name, wanted, forced=forced, direct_map=direct_map, trusted=trusted)
        else:
            self.state = skip_number(self.state)

    @rule(name=st.sampled_from(NAMES))
    def creates_one_that_may_be_assigned_devices(self, name: str) -> None:
        self.answered(given(self.state, name))

    @rule(name=st.sampled_from(NAMES), base=pages, guest=pages, path=st.sampled_from((None, RTC, GPIO)), flags=consents)
    def creates_with_odd_registers(
        self, name: str, base: int, guest: int, path: str | None, flags: tuple[bool, bool, bool]
    ) -> None:
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

    @rule(name=domains)
    def destroys(self, name: str) -> None:
        before = self.state
        self.answered(destroy(before, name))

    @rule(device=devices, name=domains)
    def assigns(self, device: str, name: str) -> None:
        self.answered(assign(self.state, device, name))

    @rule(device=devices, name=domains)
    def deassigns(self, device: str, name: str) -> None:
        self.answered(deassign(self.state, device, name))

    @rule(caller=domains, device=devices)
    def announces(self, caller: str, device: str) -> None:
        self.answered(announce(self.state, caller, device))

    @rule(caller=domains, device=devices)
    def withdraws(self, caller: str, device: str) -> None:
        self.answered(withdraw(self.state, caller, device))

    @invariant()
    def nothing_is_broken(self) -> None:
        if hasattr(self, "state"):
            assert violations(self.state) == ()


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)
