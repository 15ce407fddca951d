# SPDX-License-Identifier: Apache-2.0
"""What is said of a comparison besides what became of each item."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.config import Config, Kind
from reqtrace.config.gate import Gate
from reqtrace.config.terms import Method
from reqtrace.read.rst import read_rst
from reqtrace.read.specobject import read_specobjects
from reqtrace.trace.change import Change, Edit, State
from reqtrace.trace.compare import among, compare
from reqtrace.trace.graph import link
from reqtrace.trace.review import review

SAFE = "Stay safe\n---------\n\n`req~a~1`\n\nThe device shall never explode while somebody is near.\n"


def state(text: str, name: str = "", config: Config | None = None) -> State:
    return State(name, link(read_rst(text, "a.rst")[0]), config or Config())


def between(before: str, after: str) -> Change:
    return compare(state(before, "old"), state(after, "new"))


def told(change: Change) -> list[str]:
    return [f"{each.code} {each.message}" for each in review(change) if each.code >= "RT220"]


def edits(change: Change) -> dict[str, list[str]]:
    return {str(each.id): [edit.value for edit in each.edits] for each in change.items}


# [utest->dsn~changes_by_content~2]
def test_a_title_alone_is_the_text() -> None:
    before = "The device shall never explode\n------------------------------\n\n`req~a~1`\n\nNeeds: dsn\n"
    (change,) = between(before, before.replace("never", "often")).items
    assert change.edits == (Edit.REWRITTEN,)
    assert [(each.name, each.after) for each in change.fields] == [("title", "The device shall often explode")]
    described = before.replace("Needs", "It must not.\n\nNeeds")
    assert edits(between(described, described.replace("never", "often"))) == {"req~a~1": ["relabelled"]}


def test_white_space_counts_where_it_is_laid_out() -> None:
    before = "`req~a~1`\n\nThe file holds::\n\n  a:\n    b: 1\n"
    assert edits(between(before, before.replace("    b", "  b"))) == {"req~a~1": ["rewritten"]}
    assert edits(between("`req~a~1`\n\nWrite ``a  b``.\n", "`req~a~1`\n\nWrite ``a b``.\n")) == {
        "req~a~1": ["rewritten"]
    }


# [utest->dsn~nothing_goes_in_silence~1]
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (SAFE, "", ["RT220 req~a~1 is gone: it was there in old"]),
        (
            SAFE + "\n`utest~b~1`\n\nCovers:\n - req~a~1\n",
            "`utest~b~1`\n\nCovers:\n - req~a~1\n",
            ["RT220 req~a~1 is gone: it was there in old, where another item covered it"],
        ),
        (SAFE.replace("`req~a~1`", "`req~a~1`\nStatus: rejected"), "", []),
        (
            SAFE,
            SAFE.replace("Stay safe", "Be unsafe").replace("never explode", "always explode").replace("~a~", "~a2~"),
            ["RT221 req~a2~1 seems to be req~a~1 under another name: that was there in old, and is gone"],
        ),
        (
            SAFE,
            "Stay safe\n---------\n\n`dsn~z~4`\n\nNothing of the kind.\n",
            ["RT221 dsn~z~4 seems to be req~a~1 under another name: that was there in old, and is gone"],
        ),
        (
            SAFE,
            "`req~z~1`\n\nNothing of the kind is said here.\n",
            ["RT220 req~a~1 is gone: it was there in old"],
        ),
        (SAFE, SAFE, []),
    ],
)
def test_what_is_gone(before: str, after: str, expected: list[str]) -> None:
    assert told(between(before, after)) == expected


@given(st.permutations(range(4)), st.integers(0, 4))
def test_the_way_back_renames_back(order: list[int], kept: int) -> None:
    texts = [f"The device shall open door {number} and close it again at once." for number in range(4)]
    before = "".join(f"`req~a{number}~1`\n\n{text}\n\n" for number, text in enumerate(texts))
    after = "".join(f"`req~b{number}~1`\n\n{texts[number]}\n\n" for number in order[:kept])

    def renamed(change: Change) -> set[frozenset[str]]:
        return {frozenset(map(str, each.ids)) for each in change.remarks if each.diagnostic.code == "RT221"}

    expected = {frozenset({f"req~a{number}~1", f"req~b{number}~1"}) for number in order[:kept]}
    assert renamed(between(before, after)) == renamed(between(after, before)) == expected


# [utest->dsn~text_elsewhere_is_told~1]
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Answer within |limit|, |limit|.", "|limit|"),
        ("So:\n\n.. include:: parts/limit.txt", "parts/limit.txt"),
        ("So:\n\n.. literalinclude:: a.yaml\n   :language: yaml", "a.yaml"),
        ("So:\n\n.. csv-table::\n   :file: limits.csv", "limits.csv"),
        (".. image:: a.png\n\n.. figure:: b.png", "a.png, b.png"),
        ("![The states](states.svg)", "states.svg"),
        ("```{include} parts/limit.md\n```", "parts/limit.md"),
    ],
)
def test_what_stands_elsewhere(text: str, names: str) -> None:
    whole = f"`req~a~1`\n\n{text}\n"
    message = f"RT222 a part of req~a~1 stands elsewhere and was not compared with old: {names}"
    assert told(between(whole, whole)) in ([message], [message.replace("states.svg", "![The states](states.svg)")])
    assert between(whole, whole).empty
    assert told(between(whole, whole.replace("`\n\n", "`\n\nNow. ").replace("a~1", "a~2"))) == []


@pytest.mark.parametrize(
    "text", ["a || b and a|b|c", "Write ``|x|``.", "+---+\n||x||\n+---+", "So::\n\n  |x|", "|x |y |"]
)
def test_what_does_not_stand_elsewhere(text: str) -> None:
    whole = f"`req~a~1`\n\n{text}\n"
    assert told(between(whole, whole)) == []


# [utest->dsn~configuration_is_compared~1]
def test_a_configuration_that_means_something_else() -> None:
    strict = Config(kinds={"req": Kind(method=Method.TEST)}, gate=Gate(verified=90.0, gaps=1))
    loose = Config(kinds={"req": Kind(method=Method.ASSUMPTION)}, gate=Gate(verified=80.0), tags={"x": "inspection"})
    change = compare(state(SAFE, "old", strict), state(SAFE, "new", loose))
    assert told(change) == [
        "RT223 the configuration has changed: gate.gaps is nothing, and was 1 in old",
        "RT223 the configuration has changed: gate.verified is 80, and was 90 in old",
        "RT223 the configuration has changed: kinds.req.method is assumption of use, and was test in old",
        "RT223 the configuration has changed: tags.x is inspection, and was nothing in old",
    ]
    assert not change.empty
    assert told(among(change, set())) == told(change)
    titled = Config(title="Other", kinds={"req": Kind("Requirement", method=Method.TEST)}, gate=strict.gate)
    assert compare(state(SAFE, "old", strict), state(SAFE, "new", titled)).empty


SPECOBJECT = """\
<specdocument><specobjects doctype="req"><specobject>
<id>a</id><version>1</version><description>Stay safe.</description>
<safetylevel>ASIL-D</safetylevel>
</specobject></specobjects></specdocument>
"""


def test_a_field_that_is_not_read_is_not_nothing() -> None:
    def read(text: str) -> State:
        return State("old", link(read_specobjects(text, "a.xml")[0]))

    change = compare(read(SPECOBJECT), read(SPECOBJECT.replace("ASIL-D", "ASIL-A")))
    assert edits(change) == {"req~a~1": ["changed in what is not read"]}
    assert told(change) == ["RT224 req~a~1 is written otherwise than in old, in what reqtrace does not read"]
    assert (change.suspects, change.rejudge, change.sound) == ((), (), True)
    assert compare(read(SPECOBJECT), read(SPECOBJECT)).empty
