# SPDX-License-Identifier: Apache-2.0
"""After any edits, a build of what changed gives the bytes of a clean one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sites import CASE, DOCUMENTS, FAULTS, PRODUCT, REQUIREMENT, RUNS, Site, files

from reqtrace.report.sheets import SHEETS as ALL_SHEETS

SHEETS = (
    ".. req:list::\n   :kinds: SSR\n   :sort: -id\n",
    ".. req:table::\n   :columns: id title status tags needs place\n",
    ".. req:table::\n   :columns: item covers covered cases missing revision\n   :filter: verdict != verified\n",
    ".. req:matrix::\n",
    ".. req:matrix::\n   :path: PRQ SSR XenValTestCase\n   :sort: id\n",
    ".. req:uncovered::\n",
    ".. req:tree:: PRQ~root~1\n",
    ".. req:tree::\n   :root: SSR~hide~1\n   :direction: both\n   :depth: 1\n",
    ".. req:graph::\n",
    ".. req:coverage::\n",
    ".. req:diagnostics::\n",
    ".. req:summary::\n",
    ".. req:table::\n   :verdict: splendid\n",
    "",
)
"""What a page shows of the project, the last but one with an option that is wrong, the last nothing."""


def rotated(start: int) -> tuple[str, ...]:
    return (*SHEETS[start:], *SHEETS[:start])


def captioned(sheet: str) -> str:
    return f".. req:{sheet}\n   :name: shown\n"


def gap(reason: str) -> str:
    return (
        f'\n[[justified]]\nid = "SSR~hide~1"\nreason = "{reason}"\nowner = "Ada"\ndate = 2026-01-10\n'
        "expires = 9000-01-01\n"
    )


CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "product": ("Passthrough", "Assignments", "Who owns what"),
        "revision": ("1", "2"),
        "home": ("product", "zeta", "sub/moved"),
        "safety": ("there", "gone", "rejected", "twice"),
        "case": ("passes", "fails", "gone", "blocked"),
        "label": ("A label", "Another label"),
        "cited": ("PRQ~root~1", "SSR~hide~1", "SSR~gone~1"),
        "included": ("", "`PRQ~more~1`\n\nIncluded.\n", "Nothing but prose.\n"),
        "orphan": ("", "Lonely", "Alone"),
        "order": (
            "   :glob:\n\n   *\n   sub/*\n",
            "\n   notes\n   zeta\n   product\n   sub/moved\n   views\n   plain\n   follower\n   safety\n   cases\n",
        ),
        "numbered": ("", "   :numbered:\n"),
        "config": (
            "",
            '[kinds.SSR]\ntitle = "Safety"\n[kinds.XenValTestCase]\nexecutable = true\n',
            'exclude = ["safety.rst"]\n',
        ),
        # oft:off
        "source": (
            "// [impl->dsn~shown~1]\n",
            "\n// [impl->dsn~shown~1]\n",
            "// [impl->PRQ~root~1]\n",
            "\n\n// [impl->PRQ~root~2]\n// [impl~named~1->dsn~shown~1]\n",
            "",
        ),
        # oft:on
        "word": ("", "zebra", "giraffe"),
        "entry": ("", "owner", "keeper"),
        "moving": ("cases", "views", ""),
        "gap": ("", gap("Later."), gap("Never.")),
        "first": rotated(1),
        "second": rotated(6),
        "third": rotated(3),
        "captioned": (
            captioned("table::\n   :caption: Everything"),
            captioned("table::\n   :caption: All there is"),
            captioned("list::"),
            "",
        ),
    }
)
"""What can be said in one of several ways by the project below; the first is how it begins."""

MOVING = "\n`SSR~moving~1`\n\nCovers:\n - `PRQ~root~1`\n"
"""An item without a title, for a title would be in the table of contents of every page."""

EXECUTED = ("", ".. req:versions::\n", ".. req:findings::\n", ".. req:adequacy::\n")
"""Sheets for which much is executed, so that only some examples show them."""

Edit = tuple[str, str]
START: Mapping[str, str] = MappingProxyType({"executed": "", **{name: ways[0] for name, ways in CHOICES.items()}})


def heading(text: str, sign: str = "=") -> str:
    return f"{text}\n{sign * len(text)}\n\n"


def written(chosen: Mapping[str, str]) -> dict[str, str]:
    """The files of a project in which everything refers to everything."""
    product = PRODUCT.replace("Passthrough\n===========\n\n", heading(chosen["product"]))
    safety = {
        "there": REQUIREMENT,
        "gone": "",
        "rejected": REQUIREMENT.replace("Covers:", "Status: rejected\n\nCovers:"),
        "twice": f"{REQUIREMENT}\nOnce more\n---------\n\n`SSR~hide~1`\n",
    }
    case = {
        "passes": CASE,
        "fails": CASE.replace(RUNS, FAULTS),
        "gone": "",
        "blocked": CASE.partition(".. code-block")[0],
    }
    entry = f".. index:: {chosen['entry']}\n\n" if chosen["entry"] else ""
    notes = (
        f"{heading('Notes')}{entry}See `{chosen['cited']}`, :req:item:`words <PRQ~root~1>`, :ref:`here`,\n"
        f":any:`PRQ~root~1`, :ref:`shown` and :doc:`index`. {chosen['word']}\n\n.. include:: part.inc\n\n"
        f"{chosen['third']}"
    )
    sheets = (chosen[name] for name in ("first", "captioned", "second", "executed"))
    views = "\n".join((heading("Shown"), "`dsn~shown~1`\n\nNeeds: impl\n\n" + heading("Views", "-"), *sheets))
    orphan = f":orphan:\n\n{heading(chosen['orphan'])}:ref:`here` and `SSR~hide~1`\n"
    return {
        "index.rst": f"{heading('Home')}.. req:summary::\n\n.. toctree::\n{chosen['numbered']}{chosen['order']}",
        f"{chosen['home']}.rst": f"{product.replace('root~1', 'root~' + chosen['revision'])}\n.. _here:\n\n"
        + heading(chosen["label"], "-"),
        "safety.rst": safety[chosen["safety"]],
        "cases.rst": case[chosen["case"]] + MOVING * (chosen["moving"] == "cases"),
        "plain.rst": f"{heading('Plain')}See `SSR~moving~1`.\n",
        "notes.rst": notes,
        "follower.rst": f"{heading('Follower')}`XenValTestCase~follows~1`\n\nCovers:\n - SSR~moving~1\n",
        "views.rst": views + MOVING * (chosen["moving"] == "views"),
        "part.inc": chosen["included"] or "\n",
        "orphan.rst": orphan if chosen["orphan"] else "",
        "reqtrace.toml": chosen["config"] + chosen["gap"],
        "src/xen.c": chosen["source"],
        "conf.py": "",
    }


def save(files: Mapping[str, str], folder: Path) -> None:
    """Let `folder` hold these files; empty ones are none, and what is as it was is left alone."""
    wanted = {name: text for name, text in files.items() if text or name == "conf.py"}
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if str(path.relative_to(folder)) not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text() != text:
            path.write_text(text)


def told(site: Site) -> list[str]:
    """What reqtrace complained of, whatever pages were read."""
    return sorted(line for line in site.warnings.splitlines() if "[reqtrace.RT" in line)


def assert_right(site: Site, edits: Iterable[Iterable[Edit]] = (), jobs: int = 1) -> None:
    """Build what changed after every step of `edits`, and at the end everything, with so many processes."""
    chosen = dict(START)
    save(written(chosen), site.source)
    site.build()
    for step in edits:
        chosen |= dict(step)
        save(written(chosen), site.source)
        site.build()
    said = told(site)
    assert_as_clean(site, jobs)
    assert said == told(site)


def assert_as_clean(site: Site, jobs: int = 1) -> None:
    """What was built holds the same files as a clean build, and the same bytes in them."""
    again = files(site.folder / "out")
    for name in ("clean", "clean-trees"):
        shutil.rmtree(site.folder / name, ignore_errors=True)
    clean = files(site.build(output="clean", trees="clean-trees", jobs=jobs).parent)
    assert sorted(again) == sorted(clean)
    assert [name for name in clean if again[name] != clean[name]] == []


EDITS = st.sampled_from(sorted(CHOICES)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(CHOICES[name])))
STEPS = st.lists(st.lists(EDITS, min_size=1, max_size=4), min_size=2, max_size=4)
EXAMPLES = int(os.environ.get("REQTRACE_EXAMPLES", "12"))
"""How many scripts of edits are tried besides those that are written here."""


# [utest->dsn~builds_are_repeatable~1]
# [utest->dsn~pages_follow_items~1]
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(STEPS)
@example([[("safety", "gone"), ("word", "zebra")], [("case", "fails"), ("entry", "owner")], [("home", "zeta")]])
@example([[("product", "Assignments"), ("label", "Another label")], [("orphan", "Lonely")], [("orphan", "")]])
@example([[("executed", EXECUTED[1])], [("case", "fails")], [("product", "Assignments")]])
@example([[("executed", EXECUTED[2])], [("case", "fails")], [("case", "gone")]])
@example([[("executed", EXECUTED[3])], [("safety", "rejected")], [("executed", "")]])
def test_after_any_edits_a_build_equals_a_clean_one(edits: list[list[Edit]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_right(Site(Path(folder)), edits)


def test_every_sheet_is_somewhere_in_the_scripts() -> None:
    ways = "".join(way for ways in (*CHOICES.values(), EXECUTED) for way in ways)
    assert set(re.findall(r"req:(\w+)::", ways)) == set(ALL_SHEETS)


@pytest.mark.parametrize("name", CHOICES)
def test_after_edits_of_one_kind_a_build_equals_a_clean_one(site: Site, name: str) -> None:
    _, *others = CHOICES[name]
    assert_right(site, [[(name, way)] for way in others])
    save(written(START), site.source)
    site.build()
    assert_as_clean(site)


def test_two_clean_builds_and_one_with_two_processes_are_equal(site: Site) -> None:
    assert_right(site)
    assert_right(site, jobs=2)


def test_with_another_theme_a_build_equals_a_clean_one_too(site: Site) -> None:
    site.settings["html_theme"] = "furo"
    assert_right(site, [[("product", "Assignments"), ("case", "fails")], [("safety", "gone")]])


def test_what_is_built_in_parallel_after_an_edit_equals_a_clean_build(site: Site) -> None:
    save(written(START), site.source)
    site.build(jobs=2)
    save(written({**START, "case": "fails", "revision": "2"}), site.source)
    site.build(jobs=2)
    assert_as_clean(site)


def test_nothing_of_a_document_that_is_gone_is_left_in_any_output(site: Site) -> None:
    site.write({"index": "Top\n===\n\n.. toctree::\n   :glob:\n\n   sub/*\n"})
    save({"conf.py": "", "index.rst": (site.source / "index.rst").read_text(), "sub/a.rst": PRODUCT}, site.source)
    for output in ("out", "other"):
        assert (site.build(output=output) / "sub/a.html").is_file()
    (site.folder / "out/html/sub/mine.html").write_text("put there by somebody else")
    (site.source / "sub/a.rst").unlink()
    for output in ("out", "other"):
        site.build(output=output)
    assert [str(path.relative_to(site.folder)) for path in site.folder.rglob("*a.[hr]*") if "sub" in path.parts] == []
    assert not (site.folder / "trees/sub").exists()
    assert not (site.folder / "other/html/sub").exists()
    assert (site.folder / "out/html/sub/mine.html").is_file()


def test_an_image_that_no_page_shows_any_more_is_gone(site: Site) -> None:
    shown = "Top\n===\n\n`PRQ~a~1`\n\n.. image:: a.svg\n\n:download:`b.txt`\n"
    save({"conf.py": "", "index.rst": shown, "a.svg": "<svg/>", "b.txt": "b"}, site.source)
    made = site.build()
    assert (made / "_images/a.svg").is_file()
    assert list(made.glob("_downloads/*/b.txt"))
    save({"conf.py": "", "index.rst": shown.partition(".. image")[0]}, site.source)
    site.build()
    assert_as_clean(site)


def test_a_file_that_came_back_with_its_old_time_is_read_again(site: Site) -> None:
    site.write({"index": PRODUCT})
    path = site.source / "index.rst"
    old = path.stat()
    site.build()
    path.write_text(PRODUCT.replace("root", "stem"))
    site.build()
    path.write_text(PRODUCT)
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert 'id="PRQ.root.1"' in site.page()


def test_a_style_sheet_that_changed_is_followed(tmp_path: Path) -> None:
    conf = 'extensions = ["reqtrace_sphinx"]\nhtml_static_path = ["_static"]\nhtml_css_files = ["own.css"]\n'
    save({"conf.py": conf, "index.rst": PRODUCT, "_static/own.css": "p { color: red }"}, tmp_path / "source")

    def built(output: str) -> dict[str, bytes]:
        # Sphinx remembers the checksums of files for as long as a process runs.
        command = [sys.executable, "-m", "sphinx", "-q", "-d", f"{output}-trees", "source", output]
        subprocess.run(command, cwd=tmp_path, check=True, stderr=subprocess.DEVNULL)
        return files(tmp_path / output)

    before = built("out")
    (tmp_path / "source/_static/own.css").write_text("p { color: blue }")
    again = built("out")
    assert again["index.html"] != before["index.html"]
    assert again == built("clean")


def test_a_build_of_one_page_alone_leaves_the_others_to_the_next(site: Site) -> None:
    site.write(DOCUMENTS).build()
    site.replace("cases", RUNS, FAULTS)
    site.build(only="cases")
    site.build()
    assert_as_clean(site)


CHANGING = """\
from pathlib import Path

