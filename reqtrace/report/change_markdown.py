# SPDX-License-Identifier: Apache-2.0
"""What changed between two states as a comment on a merge request: the answer in sight, and the rest folded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reqtrace.report.change_words import (
    FIELD_TITLES,
    MENDS,
    Sign,
    answer,
    gravest,
    lines,
    meaning,
    name,
    of_direction,
    ordered,
    others,
    relation,
    warnings,
)
from reqtrace.report.view import chip, printable
from reqtrace.trace.change import Change, Direction, ItemChange, Suspect

_ROOM: Final = 60_000
"""How many characters a comment may have: forges take a few more."""
_MOST: Final = 50
"""How many entries a list has, at most."""
_MOST_LINES: Final = 60
"""How many lines are shown of what changed in an item."""
_LONGEST: Final = 300
"""How many characters are shown of a line."""
_TOLD: Final = {"@": "@&#8203;", "#": r"\#&#8203;", "!": r"\!&#8203;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
"""What would call somebody, point to something or be markup."""
_SPECIAL: Final = re.compile(r"[!#$%&*./:<>@\[\\\]^_`|~]")
_HEADINGS: Final = {Direction.DOWN: "To be reviewed", Direction.UP: "To be judged again"}


# [impl->dsn~change_in_every_form~1]
# [impl->dsn~comments_call_nobody~1]
def change_markdown(change: Change) -> str:
    """What changed, short enough for a comment; no text of the project can call anybody or bring markup with it."""
    parts = ["### Requirements\n", f"{'✅' if change.sound else '❌'} **{prose(answer(change))}**\n"]
    if not change.unchanged:
        parts += [f"{prose(meaning(change))}\n", *_parts(change)]
    text, room = "", _ROOM
    for part in parts:
        if len(part) > room:
            text += "\nThe rest is too long for a comment; `reqtrace diff` shows all of it.\n"
            break
        text += f"{part}\n"
        room -= len(part) + 1
    return text.rstrip("\n") + "\n"


def _parts(change: Change) -> Iterator[str]:
    """The lists, each whole by itself, the most important first."""
    found = ordered(change)
    defects = [each for each in found if gravest(each.edits).defect]
    if defects:
        yield f"**Must not be: {len(defects)}**\n"
        yield from map(_item, defects[:_MOST])
        yield from _more(defects)
    if told := warnings(change):
        yield f"**May not show: {len(told)}**\n"
        yield from (f"- {prose(each)}\n" for each in told[:_MOST])
        yield from _more(told)
    if change.verdicts:
        entries = [f"- {code(str(id_))}: {before} → **{after}**\n" for id_, (before, after) in change.verdicts.items()]
        yield _folded(f"Other verdicts ({change.qualifier})", entries)
    yield from _folds("Verdicts that can not be compared", [f"- {code(str(id_))}\n" for id_ in change.incomparable])
    allowed = [each for each in found if not gravest(each.edits).defect]
    yield from _folds("Changed", list(map(_item, allowed)))
    for direction in Direction:
        yield from _folds(_HEADINGS[direction], list(map(_suspect, of_direction(change, direction))))
    yield from _folds("To be executed again", [f"- {code(str(id_))}\n" for id_ in change.rerun])


def _folds(heading: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield _folded(heading, entries)


def _folded(heading: str, entries: Sequence[str]) -> str:
    """A list that opens on a click; the heading is ours but for names of targets and profiles, which are words."""
    summary = f"<summary>{_escaped(heading)}: {len(entries)}</summary>"
    return f"<details>{summary}\n\n{''.join([*entries[:_MOST], *_more(entries)])}\n</details>\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _more(entries: Sequence[object]) -> Iterator[str]:
    if len(entries) > _MOST:
        yield f"\n… and {len(entries) - _MOST} more.\n"


def _item(item: ItemChange) -> str:
    """An entry for an item, and below it what changed in its text and links, line by line."""
    edit = gravest(item.edits)
    also = f" (also {', '.join(others(item))})" if others(item) else ""
    mend = f"; {prose(MENDS[edit])}" if edit in MENDS else ""
    place = code(f"{item.span.file}:{item.span.line}")
    head = f"- {chip(edit)}{also}: **{prose(item.title)}** {code(name(item))}, {place}{mend}\n"
    told = list(_told(item))
    return f"{head}{_fenced(told)}" if told else head


def _told(item: ItemChange) -> Iterator[str]:
    yield from (f"- {each}" for each in item.links_removed)
    yield from (f"+ {each}" for each in item.links_added)
    for field in item.fields:
        yield f"@@ {FIELD_TITLES.get(field.name, field.name.capitalize())} @@"
        for sign, line in lines(field.before, field.after):
            yield f"{Sign.SAME if sign is Sign.LEFT_OUT else sign} {'…' if sign is Sign.LEFT_OUT else line}"


def _fenced(told: Sequence[str]) -> str:
    """Lines in a block that nothing in them can end, indented so that it belongs to the entry above."""
    shown = [_clipped(each) for each in told[:_MOST_LINES]]
    if len(told) > _MOST_LINES:
        shown.append(f"  … and {len(told) - _MOST_LINES} more lines")
    fence = "`" * max(3, 1 + _longest_run(shown))
    body = "".join(f"  {line}\n" for line in shown)
    return f"\n  {fence}diff\n{body}  {fence}\n\n"


def _clipped(line: str) -> str:
    shown = printable(line).replace("\n", " ")
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _longest_run(texts: Sequence[str]) -> int:
    return max((len(run) for text in texts for run in re.findall("`+", text)), default=0)


def _suspect(suspect: Suspect) -> str:
    return f"- **{prose(suspect.title)}** {code(str(suspect.id))}: {relation(suspect)} {code(str(suspect.because))}\n"


def code(text: str) -> str:
    """`text` as a span of code, in which nothing means anything."""
    shown = " ".join(printable(text).split()) or " "
    fence = "`" * (1 + _longest_run([shown]))
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str) -> str:
    """`text` as words of a line: no sign in it is markup, a mention or a reference."""
    shown = " ".join(printable(text).split())
    return _SPECIAL.sub(lambda sign: _TOLD.get(sign[0], f"\\{sign[0]}"), shown)
