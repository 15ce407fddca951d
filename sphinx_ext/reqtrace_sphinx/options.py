# SPDX-License-Identifier: Apache-2.0
"""Reads the options of a directive: what is wanted of a sheet, or what is wrong with how that was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from reqtrace.catalogue import Severity
from reqtrace.diagnostic import nearest
from reqtrace.ident import KIND, ItemId
from reqtrace.report.query.filter import Malformed, parse
from reqtrace.report.query.vocabulary import STATUSES
from reqtrace.report.sheets.sheet import Sheet
from reqtrace.report.sheets.wish import Direction, Only, Wish

ROOT: Final = "root"
"""The option that may be written as the argument of its directive instead."""

_DEEPEST: Final = 999
_FORMERLY: Final = MappingProxyType({"covered": "covered-by", "place": "file", "tags": "tag"})
"""Other words that columns were once called by, which documents may still hold."""


class Wrong(Struct, frozen=True):
    """What is wrong with an option, in words with the way out; `option` is empty for the directive as a whole."""

    option: str
    message: str


Read = Callable[[Wish, str, Sheet], "Wish | str"]
"""Puts the text of one option into a wish; a text is what is wrong with it."""


# [impl->dsn~wrong_options_are_told~1]
def wish(sheet: Sheet, options: Mapping[str, str]) -> Wish | tuple[Wrong, ...]:
    """What `options` want of `sheet`, without a name; everything that is wrong with them where something is."""
    wanted, wrong = Wish(""), []
    for option, text in options.items():
        if option not in sheet.options:
            wrong.append(Wrong(option, _stranger(option, sheet)))
            continue
        read = READERS[option](wanted, text.strip(), sheet)
        if isinstance(read, Wish):
            wanted = read
        else:
            wrong.append(Wrong(option, read))
    return tuple(wrong) or wanted


def _stranger(option: str, sheet: Sheet) -> str:
    """That a sheet takes no such option, and which it takes."""
    return f"req:{sheet.name} takes no option {option!r}; {_instead(option, (*sorted(sheet.options), 'name'))}"


def _instead(word: str, known: Iterable[str]) -> str:
    """What could be meant, else all there is."""
    words = tuple(known)
    closest = nearest(word, words)
    return f"did you mean {closest}?" if closest else f"there are: {', '.join(words)}"


def _listed(text: str) -> tuple[str, ...]:
    """Words, separated by commas or blanks; each once."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def _kinds(text: str) -> tuple[str, ...] | str:
    words = _listed(text)
    wrong = next((word for word in words if not re.fullmatch(KIND, word)), None)
    if wrong is not None:
        return f"{wrong!r} is no kind; write kinds as they stand in ids, separated by commas"
    return words or "no kind is named; write kinds as they stand in ids, separated by commas"


def _words_of(known: Iterable[str], noun: str) -> Callable[[str], tuple[str, ...] | str]:
    """A reader of words of a closed vocabulary, some of which may be of two words."""
    allowed = tuple(known)
    phrases = "|".join(re.escape(word) for word in allowed if " " in word) or r"(?!)"
    pattern = re.compile(rf"(?<![^\s,])(?:{phrases})(?![^\s,])|[^\s,]+")

    def read(text: str) -> tuple[str, ...] | str:
        words = tuple(dict.fromkeys(pattern.findall(text)))
        wrong = next((word for word in words if word not in allowed), None)
        if wrong is not None:
            return f"{wrong!r} is no {noun}; {_instead(wrong, allowed)}"
        return words or f"no {noun} is named; there are: {', '.join(allowed)}"

    return read


def _one_of(words: type[StrEnum], noun: str) -> Callable[[str], str]:
    """What is wrong with a text that should be one of `words`; empty where nothing is."""
    known = tuple(each.value for each in words)

    def problem(text: str) -> str:
        return "" if text in known else f"{text!r} is no {noun}; {_instead(text, known)}"

    return problem


