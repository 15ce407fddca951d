# SPDX-License-Identifier: Apache-2.0
"""The profiles of a Xen version do what that Xen was seen to do when it was run under QEMU."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from machines import host, tree

from reqtrace.hypervisor import DomainSpec, Options, Refused, State, Xen, boot, create, reads, routed_to, tree_of

RTC, GPIO, CLOCK = "&{/pl031@9010000}", "&{/pl061@9030000}", "/pl031@9010000"
MARKED = f"{RTC} {{ xen,passthrough; }};\n"
BOTH = MARKED + f"{GPIO} {{ xen,passthrough; }};\n"
BEHIND = (
    f"{RTC} {{ xen,passthrough; iommus = <&smmu 0x10>; }};\n{GPIO} {{ xen,passthrough; iommus = <&smmu 0x20>; }};\n"
)


@dataclass(frozen=True)
class Seen:
    """A scenario: the nodes of each domain's passthrough tree (None for no tree), and what the host is like."""

    domains: tuple[str | None, ...]
    fragment: str = MARKED
    options: Options = field(default_factory=Options)
    cells: tuple[int, int] = (2, 2)
    iommu: str = ""
    command_line: str = ""


def device(
    at: int = 0x9010000, guest: int | None = None, size: int = 0x1000, *, path: str = "", force: bool = True
) -> str:
    """A node with one tuple of xen,reg."""
    seen = at if guest is None else guest
    numbers = " ".join(f"{each >> 32:#x} {each & 0xFFFFFFFF:#x}" for each in (at, size, seen))
    named = f'xen,path = "{path}";' if path else ""
    return f"d@{at:x}{{ xen,reg = <{numbers}>; {named} {'xen,force-assign-without-iommu;' if force else ''} }};"


def written(registers: str, more: str = f'xen,path = "{CLOCK}";') -> str:
    """A forced node with registers as they are written."""
    return f"d {{ {registers} {more} xen,force-assign-without-iommu; }};"


CLOCKED, PIN = device(path=CLOCK), device(0x9030000, path="/pl061@9030000")
SAME_LINE = MARKED + f"{GPIO} {{ xen,passthrough; interrupts = <0 2 4>; }};\n"
NO_LINES = f"{RTC} {{ xen,passthrough; iommus = <&smmu 0x10>; /delete-property/ interrupts; }};\n"
ONE_STREAM = BEHIND.replace("0x20", "0x10")

SCENARIOS = {
    "assign_rtc_identity": Seen((CLOCKED,)),
    "no_xen_passthrough_prop": Seen((CLOCKED,), ""),
    "no_force_assign": Seen((device(path=CLOCK, force=False),)),
    "no_path_no_force": Seen((device(force=False),)),
    "interruptless_no_path_force": Seen((device(),)),
    "interruptless_no_path_no_passthrough": Seen((device(),), ""),
    "nonidentity": Seen((device(guest=0x50000000, path=CLOCK),)),
    "same_device_two_domus": Seen((CLOCKED, CLOCKED)),
    "same_device_two_domus_interruptless": Seen((device(), device())),
    "same_mmio_one_with_path_one_without": Seen((CLOCKED, device())),
    "two_devices_two_domus": Seen((CLOCKED, PIN), BOTH),
    "two_devices_one_domu": Seen((CLOCKED + device(0x9030000, 0x60000000, path="/pl061@9030000"),), BOTH),
    "shared_irq_two_devices_two_domus": Seen((CLOCKED, PIN), SAME_LINE),
    "shared_irq_two_devices_one_domu": Seen((CLOCKED + PIN,), SAME_LINE),
    "path_missing_in_host": Seen((device(path="/nosuch@1"),)),
    "reg_missing": Seen((written(""),)),
    "reg_unaligned_size": Seen((device(size=0x800, path=CLOCK),)),
    "reg_unaligned_phys": Seen((device(0x9010100, 0x9010000, path=CLOCK),)),
    "reg_unaligned_guest": Seen((device(guest=0x9010100, path=CLOCK),)),
    "reg_truncated": Seen((written("xen,reg = <0 0x9010000 0 0x1000 0>;"),)),
    "reg_wrong_phys": Seen((device(0x9030000, 0x9010000, path=CLOCK),)),
    "reg_is_xen_ram": Seen((device(0x44000000, 0x50000000),)),
    "reg_is_gic": Seen((device(0x8000000, 0x50000000),)),
    "reg_is_uart": Seen((device(0x9000000, 0x50000000),)),
    "reg_guest_overlaps_guest_ram": Seen((device(guest=0x40400000, path=CLOCK),)),
    "reg_guest_overlaps_gic": Seen((device(guest=0x3001000, path=CLOCK),)),
    "reg_guest_beyond_ipa": Seen((device(guest=1 << 48, path=CLOCK),)),
    "reg_zero_size": Seen((device(size=0, path=CLOCK),)),
    "reg_multi": Seen(
        (written("xen,reg = <0 0x9010000 0 0x1000 0 0x50000000 0 0x9030000 0 0x1000 0 0x50010000>;"),), MARKED
    ),
    "reg_1cell": Seen((written("xen,reg = <0x9010000 0x1000 0x9010000>;"),), cells=(1, 1)),
    "passthrough_disabled_prop": Seen((CLOCKED,), options=Options(passthrough="disabled")),
    "passthrough_enabled_no_iommu": Seen((None,), options=Options(passthrough="enabled")),
    "direct_map": Seen((CLOCKED,), options=Options(direct_map=True)),
    "direct_map_no_static": Seen((CLOCKED,), options=Options(direct_map=True, static_memory=False)),
    "vpl011_collides_spi0": Seen((CLOCKED,), options=Options(uart=True)),
    "nr_spis_too_small": Seen((CLOCKED,), options=Options(spis=1)),
    "iommu_assign_protected": Seen((device(path=CLOCK, force=False),), BEHIND, iommu="smmuv2"),
    "iommu_assign_two_domus": Seen((CLOCKED, PIN), BEHIND, iommu="smmuv2"),
    "iommu_assign_protected_with_force": Seen((CLOCKED,), BEHIND, iommu="smmuv2"),
    "iommu_unprotected_no_force": Seen((device(path=CLOCK, force=False),), MARKED, iommu="smmuv2"),
    "iommu_unprotected_force": Seen((CLOCKED,), MARKED, iommu="smmuv2"),
    "iommu_same_device_two_domus": Seen((CLOCKED, CLOCKED), BEHIND, iommu="smmuv2"),
    "iommu_same_device_two_domus_noirq": Seen((CLOCKED, CLOCKED), NO_LINES, iommu="smmuv2"),
    "iommu_shared_stream_id_two_domus": Seen((CLOCKED, PIN), ONE_STREAM, iommu="smmuv2"),
    "iommu_shared_stream_id_one_domu": Seen((CLOCKED + PIN,), ONE_STREAM, iommu="smmuv2"),
    "iommu_stream_id_too_big": Seen((CLOCKED,), BEHIND.replace("0x10>", "0x8010>"), iommu="smmuv2"),
    "iommu_passthrough_disabled": Seen(
        (device(path=CLOCK, force=False),), BEHIND, Options(passthrough="disabled"), iommu="smmuv2"
    ),
    "iommu_smmu_disabled_status": Seen((CLOCKED,), BEHIND + '&smmu { status = "disabled"; };', iommu="smmuv2"),
    "iommu_smmu_disabled_status_noforce": Seen(
        (device(path=CLOCK, force=False),), BEHIND + '&smmu { status = "disabled"; };', iommu="smmuv2"
    ),
    "iommu_iommu_cmdline_off_force": Seen((CLOCKED,), BEHIND, iommu="smmuv2", command_line="iommu=no"),
}
"""What was run, written a second time for the model; the names are those of the recordings."""