def change(app, docname, source):
    path = Path(app.srcdir, "{name}")
    if docname == "{after}" and path.is_file():
        {action}

def setup(app):
    app.connect("source-read", change)
"""
RENAMING = "path.write_text(path.read_text().replace('SSR~hide', 'SSR~veil'))"


@pytest.mark.parametrize(
    ("name", "action", "after"),
    [
        ("safety.rst", RENAMING, "cases"),
        ("safety.rst", RENAMING, "safety"),
        ("cases.rst", RENAMING, "safety"),
        ("tags.c", "path.unlink()", "safety"),
    ],
    ids=["before it is read", "while it is read", "after it was read", "away"],
)
def test_a_file_that_changes_while_the_build_runs_is_told_and_read_again(
    site: Site, name: str, action: str, after: str
) -> None:
    site.write(DOCUMENTS)
    # oft:off
    (site.source / "tags.c").write_text("// [XenValTestCase->SSR~hide~1]\n")
    # oft:on
    (site.source / "conf.py").write_text(CHANGING.format(name=name, after=after, action=action))
    site.build()
    assert (
        f"{name}:1: WARNING: {name} changed while the documents were read; build again, for pages may show it "
        "as it was [reqtrace.changed]" in site.warnings
    )
    (site.source / "conf.py").write_text("")
    site.build()
    assert "reqtrace.changed" not in site.warnings
    assert_as_clean(site)
