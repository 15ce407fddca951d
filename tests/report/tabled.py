# SPDX-License-Identifier: Apache-2.0
"""The sample project as what reports are made of, and items that mean harm."""

from __future__ import annotations

import datetime
import unicodedata

from hypothesis import strategies as st
from samples import CONFIG, ITEMS, item, project

from reqtrace.item import Item
from reqtrace.provenance import Provenance
from reqtrace.report.material import Material
from reqtrace.report.view import View

DATE = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
PROVENANCE = Provenance(tool="reqtrace 1.0", commit="0123456789abcdef" * 2, date=DATE, command=("reqtrace", "report"))
HARMFUL = st.tuples(
    st.sampled_from(["", " ", "\t", "\r", "\n", "\u00a0", "\u200b", "\ufeff", "\u3000", "\x00"]),
    st.sampled_from(
        ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\u207a", "x", "'", '"', ","]
    ),
    st.text(max_size=12),
).map("".join)


def material(view: View | None = None, **besides: object) -> Material:
    """What a report of the sample project is made of."""
    return Material(view=view or project(), config=CONFIG, provenance=PROVENANCE, **besides)


def harmful(text: str) -> Material:
    """A project with one more item, of which all that an author writes is `text`."""
    return material(project((*ITEMS, _of(text))))


def _of(text: str) -> Item:
    return item("SSR~harm~1", "safety.rst:70", text, needs="Case", description=text, rationale=text, tags=(text,))


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet could take a cell that shows `text` for a formula."""
    seen = unicodedata.normalize("NFKC", text)
    first = next((sign for sign in seen if unicodedata.category(sign)[0] not in "ZC" or sign in "\t\r"), "")
    return first != "" and first in "=+-@\t\r"
