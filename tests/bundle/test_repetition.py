# SPDX-License-Identifier: Apache-2.0
"""Whoever signs may lie: what he packed is made again from the inputs, and held against it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sealed import HERE, PROCEDURE, PROGRAM, SIGNER, TODAY, TRUSTED
from test_evidence import CASE, FAILING, REQUIREMENT, SETTINGS

from reqtrace.bundle.check import Bundle, check
from reqtrace.bundle.compare import Difference, compare, others
from reqtrace.bundle.container import MOST_MEMBERS
from reqtrace.bundle.inputs import gather, lay_out, too_much
from reqtrace.bundle.logs import logs
from reqtrace.bundle.make import Evidence, make
from reqtrace.bundle.manifest import Former, Procedure
from reqtrace.bundle.repeat import Repeated, repeat
from reqtrace.bundle.seal import Origin, seal
from reqtrace.bundle.verify import Checker, Verified, verify
from reqtrace.catalogue import Code, Severity
from reqtrace.config import Config, Format
from reqtrace.diagnostic import Diagnostic
from reqtrace.evidence import Case, Outcome, Scenario, Step, Tree
from reqtrace.evidence import Evidence as Observed
from reqtrace.ident import ItemId
from reqtrace.pipeline import Conclusion, deduce
from reqtrace.provenance import Provenance
from reqtrace.span import Span

FORMATS = (Format.JSON, Format.JUNIT)
CHECKER = Checker(HERE, PROGRAM, TODAY)


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """Evidence on a small project."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "docs").mkdir()
    (folder / "reqtrace.toml").write_text(SETTINGS, "utf-8")
    (folder / "docs" / "clock.rst").write_text(REQUIREMENT + CASE, "utf-8")
    procedure = replace(PROCEDURE, paths=("docs",), configuration="reqtrace.toml", formats=FORMATS)
    digest = hashlib.sha256(SETTINGS.encode()).hexdigest()
    stated = replace(HERE, configuration="reqtrace.toml", configuration_digest=digest, today=TODAY)
    made = make(traced(folder), procedure, stated, folder, program=PROGRAM)
    assert isinstance(made, Evidence)
    return made


def traced(folder: Path) -> Conclusion:
    return deduce([str(folder / "docs")], Config())


def bundle_of(members: Mapping[str, bytes], origin: Origin) -> Bundle:
    bundle, diagnostics = check(seal(members, origin, SIGNER, None), "e.zip", TRUSTED, TODAY)
    assert diagnostics == ()
    assert bundle is not None
    return bundle


def verified(
    evidence: Evidence, changes: Mapping[str, bytes | None], here: Provenance = HERE, *, lenient: bool = False
) -> Verified:
    """What an assessor finds where somebody changed members before he signed."""
    members = {**evidence.members, **changes}
    present = {name: content for name, content in members.items() if content is not None}
    return verify(bundle_of(present, evidence.origin), "e.zip", Checker(here, PROGRAM, TODAY, lenient))


def repeated(members: Mapping[str, bytes], origin: Origin) -> Verified:
    """What an assessor finds, whatever is said of the bundle before."""
    bundle, _ = check(seal(members, origin, SIGNER, None), "e.zip", TRUSTED, TODAY)
    assert bundle is not None
    return verify(bundle, "e.zip", CHECKER)


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


CLAIMS = {
    "tool": ("reqtrace 0.2.0", "reqtrace: reqtrace 0.1.0 there, reqtrace 0.2.0 here"),
    "python": ("CPython 3.14.0", "Python: CPython 3.11.7 there, CPython 3.14.0 here"),
    "platform": ("Darwin arm64", "system: Linux x86_64 there, Darwin arm64 here"),
    "packages": ((("typst", "0.16"),), "typst: 0.15 there, 0.16 here"),
}


# [utest->dsn~environment_is_told_apart~1]
@pytest.mark.parametrize("field", sorted(CLAIMS))
def test_another_environment_excuses_no_document_of_ours(evidence: Evidence, field: str) -> None:
    value, words = CLAIMS[field]
    forged = {"report/junit.xml": b"<testsuites/>", "report/report.json": b'{"verdict": "all verified"}'}
    found = verified(evidence, forged, replace(HERE, **{field: value}), lenient=True)
    assert [str(each) for each in found.changed] == [words]
    assert [(each.code, each.severity, each.span.file) for each in found.diagnostics] == [
        (Code.NOT_REPEATED, Severity.ERROR, f"e.zip!{name}") for name in sorted(forged)
    ]
    assert found.diagnostics[0].help == f"that may come from another version ({words}): use that one to tell"


