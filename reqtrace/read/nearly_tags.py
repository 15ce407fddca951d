# SPDX-License-Identifier: Apache-2.0
"""Text in source files that was meant as a coverage tag and is none, with the tag that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reqtrace.catalogue import Code, Severity
from reqtrace.diagnostic import Diagnostic
from reqtrace.read.near_misses import suggest
from reqtrace.span import Span

_INTENT: Final = re.compile(
    r"\[[\[ \t]{0,8}[A-Za-z]"
    r"(?:[\w~. \t\xa0-]{0,128}(?:[-=][ \t]?>|→)[ \t\xa0]{0,8}[`\"'(]?"
    r"\w{1,65}(?:~(?=\w)|[ \t]{1,8}~[ \t]{0,8}[\w.-]{1,128}[ \t]{0,8}~)"
    r"|\w{0,64}:[ \t]{0,8}[A-Za-z]{1,64}~\w[\w.-]{0,128}~[0-9]{1,10}[ \t]{0,8}[],])"
)
"""A bracket, a word, an arrow and the beginning of an id, or a colon and a whole one: no language has use for that, so
somebody meant a tag."""

_ARROW: Final = re.compile(r"[-=]+[ \t]?>|→|:")
_NOT_LETTERS: Final = re.compile(r"[^A-Za-z]")
_NOT_DIGITS: Final = re.compile(r"[^0-9]")
_LONGEST: Final = 200
"""How much of a line is looked at and shown."""


def nearly_tags(text: str, file: str, tag: re.Pattern[str]) -> Iterator[Diagnostic]:
    """Complain of all that was meant as a tag in `text` and is none, where `tag` is what tags look like."""
    line, start, end = 1, 0, 0
    for meant in _INTENT.finditer(text):
        place = meant.start()
        line += text.count("\n", end, place)
        start = max(start, text.rfind("\n", end, place) + 1)
        end = place
        brackets = len(meant[0]) - len(meant[0].lstrip("[ \t"))
        if any(tag.match(text, place + skipped) for skipped in range(brackets)):
            continue
        written, closed = _extent(text, place)
        message = f"{written} looks like a coverage tag but is none, so it covers nothing"
        message += "" if closed else ": it is never closed"
        suggestion = _mended(written)
        help_ = f"write `{suggestion}`" if tag.fullmatch(suggestion) else ""
        yield Diagnostic(Code.NEARLY_TAG, message, Span(file, line, place - start + 1, len(written)), (), help_)


def too_many(count: int, most: int, span: Span) -> Diagnostic:
    """A tag without a name that covers more than may be in the name made for it; what it covers besides is lost."""
    message = f"this tag without a name covers {count} items, of which only the first {most} are read"
    help_ = f"divide it into tags that cover {most} items at most, or give it a name"
    return Diagnostic(Code.NEARLY_TAG, message, span, (), help_, Severity.ERROR)


def _extent(text: str, place: int) -> tuple[str, bool]:
    """What stands from `place` to the bracket that closes it on its line, or else to the end of its words."""
    rest = text[place : place + _LONGEST].partition("\n")[0]
    written, bracket, _ = rest.partition("]")
    return (written + bracket, True) if bracket else (rest.rstrip(" \t*/-<>!#"), False)


def _mended(written: str) -> str:
    """The tag that was probably meant; what this returns need not be one."""
    left, *rest = _ARROW.split(written.strip("[] \t"), maxsplit=1)
    kind, *own = (part.strip() for part in left.split("~"))
    match own:
        case []:
            named = ""
        case [revision] | ["", revision] if revision.isdecimal():
            named = f"~~{revision}"
        case [name, *revision]:
            named = f"~{name}~{_NOT_DIGITS.sub('', revision[0] if revision else '') or 1}"
    covered, _, needed = "".join(rest).partition(">")
    ids = [suggest(each.strip("`\"'() \t\xa0").lstrip("0123456789")) for each in covered.split(",")]
    kinds = [_NOT_LETTERS.sub("", each) for each in needed.lstrip(">").split(",") if " " not in each.strip()]
    cited = ",".join(str(each) for each in ids if each)
    needs = ",".join(each for each in kinds if each)
    return f"[{_NOT_LETTERS.sub('', kind)}{named}->{cited}{'>>' if needs else ''}{needs}]"
