# SPDX-License-Identifier: Apache-2.0
"""What an item only refers to, though it is part of what it says: substitutions, included files, images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reqtrace.item import Item
from reqtrace.trace.wording import wording

_LITERAL: Final = re.compile(r"(`+)(?:.+?)\1(?!`)")
_SUBSTITUTION: Final = re.compile(
    r"(?<![\w|\\])\|(?=\S)[^|\n]*[^|\s]\|(?![\w|])|\{\{[^{}]+\}\}|!\[[^\]\n]*\]\([^)\n]*\)"
)
"""As reStructuredText and Markdown write a substitution, and Markdown an image."""
_DIRECTIVE: Final = re.compile(
    r"(?:\.\.\s+(?:\|[^|\n]+\|\s+)?|[`~]{3,}\{)(?P<name>include|literalinclude|image|figure|mdinclude|code-include)(?:::|\})"
    r"[ \t]*(?P<file>\S*)"
)
_OPTION: Final = re.compile(r"^\s*:(?:file|url):[ \t]*(?P<file>\S+)", re.MULTILINE)
_MARKS: Final = ("|", ".. ", "{", "![")
"""What no text is without that refers to something."""


# [impl->dsn~text_elsewhere_is_told~1]
def elsewhere(item: Item) -> tuple[str, ...]:
    """What the text of `item` refers to and does not hold, as it is written there, each once and in order."""
    text = item.description
    if not any(mark in text for mark in _MARKS) and "|" not in item.title:
        return ()
    return tuple(dict.fromkeys([*_SUBSTITUTION.findall(_LITERAL.sub("", item.title)), *_in(text)]))


def _in(text: str) -> Iterator[str]:
    for part in wording(text):
        kept = part.removeprefix("=\n")
        if kept == part:
            yield from _SUBSTITUTION.findall(_LITERAL.sub("", part))
        elif found := _DIRECTIVE.match(kept):
            yield found["file"] or found["name"]
        elif kept.startswith("..") and (option := _OPTION.search(kept)):
            yield option["file"]