# [utest->dsn~environment_is_told_apart~1]
def test_other_code_of_the_same_version_is_told_and_excuses_nothing(evidence: Evidence) -> None:
    bundle = bundle_of({**evidence.members, "report/junit.xml": b"<testsuites/>"}, evidence.origin)
    found = verify(bundle, "e.zip", Checker(HERE, "cd" * 32, TODAY, lenient=True))
    assert [str(each) for each in found.changed] == [f"code of reqtrace: {'ab' * 8} there, {'cd' * 8} here"]
    assert [each.code for each in found.diagnostics] == [Code.NOT_REPEATED]


def with_pdf(evidence: Evidence, packed: bytes | None, made: bytes | None, typst: str) -> tuple[Difference, ...]:
    """What differs where a PDF is packed and another one is made here, or none for want of Typst."""
    repetition = repeated(evidence.members, evidence.origin).repeated
    assert repetition is not None
    pdf = {} if packed is None else {"report/report.pdf": packed}
    here = {} if made is None else {"report/report.pdf": made}
    unwritten = () if made else (Format.PDF,)
    repetition = replace(repetition, members={**repetition.members, **here}, unwritten=unwritten)
    packages = (("typst", typst),) if typst else ()
    bundle = bundle_of({**evidence.members, **pdf}, evidence.origin)
    return compare(bundle, repetition, others(HERE, replace(HERE, packages=packages)))


# [utest->dsn~unconfirmed_is_said_first~1]
def test_a_pdf_of_another_typst_is_not_confirmed_and_one_of_the_same_is_false(evidence: Evidence) -> None:
    assert with_pdf(evidence, b"%PDF", b"%PDF", "0.15") == ()
    assert with_pdf(evidence, b"%PDF", b"%PDF", "0.16") == ()
    (false,) = with_pdf(evidence, b"%PDF", b"%PDF 2", "0.15")
    assert not false.excused
    (other,) = with_pdf(evidence, b"%PDF", b"%PDF 2", "0.16")
    told = other.told("e.zip")
    assert (told.code, told.severity) == (Code.OTHER_ENVIRONMENT, Severity.ERROR)
    assert told.message == "e.zip!report/report.pdf differs from what is made here, first in line 1"
    assert told.help == "that may come from another version (typst: 0.15 there, 0.16 here): use that one to tell"
    assert other.told("e.zip", lenient=True).severity is Severity.WARNING


# [utest->dsn~unconfirmed_is_said_first~1]
def test_what_can_not_be_written_here_is_not_confirmed(evidence: Evidence) -> None:
    (found,) = with_pdf(evidence, b"%PDF", None, "")
    told = found.told("e.zip")
    assert (told.code, told.severity) == (Code.OTHER_ENVIRONMENT, Severity.ERROR)
    assert told.message == "e.zip!report/report.pdf is not confirmed: what writes pdf is not installed here"
    (missing,) = with_pdf(evidence, None, None, "")
    assert (missing.reason, missing.excused) == ("is missing in the bundle", False)


# [utest->dsn~unconfirmed_is_said_first~1]
def test_a_document_that_nobody_makes_is_never_excused(evidence: Evidence) -> None:
    found = verified(evidence, {"report/certificate.pdf": b"%PDF"}, replace(HERE, packages=()), lenient=True)
    assert told(found) == ["RT504 e.zip!report/certificate.pdf is in the bundle, and is not made here"]


# [utest->dsn~bundle_holds_nothing_else~1]
def test_an_input_that_nothing_reads_is_told(evidence: Evidence) -> None:
    found = verified(evidence, {"inputs/unused.rst": b"hi", "inputs/docs/notes.pdf": b"%PDF"})
    assert told(found) == [
        "RT506 e.zip!inputs/docs/notes.pdf is packed as an input, and nothing reads it",
        "RT506 e.zip!inputs/unused.rst is packed as an input, and nothing reads it",
    ]


# [utest->dsn~bundle_holds_nothing_else~1]
def test_a_file_of_the_baseline_that_nothing_reads_is_told(evidence: Evidence) -> None:
    procedure = replace(evidence.origin.procedure, baseline=Former("before", ".", ("docs",)))
    origin = replace(evidence.origin, procedure=procedure)
    before = {"baseline/docs/clock.rst": REQUIREMENT.encode(), "baseline/CERTIFICATE.pdf": b"%PDF"}
    found = repeated({**evidence.members, **before}, origin)
    assert [each.message for each in found.diagnostics if each.code is Code.FOREIGN_CONTENT] == [
        "e.zip!baseline/CERTIFICATE.pdf is packed as an input, and nothing reads it"
    ]


