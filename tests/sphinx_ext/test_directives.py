# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re

import pytest
from sites import CASE, DOCUMENTS, FAULTS, RUNS, Site

from reqtrace.report.sheets import SHEETS
from reqtrace_sphinx.directives import directive
from reqtrace_sphinx.options import READERS

EVERYTHING = """\
Everything
==========

.. req:summary::

.. req:list::
   :kinds: SSR, PRQ
   :verdict: failed, not run
   :sort: -verdict, title

.. req:table::
   :columns: title, status, verdict, covered
   :filter: kind = SSR and not status = draft
   :caption: What is safe

.. req:uncovered::

.. req:matrix::
   :path: PRQ SSR XenValTestCase
   :caption: From products to cases
   :name: chain

.. req:tree:: PRQ~root~1
   :depth: 2
   :direction: down

.. req:graph::
   :root: PRQ~root~1
   :direction: both

.. req:coverage::
   :kinds: SSR

.. req:versions::

.. req:findings::

.. req:adequacy::

.. req:diagnostics::
   :severity: error, warning

See :ref:`chain` and :ref:`the chain <chain>`.

.. toctree::
   :glob:

   *
"""


def words(html: str) -> str:
    """What one reads in a piece of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def body(html: str) -> str:
    return html.split('<div class="body" role="main">', 1)[1].split('<div class="sphinxsidebar"', 1)[0]


def test_every_sheet_stands_where_its_directive_is(site: Site) -> None:
    site.settings["reqtrace_adequacy"] = False
    page = body(site.write(DOCUMENTS | {"index": EVERYTHING}).page())
    assert site.warnings == ""
    named = re.findall(r"req:([a-z]+)::", EVERYTHING)
    assert {*named} == {*SHEETS}
    assert re.findall(r'id="(req-[a-z]+-1|chain)"', page) == [
        "chain" if name == "matrix" else f"req-{name}-1" for name in named
    ]


def test_every_option_of_a_sheet_can_be_read_and_its_directive_takes_it() -> None:
    for name, sheet in SHEETS.items():
        made = directive(name)
        assert made is not None
        assert made.option_spec is not None
        assert sheet.options <= READERS.keys(), name
        assert {*made.option_spec} == {*sheet.options, "name"}
    assert directive("matrx") is None


def test_a_sheet_that_is_named_is_referred_to_by_its_caption(site: Site) -> None:
    page = body(site.write(DOCUMENTS | {"index": EVERYTHING}).page())
    assert re.search(r'<a [^>]*href="#chain"[^>]*><span class="std std-ref">From products to cases</span></a>', page)
    assert re.search(r'<a [^>]*href="#chain"[^>]*><span class="std std-ref">the chain</span></a>', page)


@pytest.mark.parametrize("builder", ["html", "latex", "text"])
def test_another_page_refers_to_a_sheet_whatever_the_format(site: Site, builder: str) -> None:
    named = "Top\n===\n\n.. req:coverage::\n   :name: How Far\n   :caption: How far\n\n.. toctree::\n\n   other\n"
    written = site.write({"index": named, "other": "Other\n=====\n\nSee :ref:`how far`.\n\n`PRQ~a~1`\n"}).build(builder)
    assert site.warnings == ""
    said = "\n".join(path.read_text() for path in written.rglob("*") if path.suffix in (".html", ".tex", ".txt"))
    wanted = {
        "html": 'href="index.html#how-far"',
        "latex": r"\hyperref[\detokenize{index:how-far}]",
        "text": "See How far.",
    }
    assert wanted[builder] in said
    if builder == "latex":
        assert r"\label{\detokenize{index:how-far}}" in said


def test_sheets_of_one_kind_have_different_names_and_no_heading_takes_them(site: Site) -> None:
    top = "Top\n===\n\nReq coverage 1\n--------------\n\n.. req:coverage::\n\n.. req:coverage::\n\n`PRQ~a~1`\n"
    page = body(site.write({"index": top}).page())
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert [each for each in ids if each.startswith("req-coverage")] == [
        "req-coverage-1", "req-coverage-2", "req-coverage-3"
    ]  # fmt: skip


WRONG = [
    (["   :kinds: a-b"], 5, "'a-b' is no kind; write kinds as they stand in ids, separated by commas"),
    (["   :caption: A", "   :verdict: fialed"], 6, "'fialed' is no verdict; did you mean failed?"),
    (["   :status: draft", "   :status2: x"], 6, "req:coverage takes no option 'status2'; did you mean status?"),
    (["   :color: red"], 5, "req:coverage takes no option 'color'; there are: caption, columns, filter, kinds, sort, "
     "status, tags, verdict, name"),
    (["   :columns: items, verdct"], 5, "'verdct' is no column; did you mean verdict?"),
    (["   :filter: kind == SSR"], 5, "the filter makes no sense in column 6: a value is expected, not '=='; "
     "write '=' for '=='"),
    (["   :filter: kind = SSR", "      and"], 5, "the filter makes no sense in column 15: a condition is expected, "
     "but the filter ends here"),
    (["   :tags:"], 5, "no tag is named"),
]  # fmt: skip


# [utest->dsn~wrong_options_are_told~1]
@pytest.mark.parametrize(("options", "line", "said"), WRONG, ids=[each[0][-1].strip() for each in WRONG])
def test_a_wrong_option_is_told_at_its_line_and_nothing_looks_as_if_all_were_well(
    site: Site, options: list[str], line: int, said: str
) -> None:
    index = "\n".join(["Top", "===", "", ".. req:coverage::", *options, "", "`PRQ~a~1`", "", "The rest.", ""])
    page = body(site.write({"index": index}).page())
    assert site.warnings == f"index.rst:{line}: WARNING: {said} [reqtrace.coverage]\n"
    shown = words(page.replace("&#39;", "'").replace("&quot;", '"'))
    assert f"What should stand here can not be shown: {said}" in shown
    assert 'id="PRQ.a.1"' in page
    assert "The rest." in page


def test_everything_that_is_wrong_with_a_directive_is_told_at_once(site: Site) -> None:
    index = "Top\n===\n\n.. req:coverage::\n   :kinds: 1\n   :status: x\n\n`PRQ~a~1`\n"
    site.write({"index": index, "other": ":orphan:\n\n`PRQ~b~1`\n"})
    for _ in range(2):
        site.build()
        assert [line.split(": WARNING")[0] for line in site.warnings.splitlines()] == ["index.rst:5", "index.rst:6"]
    site.replace("other", "PRQ~b~1", "PRQ~b~2")
    site.build()
    assert site.warnings.count("\n") == 2
    site.replace("index", "   :kinds: 1\n   :status: x\n", "")
    site.build()
    assert site.warnings == ""


def test_processes_tell_what_one_alone_tells(site: Site) -> None:
    wrong = ":orphan:\n\nTop\n===\n\n`PRQ~{0}~1`\n\n.. req:list::\n   :kinds: 1\n\n.. req:coverage::\n   :kinds: SRS\n"
    site.write({name: wrong.format(name) for name in ("index", *"abcdefgh")}).build()
    told = sorted(site.warnings.splitlines())
    assert len(told) == 18
    site.build(output="parallel", trees="parallel-trees", jobs=2)
    assert sorted(site.warnings.splitlines()) == told


def test_every_option_that_makes_no_sense_is_told_whichever_sheet_has_it(site: Site) -> None:
    senseless = [
        (f".. req:{sheet.name}::", f"   :{option}: {word}", "")
        for sheet in SHEETS.values()
        for option in sorted(sheet.options - {"caption"})
        for word in ("senseless", "Sense~less~1", ",")
    ]
    lines = ["Top", "===", "", *(line for each in senseless for line in each), ".. toctree::", "   :glob:", "", "   *"]
    site.settings["reqtrace_adequacy"] = False
    site.write(DOCUMENTS | {"index": "\n".join(lines)}).build()
    told = {int(line) for line in re.findall(r"^index.rst:(\d+): WARNING: ", site.warnings, re.MULTILINE)}
    # At the line of the option where it can not be read, and at that of the directive where it fits nothing.
    assert [each for number, each in enumerate(senseless) if not told & {3 * number + 4, 3 * number + 5}] == []


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        (".. req:tree:: PRQ", 4,
         "'PRQ' is no id of an item; write kind~name~revision, or kind~name for the current one"),
        (".. req:tree:: PRQ~root~1\n   :depth: deep", 5,
         "'deep' is no depth; write how many links to follow, from 1 to 999"),
        (".. req:tree:: PRQ~root~1\n   :direction: dwn", 5, "'dwn' is no direction; did you mean down?"),
        (".. req:tree:: PRQ~root~1\n   :root: PRQ~root~1", 5,
         "the item is named twice; name it behind the directive or here"),
        (".. req:matrix::\n   :path: PRQ", 5, "a path has two kinds or more, of its rows and of its columns"),
        (".. req:matrix::\n   :only: faild", 5, "'faild' is no state of a requirement; did you mean failed?"),
    ],
)  # fmt: skip
def test_wrong_options_of_one_sheet_alone_are_told_as_well(site: Site, written: str, line: int, said: str) -> None:
    site.write({"index": f"Top\n===\n\n{written}\n", "product": ":orphan:\n\n`PRQ~root~1`\n"}).build()
    assert site.warnings.startswith(f"index.rst:{line}: WARNING: {said} [reqtrace.")
    assert site.warnings.count("\n") == 1


def test_a_wrong_option_can_be_silenced_and_names_stay_targets(site: Site) -> None:
    index = "Top\n===\n\n.. req:coverage::\n   :kinds: 1\n   :name: there\n\nSee :ref:`it <there>`.\n\n`PRQ~a~1`\n"
    site.settings["suppress_warnings"] = ["reqtrace.coverage"]
    page = body(site.write({"index": index}).page())
    assert site.warnings == ""
    assert 'href="#there"' in page
    assert 'id="there"' in page


@pytest.mark.parametrize(
    "around",
    [
        ".. note::\n\n   {}\n",
        "* one\n\n  * two\n\n    {}\n",
        ".. list-table::\n\n   * - {}\n     - text\n",
        "+----------------------+\n| .. req:coverage::    |\n|    :kinds: 1         |\n+----------------------+\n",
        ".. container:: x\n\n   .. tip::\n\n      {}\n",
    ],
    ids=["admonition", "lists", "list-table", "grid-table", "nested"],
)
@pytest.mark.parametrize("kinds", ["PRQ", "1"])
def test_a_directive_within_others_is_the_same(site: Site, around: str, kinds: str) -> None:
    indent = " " * (around.partition("{}")[0].rpartition("\n")[2].__len__())
    text = around.replace("{}", f".. req:coverage::\n{indent}   :kinds: 1").replace("kinds: 1", f"kinds: {kinds}", 1)
    text = text.replace("kinds: PRQ         |", "kinds: PRQ       |")
    page = body(site.write({"index": f"Top\n===\n\n{text}\n`PRQ~a~1`\n"}).page())
    number = 1 + f"Top\n===\n\n{text}".split(":kinds:")[0].count("\n")
    wrong = (
        f"index.rst:{number}: WARNING: '1' is no kind; write kinds as they stand in ids, separated by commas "
        "[reqtrace.coverage]\n"
    )
    assert site.warnings == (wrong if kinds == "1" else "")
    assert page.count('id="req-coverage-1"') == 1


def test_what_fits_nothing_is_told_once_in_clean_and_incremental_builds_alike(site: Site) -> None:
    index = "Top\n===\n\n.. req:coverage::\n   :kinds: SRS\n\n.. toctree::\n   :glob:\n\n   *\n"
    site.write(DOCUMENTS | {"index": index}).build()
    told = site.warnings
    assert re.fullmatch(r"index.rst:4: WARNING: .*SRS.*did you mean ?SSR?\? \[reqtrace.coverage\]\n", told)
    site.build()
    assert site.warnings == told
    site.replace("safety", "SSR~hide~1", "SRS~hide~1")
    site.replace("product", "Needs: SSR", "Needs: SRS")
    site.replace("cases", "SSR~hide~1", "SRS~hide~1")
    site.build()
    assert site.warnings == ""


def test_what_is_wrong_in_a_file_that_two_pages_include_is_told_once_and_there(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write({name: f":orphan:\n\n{name}\n=====\n\n.. include:: part.inc\n" for name in ("index", "other")})
    site.write({"items": ":orphan:\n\n`PRQ~a~1`\n"})
    (site.source / "part.inc").write_text(
        "Text.\n\n.. req:coverage::\n   :tags: a\n   :kinds: 1\n\n.. req:list::\n   :kinds: SRS\n"
    )
    site.settings["suppress_warnings"] = ["reqtrace.RT123"]
    for started_in in (site.folder, site.source, site.source):
        monkeypatch.chdir(started_in)
        site.build()
        assert [line.split(": WARNING")[0] for line in site.warnings.splitlines()] == ["part.inc:5", "part.inc:7"]


def test_a_sheet_that_is_not_reached_is_not_looked_at(site: Site) -> None:
    index = "Top\n===\n\n.. only:: nothing\n\n   .. req:coverage::\n      :kinds: SRS\n\n`PRQ~a~1`\n"
    page = body(site.write({"index": index}).page())
    assert "req-coverage" not in page


def test_verdicts_and_filters_reach_the_sheet(site: Site) -> None:
    index = (
        "Top\n===\n\n.. req:list::\n   :verdict: failed\n   :filter: kind != PRQ\n\n.. toctree::\n   :glob:\n\n   *\n"
    )
    page = body(site.write(DOCUMENTS | {"index": index, "cases": CASE.replace(RUNS, FAULTS)}).page())
    listed = page.split('<div class="toctree-wrapper', 1)[0]
    assert "Hide the IOMMU" in listed
    assert "It is hidden" in listed
    assert "Passthrough" not in listed
