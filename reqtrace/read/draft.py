# SPDX-License-Identifier: Apache-2.0
"""An item while it is being read: what its lines have said so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from reqtrace.ident import ItemId
from reqtrace.item import Block, Item, Need, Reference, Status, digest_of
from reqtrace.read.keywords import Keyword
from reqtrace.span import Span


@dataclass(slots=True)
class Draft:
    """An item under way; `start` is the index of its first line, `texts` are the lines of its prose, as ranges."""

    id: ItemId
    span: Span
    title: str
    start: int
    forwards: bool = False
    status: Status = Status.APPROVED
    texts: dict[Keyword, list[range]] = field(default_factory=lambda: defaultdict(list))
    tags: list[str] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    covers: list[Reference] = field(default_factory=list)
    depends: list[Reference] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def need(self, kind: str, span: Span) -> None:
        """Note a kind that is needed; a second mention adds nothing."""
        if all(need.kind != kind for need in self.needs):
            self.needs.append(Need(kind, span))

    def finish(self, lines: Sequence[str], end: int) -> Item:
        """The item, which ends before line `end`."""
        text = "\n".join(lines[self.start : end]).rstrip()
        return Item(
            id=self.id,
            span=self.span,
            title=self.title,
            status=self.status,
            description=self._prose(Keyword.DESCRIPTION, lines),
            rationale=self._prose(Keyword.RATIONALE, lines),
            comment=self._prose(Keyword.COMMENT, lines),
            tags=tuple(dict.fromkeys(self.tags)),
            needs=tuple(self.needs),
            covers=tuple(self.covers),
            depends=tuple(self.depends),
            forwards=self.forwards,
            blocks=tuple(self.blocks),
            digest=digest_of(f"{self.title}\n{text}" if self.title else text),
        )

    def _prose(self, keyword: Keyword, lines: Sequence[str]) -> str:
        parts = ("\n".join(lines[part.start : part.stop]).strip() for part in self.texts.get(keyword, ()))
        return "\n\n".join(part for part in parts if part)
