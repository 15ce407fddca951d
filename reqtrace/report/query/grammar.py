# SPDX-License-Identifier: Apache-2.0
"""The words of a filter become a filter, or the place where they make no sense and what would."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache
from typing import Final, cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, UnexpectedToken
from msgspec import Struct

from reqtrace.diagnostic import nearest
from reqtrace.ident import GREATEST_REVISION
from reqtrace.report.query.filter import AllOf, AnyOf, Condition, Field, Filter, Malformed, Not, Operator
from reqtrace.report.query.vocabulary import VOCABULARIES

GREATEST_DEPTH: Final = 50
"""How deeply ``not`` and parentheses may be nested."""

_GRAMMAR: Final = r"""
?start: either
either: both (_OR both)*
both: denial (_AND denial)*
?denial: NOT denial -> denied
    | LPAR either _RPAR -> grouped
    | FIELD COMPARISON VALUE -> compared
    | FIELD IN LPAR VALUE (_COMMA VALUE)* _RPAR -> among
    | FIELD NOT IN LPAR VALUE (_COMMA VALUE)* _RPAR -> not_among

FIELD: /(?:@FIELDS@)(?![\w-])/i
COMPARISON: "!=" | "!~" | "<=" | ">=" | "=" | "~" | "<" | ">"
VALUE: /(?!(?:and|or|not|in)(?![^\s()=!<>,"']))[^\s()=!<>,"'~][^\s()=!<>,"']*/i
    | /"(?:[^"\\]|\\.)*"/s
    | /'(?:[^'\\]|\\.)*'/s