_statuses = _words_of(STATUSES, "status")
_severities = _words_of((each.value for each in Severity), "severity")
_not_only = _one_of(Only, "state of a requirement")
_no_direction = _one_of(Direction, "direction")


def _read_kinds(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    read = _kinds(text)
    return read if isinstance(read, str) else replace(wish, choice=replace(wish.choice, kinds=read))


def _read_tags(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    read = _listed(text)
    return replace(wish, choice=replace(wish.choice, tags=read)) if read else "no tag is named"


def _read_status(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    read = _statuses(text)
    return read if isinstance(read, str) else replace(wish, choice=replace(wish.choice, statuses=read))


def _read_verdict(wish: Wish, text: str, sheet: Sheet) -> Wish | str:
    read = _words_of(sheet.verdicts, "verdict")(text)
    return read if isinstance(read, str) else replace(wish, choice=replace(wish.choice, verdicts=read))


def _read_filter(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    where = " ".join(text.splitlines())
    read = parse(where)
    if isinstance(read, Malformed):
        return f"the filter makes no sense in {read}"
    return replace(wish, choice=replace(wish.choice, where=where))


def _read_sort(wish: Wish, text: str, sheet: Sheet) -> Wish | str:
    read = _listed(text)
    keys = tuple(dict.fromkeys(_spelt(key, sheet) for key in read))
    return replace(wish, choice=replace(wish.choice, sort=keys)) if keys else "nothing to sort by is named"


def _spelt(key: str, sheet: Sheet) -> str:
    """A key of a column or of an order as it is called today, with the ``-`` that may stand before it."""
    name = key.removeprefix("-")
    return key if name in sheet.columns else key.removesuffix(name) + _FORMERLY.get(name, name)


def _read_columns(wish: Wish, text: str, sheet: Sheet) -> Wish | str:
    read = _words_of(sheet.columns, "column")(", ".join(_spelt(key, sheet) for key in _listed(text)))
    return read if isinstance(read, str) else replace(wish, columns=read)


def _read_caption(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    return replace(wish, caption=" ".join(text.split())) if text else "the caption is empty"


def _read_only(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    return _not_only(text) or replace(wish, only=Only(text))


def _read_root(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    written = text.strip("`")
    if id_ := ItemId.parse(written):
        return replace(wish, root=str(id_))
    if written.count("~") == 1 and ItemId.parse(f"{written}~1"):
        return replace(wish, root=written)
    return f"{text!r} is no id of an item; write kind~name~revision, or kind~name for the current one"


def _read_depth(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    digits = text if text.isascii() and text.isdecimal() and len(text) <= len(str(_DEEPEST)) else "0"
    if not int(digits):
        return f"{text!r} is no depth; write how many links to follow, from 1 to {_DEEPEST}"
    return replace(wish, depth=int(digits))


def _read_direction(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    return _no_direction(text) or replace(wish, direction=Direction(text))


def _read_path(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    read = _kinds(text)
    if isinstance(read, str):
        return read
    return replace(wish, path=read) if len(read) > 1 else "a path has two kinds or more, of its rows and of its columns"


def _read_profiles(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    read = _listed(text)
    return replace(wish, profiles=read) if read else "no profile is named"


def _read_severity(wish: Wish, text: str, _sheet: Sheet) -> Wish | str:
    read = _severities(text)
    return read if isinstance(read, str) else replace(wish, severities=read)


READERS: Final[Mapping[str, Read]] = MappingProxyType(
    {
        "kinds": _read_kinds,
        "tags": _read_tags,
        "status": _read_status,
        "verdict": _read_verdict,
        "filter": _read_filter,
        "sort": _read_sort,
        "columns": _read_columns,
        "caption": _read_caption,
        "only": _read_only,
        ROOT: _read_root,
        "depth": _read_depth,
        "direction": _read_direction,
        "path": _read_path,
        "profiles": _read_profiles,
        "severity": _read_severity,
    }
)
"""How every option is read, whichever sheets take it."""