JUSTIFIED = """
[[justified]]
id = "XenSSR~hide_clock~1"
reason = "Nobody has a clock"
owner = "Ann"
date = 2026-11-01
expires = 2026-11-30
"""


# [utest->dsn~old_acceptance_is_told~1]
@pytest.mark.parametrize(("today", "count"), [(datetime.date(2026, 11, 30), 0), (datetime.date(2026, 12, 1), 1)])
def test_an_acceptance_that_expired_since_is_told(tmp_path: Path, today: datetime.date, count: int) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "reqtrace.toml").write_text(SETTINGS + JUSTIFIED, "utf-8")
    (tmp_path / "docs" / "clock.rst").write_text(REQUIREMENT, "utf-8")
    procedure = replace(PROCEDURE, paths=("docs",), configuration="reqtrace.toml", formats=FORMATS)
    made = make(traced(tmp_path), procedure, HERE, tmp_path, program=PROGRAM)
    assert isinstance(made, Evidence)
    bundle, _ = check(seal(made.members, made.origin, SIGNER, None), "e.zip", TRUSTED, TODAY)
    assert bundle is not None
    found = verify(bundle, "e.zip", Checker(HERE, PROGRAM, today))
    message = (
        "e.zip was made on 2026-11-21, when it was accepted that no XenValTestCase covers XenSSR~hide_clock~1; "
        "that held until 2026-11-30, and today is 2026-12-01"
    )
    assert [(each.severity, each.message) for each in found.diagnostics] == [(Severity.WARNING, message)] * count


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
    found = repeated(evidence.members, Origin(HERE, procedure))
    assert found.repeated is None
    assert {each.code for each in found.diagnostics} == {Code.NO_BUNDLE}
    assert all(each.message.endswith("which lies outside of the bundle") for each in found.diagnostics)


@pytest.mark.parametrize("field", ["here", "folders", "paths", "configuration"])
def test_no_baseline_leads_out_of_the_bundle(evidence: Evidence, field: str) -> None:
    former = replace(Former("before", ".", ("docs",)), **{field: HOSTILE[field]})
    procedure = replace(evidence.origin.procedure, baseline=former)
    found = repeated(evidence.members, Origin(HERE, procedure))
    assert {each.message.split(", ")[1] for each in found.diagnostics} == {"which lies outside of the bundle"}


UPWARDS = "**/**/**/**/**/../../../../../tmp/*.xml"


# [utest->dsn~evidence_comes_from_the_bundle_alone~1]
@pytest.mark.parametrize("pattern", [UPWARDS, "*/../x.xml", "[a]/../x.xml", "?/../x.xml"])
def test_no_pattern_that_may_stand_for_nothing_leads_out(evidence: Evidence, pattern: str) -> None:
    for field in ("results", "paths"):
        procedure = replace(evidence.origin.procedure, **{field: (pattern,)})
        (only,) = repeated(evidence.members, Origin(HERE, procedure)).diagnostics
        assert only.message == f"the procedure reads {pattern}, which lies outside of the bundle"


# [utest->dsn~evidence_comes_from_the_bundle_alone~1]
@pytest.mark.parametrize(
    "setting",
    [
        f'[results]\nfiles = ["{UPWARDS}"]',
        'survivors = "/etc/passwd"',
        'inspections = "../../inspections.toml"',
        '[results]\nfiles = ["../*.xml"]',
    ],
)
def test_no_setting_leads_out_of_the_bundle(evidence: Evidence, setting: str) -> None:
    settings = f"{SETTINGS}{setting}\n".encode()
    found = repeated({**evidence.members, "inputs/reqtrace.toml": settings}, evidence.origin)
    assert [each.code for each in found.diagnostics] == [Code.NO_BUNDLE]
    assert found.diagnostics[0].message.startswith("reqtrace.toml names ")


@pytest.mark.parametrize(("on", "profile"), [("xen", "required"), ("model", "xen-5.0"), ("", "")])
def test_what_is_unknown_here_is_not_executed(evidence: Evidence, on: str, profile: str) -> None:
    procedure = replace(evidence.origin.procedure, on=on, profile=profile)
    found = repeated(evidence.members, Origin(HERE, procedure))
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
