# SPDX-License-Identifier: Apache-2.0
"""Which code blocks of a test case are executed, and which look as if they were."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.item import Block

GHERKIN = "gherkin"
"""The language of the blocks that are executed."""

_OTHER_NAMES = frozenset({"cucumber", "feature"})
_GHERKIN_LINE = re.compile(
    r"^\s*(?:(?:Feature|Background|Scenario|Scenario Outline):|(?:Given|When|Then)\s+\S)", re.MULTILINE
)


def is_executed(block: Block) -> bool:
    """Whether the block is said to be Gherkin."""
    return block.language.casefold() == GHERKIN


# [impl->dsn~nothing_of_a_block_is_lost~1]
def mistaken(blocks: Iterable[Block]) -> Iterator[Diagnostic]:
    """Find blocks that nobody executes although their text, or the name of their language, is nearly Gherkin."""
    for block in blocks:
        language = block.language.casefold()
        named = language in _OTHER_NAMES or nearest(language, (GHERKIN,)) is not None
        if not is_executed(block) and (named or _GHERKIN_LINE.search(block.text)):
            what = f'its language is "{block.language}"' if block.language else "it has no language"
            message = f"this block seems to be Gherkin, but {what}, so it is not executed"
            yield Diagnostic(Code.NOT_EXECUTED, message, block.span, (), "write `.. code-block:: gherkin`")
