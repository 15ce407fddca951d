# SPDX-License-Identifier: Apache-2.0
"""What cases notice of what is made wrong on purpose."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from executed import item
from msgspec.structs import replace

from reqtrace.evidence import Finding, Outcome, Probe, Sense, Survey
from reqtrace.ident import ItemId
from reqtrace.item import Item, Reference
from reqtrace.scenario import targets
from reqtrace.scenario.on_model.laboratory import ModelLaboratory
from reqtrace.scenario.probe import survey
from reqtrace.span import Span

CLOCK = """
    Scenario: a clock that nobody marked
      Given the host "qemu-virt"
      And the passthrough tree "rtc"
        \"""dts
        /dts-v1/;
        / { #address-cells = <2>; #size-cells = <2>; passthrough { #address-cells = <2>; #size-cells = <2>;
            rtc@9010000 {
                xen,reg = <0x0 0x9010000 0x0 0x1000 0x0 0x9010000>; xen,path = "/pl031@9010000";
                xen,force-assign-without-iommu;
            };
        }; };
        \"""
      And domain "a" with the passthrough tree "rtc"
      When the host boots
      Then domain "a" WHAT
"""
REFUSED = CLOCK.replace("WHAT", "is not created: EINVAL")
VAGUE = CLOCK.replace("WHAT", "can not read the peripheral at 0x9010000")
WRONG = CLOCK.replace("WHAT", "runs")


def covering(text: str, requirement: str, name: str = "case") -> Item:
    reference = Reference(ItemId("XenSSR", requirement, 1), Span("cases.rst", 3))
    return replace(item(text, name=name), covers=(reference,))


def probed(text: str, requirement: str = "assign_non_dma_platform_device") -> Probe:
    found, _ = survey([covering(text, requirement)], targets.laboratory("model"))
    return found.probes[0]


def noticed(probe: Probe) -> dict[str, Sense]:
    return {notice.name: notice.by for notice in probe.changes}


# [utest->dsn~a_case_must_notice~1]
def test_a_case_notices_what_it_checks() -> None:
    probe = probed(REFUSED)
    (rule,) = (each for each in probe.mattered if f"{each}: swap the error number" in noticed(probe))
    assert noticed(probe)[f"{rule}: drop the check"] is Sense.STEP
    assert noticed(probe)[f"{rule}: swap the error number"] is Sense.STEP
    assert "D-08" in [notice.name for notice in probe.findings]


# [utest->dsn~a_case_must_notice~1]
def test_a_vague_case_notices_less() -> None:
    precise, vague = noticed(probed(REFUSED)), noticed(probed(VAGUE))
    assert not [name for name in vague if name.endswith("swap the error number")]
    assert [name for name in precise if name.endswith("swap the error number")]


def test_only_findings_that_concern_a_requirement_are_tried() -> None:
    hiding = ItemId("XenSSR", "hide_iommu_from_domain", 1)
    concerning = {finding.name for finding in targets.laboratory("model").findings if hiding in finding.affects}
    anybody = {finding.name for finding in targets.laboratory("model").findings if not finding.affects}
    assert {notice.name for notice in probed(REFUSED, hiding.name).findings} <= concerning | anybody
    assert "D-08" not in concerning
    assert {notice.name for notice in probed(REFUSED, "of_somebody_else").findings} <= anybody


# [utest->dsn~a_case_must_notice~1]
def test_a_finding_that_amends_another_is_tried_with_it_and_noticed_where_that_makes_a_difference() -> None:
    findings = {finding.name: finding for finding in targets.laboratory("model").findings}
    assert (findings["V-1"].affects, findings["V-1"].amends) == ((), ("D-03",))
    assert "V-1" in [notice.name for notice in probed(REFUSED, "of_somebody_else").findings]
    assert "V-1" not in [notice.name for notice in probed(VAGUE, "of_somebody_else").findings]


class Unchanged(ModelLaboratory):
    """A laboratory that takes a finding about words for one that changes what D-03 does."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The one finding."""
        return (Finding("D-10", "", amends=("D-03",)),)


def test_a_case_that_fails_with_what_is_amended_in_any_case_has_noticed_nothing_more() -> None:
    assert "D-03" in [notice.name for notice in probed(REFUSED).findings]
    assert survey([covering(REFUSED, "x")], Unchanged())[0].probes[0].findings == ()


def test_what_fails_to_begin_with_can_notice_nothing() -> None:
    probe = probed(WRONG)
    assert (probe.case.outcome, probe.asked, probe.changes) == (Outcome.FAILED, (), ())


def test_rules_that_were_asked_and_did_not_matter_are_told_apart() -> None:
    probe = probed(REFUSED)
    assert set(probe.mattered) < set(probe.asked)
    assert {name.partition(":")[0] for name in noticed(probe)} <= set(probe.mattered)


def test_an_executor_changes_nothing() -> None:
    items = [covering(REFUSED, "hide_iommu_from_domain", "b"), covering(VAGUE, "x", "a")]
    with ThreadPoolExecutor(2) as executor:
        parallel: Survey = survey(items, targets.laboratory("model"), executor=executor)[0]
    assert parallel == survey(items, targets.laboratory("model"))[0]
