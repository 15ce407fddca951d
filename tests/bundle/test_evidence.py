# SPDX-License-Identifier: Apache-2.0
"""What an engineer packs and an assessor checks: whole commands, with real keys, from words to exit code."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from msgspec.structs import replace
from sealed import TODAY
from securesystemslib.signer import CryptoSigner, SSlibKey
from test_keys import LOCKED, PRIVATE, PUBLIC

from reqtrace.bundle.check import check
from reqtrace.bundle.container import pack
from reqtrace.bundle.keys import load_signer, load_trusted
from reqtrace.bundle.manifest import Manifest, read_manifest
from reqtrace.bundle.seal import Origin, seal

Run = Callable[..., subprocess.CompletedProcess[str]]

REQUIREMENT = """\
Hide the clock
--------------

`XenSSR~hide_clock~1`

Description:
Xen shall hide the clock.

Needs:
 - XenValTestCase
"""
CASE = """
The clock is hidden
-------------------

`XenValTestCase~clock_hidden~1`

Covers:
 - `XenSSR~hide_clock~1`

.. code-block:: gherkin

   Scenario: a domain without devices
     Given the host "qemu-virt"
     And domain "a"
     When the host boots
     Then domain "a" can not read the peripheral at 0x9010000
"""
FAILING = CASE.replace("can not read", "can read")
SETTINGS = 'title = "Clocks"\npaths = ["docs"]\nexclude = ["drafts"]\n'
KEY = ("--key", "../key.pem")
TRUST = ("--public-key", "../pub.pem")
TRUSTED = [key for key in [load_trusted(PUBLIC, "pub.pem")] if isinstance(key, SSlibKey)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project, and beside it a pair of keys and a folder for temporary files."""
    folder = tmp_path / "project"
    (folder / "docs" / "drafts").mkdir(parents=True)
    (folder / "reqtrace.toml").write_text(SETTINGS, "utf-8")
    (folder / "docs" / "clock.rst").write_text(REQUIREMENT + CASE, "utf-8")
    (folder / "docs" / "drafts" / "idea.rst").write_text(REQUIREMENT, "utf-8")
    (tmp_path / "key.pem").write_bytes(PRIVATE)
    (tmp_path / "locked.pem").write_bytes(LOCKED)
    (tmp_path / "pub.pem").write_bytes(PUBLIC)
    (tmp_path / "temporary").mkdir()
    return folder


