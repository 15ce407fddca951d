# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from reqtrace.ident import ItemId
from reqtrace.report.drawing.boxes import Box, Sized, in_rows
from reqtrace.report.view import CHIPS

LONG = "Hide the IOMMU from every domain that is not privileged"


def sized(title: str, name: str = "a") -> Sized:
    return Sized.of(Box(name, ItemId("SSR", name, 1), title, CHIPS["verified"]))


@pytest.mark.parametrize(("title", "height"), [("Hide", 50), ("Hide the IOMMU from a domain", 66), (LONG, 82)])
def test_a_box_is_as_high_as_its_title_needs(title: str, height: float) -> None:
    assert sized(title).height == height


def test_a_box_is_put_in_its_place_with_all_that_stands_in_it() -> None:
    node = sized("Hide the IOMMU from a domain").at(4, 80)
    assert (node.x, node.y, node.width, node.height) == (4, 80, 204, 66)
    assert (node.anchor, str(node.id), str(node.chip)) == ("a", "SSR~a~1", "✓ verified")
    assert node.title == ("Hide the IOMMU from a", "domain")


def test_a_row_is_as_high_as_its_highest_box() -> None:
    row = [sized("Hide"), sized(LONG), sized("Map"), sized("Refuse")]
    assert [(node.x, node.y) for node in in_rows(row, 4, 10)] == [(4, 10), (266, 10), (528, 10), (4, 10 + 82 + 14)]
    assert list(in_rows([], 4, 10)) == []
