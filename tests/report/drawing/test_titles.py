# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.report.drawing.titles import advance, lines


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Hide the IOMMU", ("Hide the IOMMU",)),
        ("Hide the IOMMU from every domain", ("Hide the IOMMU", "from every", "domain")),
        ("Hide  the\n IOMMU", ("Hide the IOMMU",)),
        (
            "Hide the IOMMU from every domain that is not privileged",
            ("Hide the IOMMU", "from every", "domain that is…"),
        ),
        ("xen_passthrough_support", ("xen_passthrough_", "support")),
        ("Passthroughofdevices", ("Passthroughofdev", "ices")),
        ("", ()),
    ],
)
def test_a_title_is_broken_between_words_then_behind_signs_then_anywhere(title: str, shown: tuple[str, ...]) -> None:
    assert lines(title, 9, 3) == shown


def test_letters_count_by_how_wide_they_are() -> None:
    assert advance("iii") < advance("aaa") < advance("mmm") < advance("設備直")
    assert advance("e\N{COMBINING ACUTE ACCENT}") == advance("e")


@given(st.text(max_size=80), st.integers(1, 4))
def test_no_line_is_too_wide_and_there_are_not_too_many(title: str, most: int) -> None:
    shown = lines(title, 9, most)
    assert len(shown) <= most
    assert all(line and advance(line) <= 9 for line in shown)


@given(st.text(max_size=200))
def test_what_is_not_cut_off_is_the_title(title: str) -> None:
    shown = lines(title, 9, 1000)
    assert "".join("".join(shown).split()) == "".join(title.split())
