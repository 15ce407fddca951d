# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pickle

from docutils import nodes

from reqtrace_sphinx.nodes import ItemLink


def test_a_link_leads_to_the_same_place_wherever_its_paragraph_is_copied_or_sent() -> None:
    written = nodes.paragraph("", "", ItemLink.to("req~a~1", "page.html#req.a.1", "A"))
    for other in (written.deepcopy(), pickle.loads(pickle.dumps(written))):  # noqa: S301 - what was just written
        (link,) = other.findall(ItemLink)
        assert (str(link), link.address, link.tip) == ("req~a~1", "page.html#req.a.1", "A")
