# SPDX-License-Identifier: Apache-2.0
"""Runs Typst within this process: a template of ours and data become a PDF, with nothing read from the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from reqtrace.report.shipped import shipped
from reqtrace.report.typst.glyphs import doubtful, refused, spelled, unseen
from reqtrace.report.typst.inline import Value

if TYPE_CHECKING:
    from typst import PDFStandard

_STANDARDS: Final[list[PDFStandard]] = ["a-2a", "ua-1"]
"""For archives, and readable aloud: fonts within, structure and reading order marked, every character known."""
_PROBE: Final = b"""
#set document(title: "Characters")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern", "New Computer Modern Math"))
#for each in sys.inputs.data.codepoints() [#text(each) ]
"""


# [impl->dsn~foreign_text_is_data~1]
def typeset(template: str, content: dict[str, Value], moment: int) -> bytes:
    """The PDF of a template shipped with reqtrace that reads `content` as JSON; the same input gives the same bytes.

    A character that no embedded font has is spelled as its code point; ``content["spelled"]`` says whether there was
    one. `moment` is the time of creation, in seconds since 1970.
    """
    text = msgspec.json.encode(content).decode()
    unshown = _unshown(text, moment)
    source = shipped(template).read_bytes()
    while True:
        if unshown:
            text = spelled(msgspec.json.encode(content | {"spelled": True}).decode(), unshown)
        pdf, complaint = _compiled(source, text, moment)
        if pdf is not None:
            return pdf
        # A font may have each of two characters and not what they make together.
        more = refused(complaint) - unshown
        if not more:
            raise RuntimeError(f"{template} can not be set: {complaint}")
        unshown |= more


def _unshown(text: str, moment: int) -> frozenset[str]:
    """The characters of `text` that can not be shown, found by trying all that are in doubt at once."""
    characters = doubtful(text)
    if not characters:
        return frozenset()
    return unseen(characters) | refused(_compiled(_PROBE, characters, moment)[1])


def _compiled(source: bytes, data: str, moment: int) -> tuple[bytes | None, str]:
    """The PDF, or None and what Typst complains of; fonts of the machine, its files and packages are out of reach."""
    import typst  # noqa: PLC0415 - optional, and only who writes PDF pays for it

    try:
        pdf = typst.compile(
            source,
            format="pdf",
            pdf_standards=_STANDARDS,
            ignore_system_fonts=True,
            timestamp=moment,
            sys_inputs={"data": data},
        )
    except typst.TypstError as error:
        return None, error.diagnostic
    return pdf, ""
