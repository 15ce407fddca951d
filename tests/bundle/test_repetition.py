# SPDX-License-Identifier: Apache-2.0
"""Whoever signs may lie: what he packed is made again from the inputs, and held against it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sealed import PROCEDURE, SIGNER, TODAY, TRUSTED
from test_evidence import CASE, FAILING, REQUIREMENT, SETTINGS

from reqtrace.bundle.check import Bundle, check
from reqtrace.bundle.compare import compare, others
from reqtrace.bundle.container import MOST_MEMBERS
from reqtrace.bundle.inputs import gather, lay_out, too_much
from reqtrace.bundle.logs import logs
from reqtrace.bundle.make import Evidence, make
from reqtrace.bundle.manifest import Former, Procedure
from reqtrace.bundle.repeat import Repeated, repeat
from reqtrace.bundle.seal import Origin, seal
from reqtrace.bundle.verify import Verified, verify
from reqtrace.catalogue import Code
from reqtrace.config import Config, Format
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Outcome, Scenario, Step, Tree
from reqtrace.evidence import Evidence as Observed
from reqtrace.ident import ItemId
from reqtrace.pipeline import Conclusion, deduce
from reqtrace.provenance import Provenance
from reqtrace.span import Span

HERE = Provenance(
    tool="reqtrace 0.1.0", python="CPython 3.11.7", platform="Linux x86_64", packages=(("typst", "0.15"),)
)
FORMATS = (Format.JSON, Format.JUNIT)


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """Evidence on a small project."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "docs").mkdir()
    (folder / "reqtrace.toml").write_text(SETTINGS, "utf-8")
    (folder / "docs" / "clock.rst").write_text(REQUIREMENT + CASE, "utf-8")
    procedure = replace(PROCEDURE, paths=("docs",), configuration="reqtrace.toml", formats=FORMATS)
    made = make(traced(folder), procedure, HERE, folder, program="ab" * 32)
    assert isinstance(made, Evidence)
    return made


def traced(folder: Path) -> Conclusion:
    return deduce([str(folder / "docs")], Config())


def bundle_of(members: Mapping[str, bytes], origin: Origin) -> Bundle:
    bundle, diagnostics = check(seal(members, origin, SIGNER, None), "e.zip", TRUSTED, TODAY)
    assert diagnostics == ()
    assert bundle is not None
    return bundle


def verified(evidence: Evidence, changes: Mapping[str, bytes | None], here: Provenance = HERE) -> Verified:
    """What an assessor finds where somebody changed members before he signed."""
    members = {**evidence.members, **changes}
    present = {name: content for name, content in members.items() if content is not None}
    return verify(bundle_of(present, evidence.origin), "e.zip", here, "ab" * 32)


def told(found: Verified) -> list[str]:
    return [f"{each.code} {each.message}" for each in found.diagnostics]


def test_honest_evidence_is_the_same_again(evidence: Evidence) -> None:
    found = verified(evidence, {})
    assert (told(found), found.changed, found.same) == ([], (), True)


# [utest->dsn~repeated_byte_by_byte~1]
def test_a_verdict_that_was_made_up_is_found(evidence: Evidence) -> None:
    run = evidence.members["report/run.json"].replace(b'"verdict": "passed"', b'"verdict": "failed"', 1)
    found = verified(evidence, {"report/run.json": run})
    assert told(found) == [
        "RT504 e.zip!report/run.json differs: "
        "cases[XenValTestCase~clock_hidden~1].verdict is 'failed' in the bundle and 'passed' here"
    ]
    assert not found.same


# [utest->dsn~repeated_byte_by_byte~1]
def test_what_else_was_made_up_is_found(evidence: Evidence) -> None:
    log = "logs/XenValTestCase~clock_hidden~1.log"
    junit = evidence.members["report/junit.xml"]
    found = verified(
        evidence,
        {
            log: evidence.members[log].replace(b"passed", b"failed", 1),
            "report/junit.xml": None,
            "report/more.xml": junit,
            "report/trace.json": evidence.members["report/trace.json"] + b" ",
        },
    )
    assert told(found) == [
        f"RT504 e.zip!{log} differs from what is made here, first in line 1",
        "RT504 e.zip!report/junit.xml is missing in the bundle, and is made here",
        "RT504 e.zip!report/more.xml is in the bundle, and is not made here",
        f"RT504 e.zip!report/trace.json differs from what is made here, first in line {_lines(evidence)}",
    ]


def _lines(evidence: Evidence) -> int:
    return evidence.members["report/trace.json"].count(b"\n") + 1


