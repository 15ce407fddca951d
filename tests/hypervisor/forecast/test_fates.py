# SPDX-License-Identifier: Apache-2.0
"""What versions of Xen do instead of what is required."""

from __future__ import annotations

import pytest
from drafts import EVERY_XEN, FORCED, FW_CFG, GPIO, MARKS, RTC, SMMU, guest, host, node, told

from reqtrace.hypervisor.forecast import Forecast

NOT_FOUND = "Couldn't find node /nosuch@9010000 in host_dt!"


def fates(answer: Forecast, number: int = 0) -> dict[str, tuple[str, str, str]]:
    return {
        outcome.profile: (outcome.fate.name, " ".join(map(str, outcome.findings)), outcome.detail)
        for outcome in answer.guests[number].outcomes
    }


def test_a_version_that_does_what_is_required_differs_by_no_finding() -> None:
    answer = told(guest("a", node(RTC)), on=host())
    assert fates(answer) == dict.fromkeys(EVERY_XEN, ("CREATED", "", ""))


def test_a_failed_assignment_starts_the_guest_or_stops_the_host() -> None:
    answer = told(guest("a", node("/nosuch@9010000")), on=host())
    assert {profile: fate[:2] for profile, fate in fates(answer).items()} == {
        "xen-4.17": ("STARTED", "D-03 V-1"),
        "xen-4.20": ("PANIC", "D-03"),
        "xen-head": ("PANIC", "D-03"),
    }
    assert fates(answer)["xen-4.17"][2] == "registers 0x9010000 - 0x9010fff"
    assert NOT_FOUND in fates(answer)["xen-head"][2]


def test_who_fails_before_any_register_is_mapped_starts_without() -> None:
    answer = told(guest("a", "b { xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>; };"), on=host())
    assert fates(answer)["xen-4.17"] == ("STARTED", "D-03 V-1", "none of its registers")


@pytest.mark.parametrize(
    ("asked", "finding"),
    [
        (node("x@9010000", "0 0x8000000 0 0x1000 0 0x50000000"), "D-01"),
        (node(FW_CFG), "D-02"),
        (node(RTC, "0 0x9010000 0"), "D-16"),
        (node(RTC, more=f"{FORCED} iommus = <1>;"), "D-17b"),
    ],
)
def test_what_a_version_does_not_check_it_accepts(asked: str, finding: str) -> None:
    answer = told(guest("a", asked), on=host())
    assert finding in fates(answer)["xen-head"][1].split()
    assert fates(answer)["xen-head"][0] == "CREATED"


def test_two_guests_get_one_device_without_interrupts() -> None:
    answer = told(guest("a", node("x@9010000")), guest("b", node("x@9010000")), on=host())
    assert fates(answer, 1)["xen-head"][:2] == ("CREATED", "D-01")


def test_a_guest_that_stops_one_version_does_not_hide_what_it_does_with_the_next() -> None:
    answer = told(guest("a", node("/nosuch@9010000")), guest("b", node(GPIO)), on=host())
    assert fates(answer, 1)["xen-head"] == ("CREATED", "", "")


def test_the_toolstack_reports_what_xen_still_refuses() -> None:
    kept = guest("a", config='name = "a"\niomem = [ "8000,1" ]')
    assert fates(told(kept, on=host()))["xen-head"] == ("REFUSED", "", "dom0 is not permitted 0x8000000+0x1000")
    used = guest("a", config='name = "a"\niomem = [ "9010,1" ]')
    assert fates(told(used, on=host("")))["xen-head"] == ("CREATED", "D-26", "")
    behind = guest("a", config=f'name = "a"\niomem = [ "9010,1" ]\ndtdev = [ "{GPIO}" ]')
    assert fates(told(behind, on=host()))["xen-head"] == (
        "REFUSED",
        "",
        "passthrough not supported on this platform",
    )


def test_no_version_gives_a_function_to_a_guest_on_arm() -> None:
    answer = told(guest("a", "p { xen,pci-assigned = <0 3 0>; };"), on=host())
    detail = "no PCI function, as this Xen does not know xen,pci-assigned"
    assert fates(answer) == dict.fromkeys(EVERY_XEN, ("STARTED", "D-09b", detail))
    answer = told(guest("a", config='name = "a"\npci = [ "0000:03:00.0" ]'), on=host(MARKS + SMMU))
    assert answer.ok
    assert fates(answer) == dict.fromkeys(EVERY_XEN, ("REFUSED", "D-09b", "d1 has no virtual PCI bus"))


def test_what_the_toolstack_gave_to_one_guest_is_not_given_to_the_next() -> None:
    first = guest("a", config='name = "a"\nirqs = [ 34 ]')
    answer = told(first, guest("b", node(RTC)), on=host())
    assert fates(answer)["xen-4.20"] == ("CREATED", "", "")
    assert fates(answer, 1)["xen-4.20"][0] == "PANIC"
    assert "IRQ 34 is already used by domain 1" in fates(answer, 1)["xen-4.20"][2]


def test_without_a_host_nothing_can_be_said() -> None:
    assert fates(told(guest("a", node(RTC)))) == {}


SMMUV3 = """
/ { smmu: smmuv3@5f000000 { compatible = "arm,smmu-v3"; reg = <0 0x5f000000 0 0x10000>; #iommu-cells = <1>; }; };
&{/memory@40000000} { reg = <0 0x40000000 0 0x1f000000>; };
&{/pl031@9010000} { iommus = <&smmu 1>; };
"""


def test_a_stock_build_protects_nothing_behind_an_smmuv3() -> None:
    answer = told(guest("a", node(RTC, more="")), on=host(MARKS + SMMUV3))
    assert answer.ok
    assert fates(answer)["xen-head"][:2] == ("PANIC", "D-03 D-28")


def test_a_stock_build_makes_no_direct_mapped_domain() -> None:
    said = "direct-map; xen,static-mem = <0 1>;"
    machine = host(MARKS + f'/ {{ chosen {{ a {{ compatible = "xen,domain"; {said} }}; }}; }};')
    answer = told(guest("a", node(FW_CFG), of=machine), on=machine)
    assert answer.ok
    assert fates(answer)["xen-head"][1] == "D-03 D-27"


def test_cell_counts_of_zero_make_older_versions_divide_by_zero() -> None:
    nested = f"bus {{ #address-cells = <0>; #size-cells = <0>; {node(RTC)} }};"
    answer = told(guest("a", nested), on=host())
    assert fates(answer)["xen-4.20"] == ("PANIC", "V-4", "the hypervisor divides by zero")
    assert fates(answer)["xen-head"][:2] == ("PANIC", "D-03")
    by_xl = guest("a", nested, config='name = "a"\nirqs = [ 34 ]')
    assert fates(told(by_xl, on=host()))["xen-4.20"] == ("PANIC", "V-4", "the hypervisor divides by zero")
    assert fates(told(by_xl, on=host()))["xen-head"][0] == "REFUSED"