def machine(seen: Seen, xen: Xen) -> State:
    """The host with its domains d1, d2 ... created at boot, as far as it gets."""
    state = boot(host(seen.fragment, iommu=seen.iommu, command_line=seen.command_line, xen=xen), dom0=None, xen=xen)
    assert isinstance(state, State)
    address, size = seen.cells
    for number, nodes in enumerate(seen.domains, 1):
        cells = f"#address-cells = <{address}>; #size-cells = <{size}>;"
        partial = None if nodes is None else tree(f"/dts-v1/;\n/ {{ passthrough {{ {cells} {nodes} }}; }};")
        answer = create(state, DomainSpec(f"d{number}", partial, seen.options))
        assert not isinstance(answer, Refused), "a Xen of these versions never refuses a domain alone"
        state = answer
        if state.panic is not None:
            break
    return state


def recorded(shared: Path, version: str) -> dict[str, dict[str, object]]:
    """What was seen, by the name of the scenario."""
    files = (shared / "xen-observed" / "results" / f"results-{part}{version}.json" for part in ("", "iommu-"))
    return {each["scenario"]: each for file in files for each in json.loads(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("version", ["4.17", "4.20"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_model_answers_as_xen_did(shared: Path, version: str, name: str) -> None:
    real, state = recorded(shared, version)[name], machine(SCENARIOS[name], Xen.of(f"xen-{version}"))
    assert (state.panic is not None) == (real["panic"] is not None), state.log
    if state.panic is not None:
        assert str(real["panic"]).replace("domU", "d").split(" (rc")[0] in state.panic
        return
    assert any(line.startswith("Failed to assign") for line in state.log) is bool(real["xen_errors"])
    for error in real["xen_errors"]:
        known = not error.startswith(("Unable to map IRQ", "Device tree generation"))
        assert not known or any(error in line for line in state.log), error
    for domain, found in real["domains"].items():
        for event in found["events"]:
            if event["op"] in {"id", "r32"}:
                assert reads(state, domain, int(event["a"], 16)) is not event.get("FAULT", False), event
            if event["op"] == "irq":
                assert routed_to(state, int(event["intid"], 16)) == domain


@pytest.mark.parametrize("version", ["4.17", "4.20"])
@pytest.mark.parametrize(("kind", "shown"), [("smmuv2", False), ("smmuv3", True)])
def test_dom0_sees_the_iommu_that_has_no_driver(version: str, kind: str, shown: bool) -> None:
    xen = Xen.of(f"xen-{version}")
    state = boot(host("", iommu=kind, xen=xen), dom0="dom0", xen=xen)
    assert isinstance(state, State)
    assert tree_of(state, "dom0").has_property("iommu-map") is shown