def test_inputs_that_do_not_give_the_verdict_are_found(evidence: Evidence) -> None:
    found = verified(evidence, {"inputs/docs/clock.rst": (REQUIREMENT + FAILING).encode()})
    assert not found.same
    assert {each.span.file for each in found.diagnostics} >= {"e.zip!report/run.json", "e.zip!report/junit.xml"}
    assert {each.code for each in found.diagnostics} == {Code.NOT_REPEATED}


# [utest->dsn~environment_is_told_apart~1]
def test_another_environment_excuses_a_document_and_never_a_verdict(evidence: Evidence) -> None:
    junit = evidence.members["report/junit.xml"] + b"\n"
    run = evidence.members["report/run.json"].replace(b'"passed"', b'"failed"', 1)
    later = replace(HERE, tool="reqtrace 0.2.0")
    found = verified(evidence, {"report/junit.xml": junit, "report/run.json": run}, later)
    assert [str(each) for each in found.changed] == ["reqtrace: reqtrace 0.1.0 there, reqtrace 0.2.0 here"]
    assert [each.code for each in found.diagnostics] == [Code.OTHER_ENVIRONMENT, Code.NOT_REPEATED]
    assert found.diagnostics[1].help == (
        "that may come from another version (reqtrace: reqtrace 0.1.0 there, reqtrace 0.2.0 here): use that one to tell"
    )


# [utest->dsn~environment_is_told_apart~1]
def test_a_library_excuses_what_it_writes_alone(evidence: Evidence) -> None:
    junit = evidence.members["report/junit.xml"] + b"\n"
    found = verified(evidence, {"report/junit.xml": junit}, replace(HERE, packages=(("typst", "0.16"),)))
    assert [str(each) for each in found.changed] == ["typst: 0.15 there, 0.16 here"]
    assert [each.code for each in found.diagnostics] == [Code.NOT_REPEATED]


def test_what_can_not_be_written_here_is_not_repeated_and_that_is_told(evidence: Evidence) -> None:
    bundle = bundle_of({**evidence.members, "report/report.pdf": b"%PDF"}, evidence.origin)
    repeated = verify(bundle_of(evidence.members, evidence.origin), "e.zip", HERE, "").repeated
    assert repeated is not None
    changed = others(HERE, replace(HERE, packages=()))
    (found,) = compare(bundle, replace(repeated, unwritten=(Format.PDF,)), "e.zip", changed)
    assert (found.code, found.message) == (
        Code.OTHER_ENVIRONMENT,
        "e.zip!report/report.pdf is not repeated: what writes pdf is not installed here",
    )
    assert found.help == "that may come from another version (typst: 0.15 there, nothing here): use that one to tell"


def test_other_code_of_the_same_version_is_told(evidence: Evidence) -> None:
    bundle = bundle_of(evidence.members, evidence.origin)
    (other,) = verify(bundle, "e.zip", HERE, "cd" * 32).changed
    assert str(other) == f"code of reqtrace: {'ab' * 8} there, {'cd' * 8} here"


def test_json_that_was_made_to_defeat_its_reader_is_only_different(evidence: Evidence) -> None:
    found = verified(evidence, {"report/run.json": b"[" * 200_000})
    assert told(found) == ["RT504 e.zip!report/run.json differs from what is made here, first in line 1"]


HOSTILE = {
    "here": "../..",
    "folders": ("../made",),
    "paths": ("../../../../etc",),
    "results": ("/var/log/*.xml",),
    "configuration": "../../../home/reqtrace.toml",
}


# [utest->dsn~evidence_comes_from_the_bundle_alone~1]
@pytest.mark.parametrize("field", sorted(HOSTILE))
def test_no_path_leads_out_of_the_bundle(evidence: Evidence, field: str) -> None:
    procedure = replace(evidence.origin.procedure, **{field: HOSTILE[field]})
    bundle = bundle_of(evidence.members, Origin(HERE, procedure))
    found = verify(bundle, "e.zip", HERE, "")
    assert found.repeated is None
    assert {each.code for each in found.diagnostics} == {Code.NO_BUNDLE}
    assert all(each.message.endswith("which lies outside of the bundle") for each in found.diagnostics)


@pytest.mark.parametrize("field", ["here", "folders", "paths", "configuration"])
def test_no_baseline_leads_out_of_the_bundle(evidence: Evidence, field: str) -> None:
    former = replace(Former("before", ".", ("docs",)), **{field: HOSTILE[field]})
    procedure = replace(evidence.origin.procedure, baseline=former)
    found = verify(bundle_of(evidence.members, Origin(HERE, procedure)), "e.zip", HERE, "")
    assert {each.message.split(", ")[1] for each in found.diagnostics} == {"which lies outside of the bundle"}