NOT: /not(?![\w-])/i
IN: /in(?![\w-])/i
_AND: /and(?![\w-])/i
_OR: /or(?![\w-])/i
LPAR: "("
_RPAR: ")"
_COMMA: ","
%ignore /\s+/
""".replace("@FIELDS@", "|".join(sorted(Field, key=len, reverse=True)))

_NUMBER: Final = re.compile(r"[0-9]{1,10}")
_FOUND: Final = re.compile(r"""[\w~*.-]{1,40}|[=!<>&|]{1,40}|.""", re.DOTALL)
"""What is shown of the place where a filter makes no sense."""
_RESERVED: Final = frozenset({"and", "or", "not", "in"})
_SIGNS: Final = frozenset("=!~<>&|")
_CUSTOMS: Final = {"==": "=", "<>": "!=", "=~": "~", "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not"}
"""What other languages write, and what is meant by it."""
_ANY: Final = (Operator.EQUAL, Operator.UNEQUAL, Operator.LIKE, Operator.UNLIKE, Operator.AMONG, Operator.NOT_AMONG)
_ORDERED: Final = (Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST)
_TAKES: Final = {
    Field.REVISION: (
        Operator.EQUAL,
        Operator.UNEQUAL,
        *_ORDERED,
        Operator.AMONG,
        Operator.NOT_AMONG,
    ),
    Field.TEXT: (Operator.LIKE, Operator.UNLIKE),
}
"""The operators of those fields that do not take just any but those of numbers."""


class _SenselessError(Exception):
    """The words follow each other as they should, and yet mean nothing."""

    def __init__(self, token: Token, reason: str, help_: str = "") -> None:
        super().__init__(reason)
        self.malformed = Malformed((token.start_pos or 0) + 1, len(token), reason, help_)


def understood(text: str) -> Filter | Malformed:
    """The filter that `text` is, or why it is none."""
    try:
        built = cast(_Built, _reader().parse(text))  # what the transformer makes, not the tree that lark promises
    except _SenselessError as wrong:
        return wrong.malformed
    except UnexpectedInput as wrong:
        return _unexpected(text, wrong)
    return built.filter


class _Built(Struct, frozen=True):
    """A part of a filter, and how deeply it is nested."""

    filter: Filter
    depth: int = 0


@v_args(inline=True)
class _Builder(Transformer[Token, _Built]):
    """Makes the parts of a filter while it is read, the innermost first."""

    def either(self, *parts: _Built) -> _Built:
        return parts[0] if len(parts) == 1 else _Built(AnyOf(_filters(parts)), max(part.depth for part in parts))

    def both(self, *parts: _Built) -> _Built:
        return parts[0] if len(parts) == 1 else _Built(AllOf(_filters(parts)), max(part.depth for part in parts))

    def denied(self, word: Token, part: _Built) -> _Built:
        return _Built(Not(part.filter), _deeper(word, part))

    def grouped(self, parenthesis: Token, part: _Built) -> _Built:
        return _Built(part.filter, _deeper(parenthesis, part))

    def compared(self, field: Token, operator: Token, value: Token) -> _Built:
        return _condition(field, Operator(operator), operator, (value,))

    def among(self, field: Token, operator: Token, _: Token, *values: Token) -> _Built:
        return _condition(field, Operator.AMONG, operator, values)

    def not_among(self, field: Token, operator: Token, _in: Token, _: Token, *values: Token) -> _Built:
        return _condition(field, Operator.NOT_AMONG, operator, values)


@cache
def _reader() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder())


def _filters(parts: Sequence[_Built]) -> tuple[Filter, ...]:
    return tuple(part.filter for part in parts)


def _deeper(token: Token, part: _Built) -> int:
    if part.depth == GREATEST_DEPTH:
        raise _SenselessError(token, f"this is nested more than {GREATEST_DEPTH} deep", "say it with fewer parentheses")
    return part.depth + 1


def _condition(field: Token, operator: Operator, written: Token, values: Sequence[Token]) -> _Built:
    asked = Field(field.lower())
    taken = _TAKES.get(asked, _ANY)
    if operator not in taken:
        raise _SenselessError(written, f"{asked} takes {_listed(taken)}, not {operator}")
    exactly = operator not in (Operator.LIKE, Operator.UNLIKE)
    return _Built(Condition(asked, operator, tuple(_value(asked, value, exactly=exactly) for value in values)))


def _value(field: Field, written: Token, *, exactly: bool) -> str:
    """A value without quotation marks, that the field may have."""
    value = re.sub(r"\\(.)", r"\1", written[1:-1], flags=re.DOTALL) if written[0] in "\"'" else str(written)
    if field is Field.REVISION:
        if not _NUMBER.fullmatch(value) or int(value) > GREATEST_REVISION:
            raise _SenselessError(written, f"{value!r} is no revision", f"write a number, {GREATEST_REVISION} at most")
        return str(int(value))
    vocabulary = VOCABULARIES.get(field)
    if exactly and vocabulary and value not in vocabulary:
        raise _SenselessError(written, f"{value!r} is no {field}", _meant(value, vocabulary))
    return value


def _meant(word: str, known: Sequence[str]) -> str:
    closest = nearest(word.lower(), known)
    quoted = f'"{closest}"' if closest and " " in closest else closest
    return f"did you mean {quoted}?" if closest else f"choose from {', '.join(known)}"


def _unexpected(text: str, wrong: UnexpectedInput) -> Malformed:
    """What is wrong where the words do not follow each other as they should."""
    place = _place(text, wrong)
    accepted = _accepted(wrong)
    shown = _FOUND.match(text, _start(text, place))
    if shown is None:
        return Malformed(place + 1, 1, f"{_wanted(accepted)} is expected, but the filter ends here")
    found, column = shown[0], shown.start() + 1
    if found in ("'", '"') and "VALUE" in accepted:
        return Malformed(column, 1, "this quotation mark is not closed", "write another where the value ends")
    if "FIELD" in accepted and found[0].isalpha() and found.lower() not in _RESERVED:
        return Malformed(column, len(found), f"{found!r} is no field", _meant(found, tuple(Field)))
    if found == ")" and accepted == {"$END"}:
        return Malformed(column, 1, "this parenthesis closes none", "remove it, or open one before")
    return Malformed(column, len(found), f"{_wanted(accepted)} is expected, not {found!r}", _way_out(found, accepted))


def _place(text: str, wrong: UnexpectedInput) -> int:
    """Where what makes no sense begins, from 0; where the filter ends, if it ends too early."""
    if isinstance(wrong, UnexpectedToken) and wrong.token.type == "$END":
        return len(text)
    return cast(int, wrong.pos_in_stream)


def _accepted(wrong: UnexpectedInput) -> Set[str]:
    """The names of what would make sense instead; ``$END`` is the end."""
    return frozenset[str](wrong.interactive_parser.accepts())  # type: ignore[no-untyped-call]  # lark says no types


def _start(text: str, place: int) -> int:
    """Where the signs begin in the middle of which the filter makes no sense, as in ``==``."""
    while place and text[place : place + 1] in _SIGNS and text[place - 1] in _SIGNS:
        place -= 1
    return place


def _way_out(found: str, accepted: Set[str]) -> str:
    if found in _CUSTOMS:
        return f"write {_CUSTOMS[found]!r} for {found!r}"
    if "VALUE" in accepted:
        return f'write "{found}" if that is the value' if found.lower() in _RESERVED else ""
    if found == ",":
        return "several values are written as in 'tag in (arm64, x86)'"
    return "a value that holds blanks stands in quotation marks" if {"_AND", "_COMMA"} & accepted else ""


def _wanted(accepted: Set[str]) -> str:
    """What would make sense, in words."""
    if "FIELD" in accepted:
        return "a condition"
    if "COMPARISON" in accepted:
        return f"one of {_listed(tuple(Operator), 'or')}"
    if "VALUE" in accepted:
        return "a value"
    words = {"_AND": "'and'", "_OR": "'or'", "IN": "'in'", "LPAR": "'('", "_COMMA": "','", "_RPAR": "')'"}
    return _listed([shown for name, shown in words.items() if name in accepted], "or")


def _listed(words: Sequence[str], last: str = "and") -> str:
    return " ".join((", ".join(words[:-1]), last, words[-1])) if len(words) > 1 else "".join(words)
