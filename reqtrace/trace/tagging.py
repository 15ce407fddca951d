# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the tags that are to say how safe an item has to be and how it is verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from reqtrace.catalogue import Code
from reqtrace.config import Config
from reqtrace.config.terms import Extent, Integrity, Method, Term, folded
from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Item

_ALIKE: Final = 0.8
"""How much of a tag has to be that of another to be called like it, from 0 to 1."""
_LONGER: Final = 3
"""By how many letters such tags differ in length at most."""


# [impl->dsn~tags_have_meanings~1]
def unclear_tags(items: Iterable[Item], config: Config) -> Iterator[Diagnostic]:
    """Complain of tags that contradict one another, and of tags that are nearly one that has a meaning."""
    meanings = config.meanings
    judged: dict[tuple[str, ...], tuple[tuple[Code, str, str], ...]] = {}
    for item in items:
        if item.tags:
            if item.tags not in judged:
                judged[item.tags] = (*_contradictions(item.tags, meanings), *_near_misses(item.tags, meanings))
            for code, message, help_ in judged[item.tags]:
                yield Diagnostic(code, f"{item.id}: {message}", item.span, (), help_)


def _contradictions(tags: Sequence[str], meanings: Mapping[str, tuple[Term, ...]]) -> Iterator[tuple[Code, str, str]]:
    """Pairs of tags of which only one can hold: two levels of one standard, two methods, two extents."""
    first: dict[str, tuple[str, Term]] = {}
    for tag in tags:
        for term in meanings.get(folded(tag), ()):
            match term:
                case Integrity():
                    question = term.scale
                case Method() | Extent():
                    question = type(term).__name__
                case _:
                    continue
            other, said = first.setdefault(question, (tag, term))
            if said is not term:
                message = f"the tags {other} and {tag} contradict each other: {said}, {term}"
                yield Code.CONTRADICTING_TAGS, message, "remove one of the two"


def _near_misses(tags: Sequence[str], meanings: Mapping[str, tuple[Term, ...]]) -> Iterator[tuple[Code, str, str]]:
    """Tags that mean nothing and are nearly one that does; plain words, such as ``interfaces``, mean what they like."""
    known = tuple(tag for tag in meanings if "-" in tag)
    for tag in tags:
        if folded(tag) not in meanings and (meant := _meant(folded(tag), known)):
            yield Code.NEARLY_TERM, f"the tag {tag} means nothing, and is nearly {meant}", f"did you mean {meant}?"


@lru_cache(maxsize=1024)
def _meant(tag: str, known: tuple[str, ...]) -> str | None:
    """The known tag that is so like `tag` that hardly anybody would use both."""
    from difflib import get_close_matches  # noqa: PLC0415 - only whoever has tags of his own pays for it

    similar = [each for each in known if abs(len(each) - len(tag)) <= _LONGER]
    close = get_close_matches(tag, similar, n=1, cutoff=_ALIKE)
    return close[0] if close else None