@pytest.fixture
def reqtrace(project: Path, tmp_path: Path) -> Run:
    """The command, run in the folder of the project or in another one."""
    inherited = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    usual = {"COLUMNS": "100", "NO_COLOR": "1", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    usual |= {"TMPDIR": str(tmp_path / "temporary"), "SOURCE_DATE_EPOCH": "1795000000"}

    def run(*words: str, here: Path = project, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "reqtrace", *words]
        return subprocess.run(
            command, cwd=here, env={**inherited, **usual, **more}, capture_output=True, text=True, check=False
        )

    return run


def members(file: Path) -> dict[str, bytes]:
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


BUNDLE = ("bundle", "-o", "../e.zip", "--formats", "json,junit,sarif")


# [utest->dsn~evidence_comes_from_the_bundle_alone~1]
# [utest->dsn~bundle_holds_what_was_read~1]
def test_what_an_engineer_packs_an_assessor_can_repeat_elsewhere(reqtrace: Run, project: Path, tmp_path: Path) -> None:
    packed = reqtrace(*BUNDLE, *KEY)
    assert (packed.returncode, packed.stderr) == (0, "")
    first, second = packed.stdout.splitlines()
    assert first == "The only requirement is verified (model, required)."
    packed_names = sorted(members(tmp_path / "e.zip"))
    assert second.startswith(f"The evidence is in ../e.zip: {len(packed_names) - 2} files, ")
    assert [name for name in packed_names if not name.startswith("report/schemas/")] == [
        "attestation.json",
        "inputs/docs/clock.rst",
        "inputs/reqtrace.toml",
        "logs/XenValTestCase~clock_hidden~1.log",
        "manifest.json",
        "report/junit.xml",
        "report/report.json",
        "report/run.json",
        "report/trace.json",
        "report/trace.sarif",
    ]
    shutil.rmtree(project)
    away = tmp_path / "away"
    away.mkdir()
    checked = reqtrace("verify", "../e.zip", *TRUST, here=away, TZ="Asia/Tokyo", LC_ALL="C", SOURCE_DATE_EPOCH="1")
    assert (checked.returncode, checked.stderr) == (0, "")
    told = checked.stdout.splitlines()
    assert told[0] == "The evidence in ../e.zip holds: it is what was signed, and the same follows from it here."
    again = sum(name.startswith(("logs/", "report/")) for name in packed_names)
    assert f"  repeated    {again} of {again} logs and documents, byte for byte" in told
    assert "  verdicts    every one is the same" in told
    assert "  it says     The only requirement is verified (model, required)." in told
    assert list((tmp_path / "temporary").iterdir()) == []
    assert list(away.iterdir()) == []


def test_the_answer_can_be_kept_with_every_digest(reqtrace: Run, tmp_path: Path) -> None:
    reqtrace(*BUNDLE, *KEY)
    kept = reqtrace("verify", "../e.zip", *TRUST, "--no-repeat", "-v", "-o", "../answer.txt")
    assert (kept.returncode, kept.stdout, kept.stderr) == (0, "", "")
    lines = (tmp_path / "answer.txt").read_text("utf-8").splitlines()
    assert lines[0] == ("The bytes of ../e.zip hold: it is what was signed. Nothing was traced or executed again.")
    digest = hashlib.sha256(members(tmp_path / "e.zip")["inputs/docs/clock.rst"]).hexdigest()
    assert f"{digest}  inputs/docs/clock.rst" in lines
    over = reqtrace("verify", "../e.zip", *TRUST, "--no-repeat", "-o", "../e.zip")
    assert (over.returncode, "it is the bundle that is checked" in over.stderr) == (2, True)
    assert reqtrace("verify", "../e.zip", *TRUST, "--no-repeat", "-q").stdout == ""


def test_what_was_left_out_is_told_and_said_to_rest_on_the_signature(reqtrace: Run) -> None:
    reqtrace(*BUNDLE, *KEY)
    assert (
        "  not packed  not read: 1 folder fitting `exclude` (drafts/) (this rests on the signature alone)"
        in reqtrace("verify", "../e.zip", *TRUST).stdout.splitlines()
    )


# [utest->dsn~one_archive_for_one_content~1]
def test_the_same_project_in_another_folder_gives_the_same_bundle(reqtrace: Run, project: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "copy"
    shutil.copytree(project, other)
    reqtrace(*BUNDLE, *KEY)
    reqtrace(
        "bundle", "-o", "../../f.zip", "--formats", "json,junit,sarif", "--key", "../../key.pem", here=other, TZ="UTC"
    )
    one, two = members(tmp_path / "e.zip"), members(tmp_path / "f.zip")
    assert {name for name in one if one[name] != two[name]} <= {"manifest.json", "attestation.json"}
    assert (tmp_path / "e.zip").read_bytes() == (tmp_path / "f.zip").read_bytes()


def test_evidence_of_a_failure_is_evidence(reqtrace: Run, project: Path) -> None:
    (project / "docs" / "clock.rst").write_text(REQUIREMENT + FAILING, "utf-8")
    packed = reqtrace(*BUNDLE, *KEY)
    assert packed.returncode == 1
    assert "RT306" in packed.stderr
    checked = reqtrace("verify", "../e.zip", *TRUST)
    assert checked.returncode == 0
    assert "  it says     No requirement is verified (model, required); 1 failed." in checked.stdout


def test_what_is_called_in_a_folder_below_the_settings_is_repeated_there(reqtrace: Run, project: Path) -> None:
    assert reqtrace("bundle", "-o", "../../e.zip", "--formats", "json", "--key", "../../key.pem", here=project / "docs")
    assert reqtrace("verify", "../e.zip", *TRUST).returncode == 0
    assert reqtrace("bundle", str(project / "docs"), "-o", "../e.zip", "--formats", "json", *KEY).returncode == 0
    assert reqtrace("verify", "../e.zip", *TRUST).returncode == 0


# [utest->dsn~unsigned_is_refused~1]
def test_what_can_not_be_trusted_is_refused(reqtrace: Run, tmp_path: Path) -> None:
    reqtrace(*BUNDLE, *KEY)
    nobody = reqtrace("verify", "../e.zip", "--no-repeat")
    assert (nobody.returncode, nobody.stdout) == (2, "")
    assert "error[RT033]: ../e.zip is not checked: no key is named that is trusted" in nobody.stderr
    content = (tmp_path / "e.zip").read_bytes()
    (tmp_path / "t.zip").write_bytes(content[:-5])
    assert reqtrace("verify", "../t.zip", *TRUST).returncode == 2
    (tmp_path / "a.zip").write_bytes(content.replace(b"Xen shall hide", b"Xen may   hide", 1))
    altered = reqtrace("verify", "../a.zip", *TRUST)
    assert (altered.returncode, altered.stdout) == (1, "")
    assert "error[RT501]: ../a.zip!inputs/docs/clock.rst was altered after the bundle was sealed" in altered.stderr


def forge(file: Path, changes: Mapping[str, bytes], **claims: object) -> None:
    """Seal a bundle again with other members, and a manifest that says something else of who made it."""
    packed = members(file)
    manifest = read_manifest(packed.pop("manifest.json"), file.name)
    assert isinstance(manifest, Manifest)
    del packed["attestation.json"]
    program = claims.pop("program", manifest.program)
    assert isinstance(program, str)
    stated = replace(manifest.provenance, **claims)
    signer = load_signer(PRIVATE, "key.pem")
    assert isinstance(signer, CryptoSigner)
    origin = Origin(stated, manifest.procedure, manifest.left_out, program)
    file.write_bytes(seal({**packed, **changes}, origin, signer, None))


# [utest->dsn~unconfirmed_is_said_first~1]
# [utest->dsn~environment_is_told_apart~1]
@pytest.mark.parametrize(
    "claims", [{"program": "0" * 64}, {"tool": "reqtrace 9.9"}, {"packages": (("jinja2", "0.1"), ("typst", "0.1"))}]
)
def test_no_claim_of_who_made_it_excuses_a_forged_document(
    reqtrace: Run, tmp_path: Path, claims: dict[str, object]
) -> None:
    reqtrace("bundle", "-o", "../e.zip", "--formats", "html,junit", *KEY)
    forged = {"report/index.html": b"All requirements verified by TUV", "report/TUV-certificate.pdf": b"%PDF"}
    forge(tmp_path / "e.zip", forged, **claims)
    for words in ((), ("--other-environment",)):
        checked = reqtrace("verify", "../e.zip", *TRUST, *words)
        assert checked.returncode == 1
        first, _, *rest = checked.stdout.splitlines()
        assert re.fullmatch(
            r"The evidence in ../e.zip does not hold: \d+ of \d+ logs and documents were not confirmed.", first
        )
        assert {"  unconfirmed report/index.html", "  unconfirmed report/TUV-certificate.pdf"} <= set(rest)
        assert "error[RT504]: ../e.zip!report/index.html differs from what is made here" in checked.stderr
        assert "warning" not in checked.stderr


# [utest->dsn~unconfirmed_is_said_first~1]
def test_a_pdf_of_another_typst_is_not_confirmed_unless_that_is_accepted(reqtrace: Run, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    reqtrace("bundle", "-o", "../e.zip", "--formats", "pdf", *KEY)
    forge(tmp_path / "e.zip", {"report/report.pdf": b"%PDF all verified"}, packages=(("typst", "0.1"),))
    checked = reqtrace("verify", "../e.zip", *TRUST)
    assert checked.returncode == 1
    assert checked.stdout.splitlines()[:3] == [
        "The evidence in ../e.zip is not confirmed as a whole: 1 of 2 logs and documents was not confirmed. "
        "All else is what follows from it here.",
        "",
        "  unconfirmed report/report.pdf",
    ]
    assert "error[RT505]: ../e.zip!report/report.pdf differs from what is made here" in checked.stderr
    accepted = reqtrace("verify", "../e.zip", *TRUST, "--other-environment")
    assert accepted.returncode == 0
    assert accepted.stdout.splitlines()[0] == (
        "The evidence in ../e.zip holds but for what was not confirmed: 1 of 2 logs and documents was not confirmed. "
        "As for the rest, it is what was signed."
    )
    assert "warning[RT505]: ../e.zip!report/report.pdf differs from what is made here" in accepted.stderr


# [utest->dsn~bundle_holds_nothing_else~1]
def test_what_does_not_belong_there_is_named_and_the_evidence_does_not_hold(reqtrace: Run, tmp_path: Path) -> None:
    reqtrace(*BUNDLE, *KEY)
    forged = {"CERTIFICATE.pdf": b"%PDF we certify", "inputs/unused.rst": b"hi"}
    forge(tmp_path / "e.zip", forged, packages=(("", "1"),))
    foreign = [
        "  foreign     CERTIFICATE.pdf is in the bundle, and reqtrace packs nothing of that name",
        "  foreign     manifest.json says what no reqtrace says of itself: it uses the library ''",
        "  foreign     inputs/unused.rst is packed as an input, and nothing reads it",
    ]
    checked = reqtrace("verify", "../e.zip", *TRUST)
    assert checked.returncode == 1
    told = checked.stdout.splitlines()
    assert told[0].startswith("The evidence in ../e.zip does not hold")
    assert [line for line in told if line.startswith("  foreign ")] == foreign
    assert checked.stderr.count("error[RT506]: ../e.zip!") == 3
    bytes_alone = reqtrace("verify", "../e.zip", *TRUST, "--no-repeat")
    assert bytes_alone.returncode == 1
    assert bytes_alone.stdout.splitlines()[2:4] == foreign[:2]


def test_the_answer_is_never_written_over_a_key_that_is_trusted(reqtrace: Run, tmp_path: Path) -> None:
    reqtrace(*BUNDLE, *KEY)
    os.link(tmp_path / "pub.pem", tmp_path / "hard.txt")
    (tmp_path / "soft.txt").symlink_to("pub.pem")
    for name in ("../pub.pem", "../hard.txt", "../soft.txt"):
        over = reqtrace("verify", "../e.zip", *TRUST, "--no-repeat", "-o", name)
        assert (over.returncode, over.stdout) == (2, "")
        assert f"error[RT008]: {name} can not be written: it is a key that is trusted" in over.stderr
    assert (tmp_path / "pub.pem").read_bytes() == PUBLIC


# [utest->dsn~evidence_expires~1]
def test_what_expired_long_ago_does_not_hold(reqtrace: Run) -> None:
    reqtrace(*BUNDLE, *KEY, "--valid-days", "10", SOURCE_DATE_EPOCH="1000000000")
    checked = reqtrace("verify", "../e.zip", *TRUST)
    assert checked.returncode == 1
    assert "error[RT503]: ../e.zip could be relied on until 2001-09-19, and today is 20" in checked.stderr
    assert checked.stdout.startswith("The evidence in ../e.zip does not hold.\n")


# [utest->dsn~unsigned_is_refused~1]
def test_what_nobody_signed_is_checked_only_where_that_is_allowed(reqtrace: Run) -> None:
    packed = reqtrace(*BUNDLE)
    assert packed.returncode == 0
    assert packed.stdout.endswith(" KiB, signed by nobody\n")
    refused = reqtrace("verify", "../e.zip", *TRUST)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "error[RT033]: ../e.zip!attestation.json is not signed" in refused.stderr
    allowed = reqtrace("verify", "../e.zip", "--allow-unsigned")
    assert allowed.returncode == 0
    assert "whether anybody signed it was not asked, but it agrees with itself" in allowed.stdout
    both = reqtrace("verify", "../e.zip", "--allow-unsigned", *TRUST)
    assert (both.returncode, "choose one" in both.stderr) == (2, True)


# [utest->dsn~keys_are_those_of_openssl~1]
@pytest.mark.parametrize(
    ("words", "variables", "complaint"),
    [
        (("--passphrase", "env:WORDS"), {"WORDS": "open sesame"}, ""),
        (("--passphrase", "file:../words"), {}, ""),
        ((), {}, "error[RT031]: ../locked.pem is encrypted"),
        (("--passphrase", "env:WORDS"), {"WORDS": "barley"}, "error[RT031]: ../locked.pem does not open with that"),
        (("--passphrase", "env:WORDS"), {}, "The passphrase can not be read: there is no variable WORDS."),
        (("--passphrase", "open sesame"), {}, "'open sesame' is neither env:NAME nor file:PATH."),
    ],
)
def test_an_encrypted_key_is_opened_from_a_variable_or_a_file(
    reqtrace: Run, tmp_path: Path, words: tuple[str, ...], variables: dict[str, str], complaint: str
) -> None:
    (tmp_path / "words").write_text("open sesame\n", "utf-8")
    packed = reqtrace(*BUNDLE, "--key", "../locked.pem", *words, **variables)
    assert packed.returncode == (2 if complaint else 0)
    assert " ".join(complaint.split()) in " ".join(packed.stderr.split())
    assert (tmp_path / "e.zip").exists() == (not complaint)


def test_a_key_that_is_none_is_refused_before_anything_is_done(reqtrace: Run, tmp_path: Path) -> None:
    packed = reqtrace(*BUNDLE, "--key", "../pub.pem")
    assert (packed.returncode, packed.stdout) == (2, "")
    assert "error[RT031]: ../pub.pem holds no private key in PEM" in packed.stderr
    missing = reqtrace("verify", "../e.zip", "--public-key", "../missing.pem")
    assert "error[RT031]: ../missing.pem can not be read: No such file or directory" in missing.stderr
    assert not (tmp_path / "e.zip").exists()


def test_what_is_no_bundle_is_never_written_over(reqtrace: Run, tmp_path: Path) -> None:
    foreign = pack({"a.txt": b"somebody else's"})
    (tmp_path / "e.zip").write_bytes(foreign)
    refused = reqtrace(*BUNDLE, *KEY)
    assert (refused.returncode, (tmp_path / "e.zip").read_bytes()) == (2, foreign)
    assert "../e.zip can not be written: what is there is no bundle of reqtrace" in refused.stderr
    (tmp_path / "e.zip").unlink()
    assert [reqtrace(*BUNDLE, *KEY).returncode for _ in range(2)] == [0, 0]
    named = reqtrace("bundle", "-o", "../evidence.pdf", *KEY)
    assert "A bundle is a zip archive: call it evidence.zip, not evidence.pdf." in " ".join(named.stderr.split())


def test_a_bundle_in_the_project_is_no_input_of_the_next(reqtrace: Run, project: Path) -> None:
    inside = ("bundle", "-o", "docs/e.zip", "--formats", "json", *KEY)
    assert reqtrace(*inside).returncode == 0
    before = (project / "docs" / "e.zip").read_bytes()
    assert reqtrace(*inside).returncode == 0
    assert (project / "docs" / "e.zip").read_bytes() == before


def test_what_can_not_be_traced_is_no_evidence(reqtrace: Run, project: Path, tmp_path: Path) -> None:
    (project / "reqtrace.toml").write_text('paths = ["dosc"]\n', "utf-8")
    packed = reqtrace(*BUNDLE, *KEY)
    assert (packed.returncode, (tmp_path / "e.zip").exists()) == (2, False)
    assert "error[RT001]: dosc does not exist" in packed.stderr


# [utest->dsn~members_stay_inside~1]
def test_a_name_that_not_every_system_writes_is_no_member(reqtrace: Run, project: Path, tmp_path: Path) -> None:
    (project / "docs" / "a\\b.rst").write_text("Nothing\n", "utf-8")
    packed = reqtrace(*BUNDLE, *KEY)
    assert (packed.returncode, (tmp_path / "e.zip").exists()) == (2, False)
    assert "its name has a backslash, which some systems take for a folder" in packed.stderr


# [utest->dsn~baseline_is_packed~1]
def test_what_changed_since_a_baseline_is_repeated_from_the_bundle_alone(
    reqtrace: Run, project: Path, tmp_path: Path
) -> None:
    before = tmp_path / "before"
    shutil.copytree(project, before)
    (before / "reqtrace.toml").write_text('paths = ["docs"]\ntitle = "Former clocks"\n', "utf-8")
    (project / "docs" / "clock.rst").write_text(REQUIREMENT.replace("the clock", "every clock") + CASE, "utf-8")
    packed = reqtrace(*BUNDLE, *KEY, "--baseline", "../before")
    assert "error[RT216]: XenSSR~hide_clock~1 says something else than it did in ../before" in packed.stderr
    assert packed.returncode == 1
    names = members(tmp_path / "e.zip").keys()
    assert {"baseline/docs/clock.rst", "baseline/docs/drafts/idea.rst", "baseline/reqtrace.toml"} <= names
    for folder in (before, project):
        shutil.rmtree(folder)
    checked = reqtrace("verify", "e.zip", "--public-key", "pub.pem", here=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "  baseline    ../before, 3 files" in checked.stdout.splitlines()


JUNIT = """\
<testsuite name="s" tests="1"><testcase name="t">
<properties><property name="requirement" value="XenValTestCase~clock_hidden~1"/></properties>
</testcase></testsuite>
"""


# [utest->dsn~bundle_holds_what_was_read~1]
def test_results_from_elsewhere_and_reasons_are_packed_too(reqtrace: Run, project: Path, tmp_path: Path) -> None:
    settings = 'survivors = "why.toml"\n[results]\nfiles = ["build/*.xml"]\ncommit = "any"\n'
    (project / "reqtrace.toml").write_text(SETTINGS + settings, "utf-8")
    (project / "why.toml").write_text('"a: b" = "because"\n', "utf-8")
    (project / "build").mkdir()
    (project / "build" / "results.xml").write_text(JUNIT, "utf-8")
    (tmp_path / "typed.xml").write_text(JUNIT, "utf-8")
    reqtrace(*BUNDLE, *KEY, "--no-versions", "--adequacy", "--results", "../typed.xml")
    names = members(tmp_path / "e.zip").keys()
    inputs = {name for name in names if name.startswith("inputs/")}
    assert inputs == {
        "inputs/project/build/results.xml",
        "inputs/project/docs/clock.rst",
        "inputs/project/reqtrace.toml",
        "inputs/project/why.toml",
        "inputs/typed.xml",
    }
    shutil.rmtree(project)
    checked = reqtrace("verify", "e.zip", "--public-key", "pub.pem", here=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "results from 2 files" in checked.stdout


def test_an_archive_among_the_inputs_is_packed_as_it_is(reqtrace: Run, project: Path, tmp_path: Path) -> None:
    (project / "docs" / "clock.rst").unlink()
    with ZipFile(project / "docs" / "clock.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("a/clock.rst", REQUIREMENT + CASE)
    assert reqtrace(*BUNDLE, *KEY).returncode == 0
    assert members(tmp_path / "e.zip")["inputs/docs/clock.zip"] == (project / "docs" / "clock.zip").read_bytes()
    checked = reqtrace("verify", "../e.zip", *TRUST)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        ("nowhere.zip", "error[RT001]: nowhere.zip can not be read: No such file or directory"),
        ("docs", "error[RT002]: docs can not be read: Is a directory"),
        ("/dev/null", "error[RT032]: /dev/null is no bundle: it does not begin as a zip archive does"),
        ("docs/clock.rst", "error[RT032]: docs/clock.rst is no bundle: it does not begin as a zip archive does"),
    ],
)
def test_what_is_no_file_of_ours_is_refused(reqtrace: Run, file: str, complaint: str) -> None:
    checked = reqtrace("verify", file, *TRUST)
    assert (checked.returncode, checked.stdout) == (2, "")
    assert checked.stderr.startswith(complaint)


def test_a_baseline_that_is_none_is_refused(reqtrace: Run, tmp_path: Path) -> None:
    packed = reqtrace(*BUNDLE, *KEY, "--baseline", "../nowhere")
    assert (packed.returncode, (tmp_path / "e.zip").exists()) == (2, False)
    assert "../nowhere can not be looked at" in packed.stderr


def test_openssl_and_sha256sum_find_the_same(reqtrace: Run, tmp_path: Path) -> None:
    for needed in ("openssl", "jq", "unzip", "sha256sum", "base64"):
        if shutil.which(needed) is None:
            pytest.skip(f"needs {needed}")
    reqtrace(*BUNDLE, *KEY)
    guide = Path(__file__).parents[2] / "requirements" / "reqtrace" / "how-to" / "hand-over-evidence.rst"
    block = guide.read_text("utf-8").split(".. code-block:: bash\n")[1]
    lines = [line.strip() for line in block.splitlines()[1:] if line.startswith("   ")]
    script = "set -e\n" + "\n".join(lines).replace("evidence.zip", "e.zip")
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S607 - the one that is there
    assert (done.returncode, done.stdout) == (0, "Signature Verified Successfully\n"), done.stderr
    (tmp_path / "evidence" / "report" / "run.json").write_text("{}", "utf-8")
    again = subprocess.run(["bash", "-c", lines[-1]], cwd=tmp_path / "evidence", capture_output=True, check=False)  # noqa: S607 - as above
    assert again.returncode == 1


def test_the_requirements_of_this_project_are_handed_on(reqtrace: Run, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    file, key, trusted = (str(tmp_path / name) for name in ("p.zip", "key.pem", "pub.pem"))
    chosen = ("--formats", "json,junit,csv", "--no-versions")
    packed = reqtrace("bundle", "-o", file, "--key", key, *chosen, here=root)
    assert packed.returncode == 0, packed.stderr
    names = members(tmp_path / "p.zip").keys()
    cases = sum(name.startswith("logs/") for name in names)
    assert cases > 290
    assert "inputs/pyproject.toml" in names
    checked = reqtrace("verify", file, "--public-key", trusted, here=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "All 52 requirements are verified (model, required)" in checked.stdout
    content = (tmp_path / "p.zip").read_bytes()
    for place in range(7, len(content), len(content) // 20):
        flipped = bytearray(content)
        flipped[place] ^= 16
        bundle, found = check(bytes(flipped), "p.zip", TRUSTED, TODAY)
        assert bundle is None, place
        assert all("p.zip" in each.message for each in found)