# [utest->dsn~evidence_comes_from_the_bundle_alone~1]
@pytest.mark.parametrize(
    "setting",
    ['survivors = "/etc/passwd"', 'inspections = "../../inspections.toml"', '[results]\nfiles = ["../*.xml"]'],
)
def test_no_setting_leads_out_of_the_bundle(evidence: Evidence, setting: str) -> None:
    settings = f"{SETTINGS}{setting}\n".encode()
    found = verified(evidence, {"inputs/reqtrace.toml": settings})
    assert [each.code for each in found.diagnostics] == [Code.NO_BUNDLE]
    assert found.diagnostics[0].message.startswith("reqtrace.toml names ")


@pytest.mark.parametrize(("on", "profile"), [("xen", "required"), ("model", "xen-5.0"), ("", "")])
def test_what_is_unknown_here_is_not_executed(evidence: Evidence, on: str, profile: str) -> None:
    procedure = replace(evidence.origin.procedure, on=on, profile=profile)
    found = verify(bundle_of(evidence.members, Origin(HERE, procedure)), "e.zip", HERE, "")
    (only,) = found.diagnostics
    assert only.message == f"the test cases were executed on {on}, {profile}, which is unknown here"


def test_a_folder_that_leads_out_is_never_made(tmp_path: Path) -> None:
    for name in ("../out", "/out", "a/../../out"):
        with pytest.raises(ValueError, match="leads out of"):
            lay_out({}, [name], tmp_path / "root")
        with pytest.raises(ValueError, match="leads out of"):
            lay_out({f"inputs/{name}": b""}, [], tmp_path / "root")
    assert list(tmp_path.iterdir()) == []


texts = st.text(st.sampled_from("./ab~\\:*\0"), max_size=12)
procedures = st.builds(
    replace,
    st.just(PROCEDURE),
    here=texts,
    paths=st.lists(texts, max_size=2).map(tuple),
    results=st.lists(texts, max_size=2).map(tuple),
    configuration=texts,
)


@given(procedures)
def test_whatever_a_procedure_says_nothing_breaks(
    tmp_path_factory: pytest.TempPathFactory, procedure: Procedure
) -> None:
    root = tmp_path_factory.mktemp("root")
    (root / "a").mkdir()
    (root / "a.rst").write_text(REQUIREMENT, "utf-8")
    try:
        answer = repeat(root, procedure, HERE)
    except OSError:
        return  # the folder it speaks of is not there
    assert isinstance(answer, Repeated) or all(isinstance(each, Diagnostic) for each in answer)


# [utest->dsn~bundle_has_room~1]
def test_what_is_more_than_a_bundle_holds_is_refused() -> None:
    many = dict.fromkeys(map(str, range(MOST_MEMBERS)), b"")
    refused = too_much(many)
    assert refused is not None
    assert refused.message == f"{MOST_MEMBERS} files with 0 MiB are more than a bundle holds"
    assert too_much({"a": b"b"}) is None


# [utest->dsn~bundle_holds_what_was_read~1]
def test_what_lies_outside_of_the_folder_is_packed_below_the_one_that_holds_both(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "more.rst").write_bytes(b"more")
    found = gather(["../more.rst"], ["."], tmp_path / "project")
    assert not isinstance(found, Diagnostic)
    assert (dict(found.members), found.here, found.folders) == ({"inputs/more.rst": b"more"}, "project", ("project",))


def test_what_vanished_meanwhile_is_told(tmp_path: Path) -> None:
    found = gather(["gone.rst"], [], tmp_path)
    assert isinstance(found, Diagnostic)
    assert found.message == "gone.rst can not be packed: No such file or directory"


LOG = """\
XenValTestCase~a~1: failed (model, required)
text: SHA-256 abc
reason: it was refused

Scenario: one: failed
  + passed   line 3: Given the host "h" with
      \"\"\"dts
      / { };
      \"\"\"
  - failed   line 7: Then domain "a" runs
      => it does not
  what the target did:
    a␛ is refused
  device tree of host:
    / { };
"""


# [utest->dsn~every_step_is_logged~1]
def test_a_log_tells_every_step() -> None:
    steps = (
        Step('Given the host "h" with\n"""dts\n/ { };\n"""', Outcome.PASSED, Span("a.rst", 3)),
        Step('Then domain "a" runs', Outcome.FAILED, Span("a.rst", 7), "it does not"),
    )
    scenario = Scenario("one", Outcome.FAILED, steps, ("a\x1b is refused",), (Tree("host", "/ { };\n"),))
    case = Case(ItemId("XenValTestCase", "a", 1), "abc", Outcome.FAILED, (scenario,), "it was refused")
    assert dict(logs(Observed("model", "required", (case,)))) == {"logs/XenValTestCase~a~1.log": LOG.encode()}
