# SPDX-License-Identifier: Apache-2.0
"""What prose says, however its lines are broken."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.trace.wording import wording


# [utest->dsn~changes_by_content~2]
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The IOMMU is\nhidden.", "The  IOMMU\nis hidden."),
        ("The IOMMU is hidden.", "The IOMMU\n   is hidden."),
        ("One.\n\nTwo is\nsecond.", "One.\n\n\nTwo\nis second."),
        ("Both:\n\n- one of\n  two\n- two", "Both:\n\n- one\n  of two\n- two"),
        ("Both:\n\n- one\n\n  - two\n    three", "Both:\n\n* one\n\n  * two three"),
        ("So::\n\n  a:\n    b", "So::\n\n    a:\n      b"),
        (".. note::\n\n   One\n   two.", ".. note::\n\n   One two."),
        ("Write ``a b`` here\nand there.", "Write ``a\nb`` here and there."),
        (":rate: high\n  enough", ":rate: high\n    enough"),
    ],
)
def test_lines_can_be_broken_elsewhere(before: str, after: str) -> None:
    assert wording(before) == wording(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("One\n\ntwo.", "One two."),
        ("So::\n\n  a:\n    b: 1", "So::\n\n  a:\n  b: 1"),
        ("So::\n\n  a  b", "So::\n\n  a b"),
        ("So::\n\n  a\n\n  b", "So::\n\n  a\n  b"),
        ("So::\n\n> a  b", "So::\n\n> a b"),
        (".. code-block:: yaml\n\n   a:\n     b: 1", ".. code-block:: yaml\n\n   a:\n   b: 1"),
        ("```yaml\na:\n  b: 1\n```", "```yaml\na:\nb: 1\n```"),
        ("Code:\n\n    a:\n      b", "Code:\n\n    a:\n     b"),
        ("Both:\n\n- one\n\n  - two", "Both:\n\n- one\n\n- two"),
        ("- one\n  - two", "- one\n- two"),
        ("- one\n\n  two", "- one\n\ntwo"),
        ("====  ===\na     b\n====  ===\n1     2\n====  ===", "====  ===\na     b\n====  ===\n1 2\n====  ==="),
        ("+--+--+\n|a |b |\n+--+--+", "+--+--+\n|a b   |\n+--+--+"),
        ("Write ``a  b``.", "Write ``a b``."),
        ("Write `a  b`.", "Write `a b`."),
        ("Never\n\n  unless it must\n\nso.", "Never\n\nunless it must\n\nso."),
        ("The device.", "The devices."),
        ("1. one", "2. one"),
    ],
)
def test_what_is_laid_out_on_purpose_counts(before: str, after: str) -> None:
    assert wording(before) != wording(after)


WORDS = st.lists(st.sampled_from(["the", "device", "`id`", "shall", "be,", "hidden"]), min_size=1, max_size=20)


@given(st.lists(WORDS, min_size=1, max_size=3), st.integers(10, 40), st.integers(10, 40))
def test_a_paragraph_says_the_same_however_wide(paragraphs: list[list[str]], one: int, other: int) -> None:
    def broken(width: int) -> str:
        return "\n\n".join(textwrap.fill(" ".join(each), width) for each in paragraphs)

    assert wording(broken(one)) == wording(broken(other))


@given(st.text(alphabet="ab -*.:|`=+>#\n", max_size=60))
def test_any_text_has_a_wording(text: str) -> None:
    assert bool(wording(text)) == bool(text.strip())
