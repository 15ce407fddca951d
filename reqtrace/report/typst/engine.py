# SPDX-License-Identifier: Apache-2.0
"""Makes a PDF of a template of ours and of data, whatever characters that has."""

from __future__ import annotations

from typing import Final

import msgspec

from reqtrace.report.shipped import shipped
from reqtrace.report.typst.alone import Sheet, printed
from reqtrace.report.typst.glyphs import doubtful, refused, spelled, unseen
from reqtrace.report.typst.inline import Value

_PROBE: Final = """
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
    source = shipped(template).read_text(encoding="utf-8")
    while True:
        if unshown:
            text = spelled(msgspec.json.encode(content | {"spelled": True}).decode(), unshown)
        done = printed(Sheet(source, text, moment))
        if done.pdf:
            return done.pdf
        # A font may have each of two characters and not what they make together.
        more = refused(done.complaint) - unshown
        if not more:
            raise RuntimeError(f"{template} can not be set: {done.complaint}")
        unshown |= more


def _unshown(text: str, moment: int) -> frozenset[str]:
    """The characters of `text` that can not be shown, found by trying all that are in doubt at once."""
    characters = doubtful(text)
    if not characters:
        return frozenset()
    return unseen(characters) | refused(printed(Sheet(_PROBE, characters, moment)).complaint)
