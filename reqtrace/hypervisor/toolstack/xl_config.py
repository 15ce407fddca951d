# SPDX-License-Identifier: Apache-2.0
"""Reading a domain configuration of xl: text in, what it says about devices out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reqtrace.hypervisor.region import PAGE, Region
from reqtrace.hypervisor.tree.tree_source import Place

PASSTHROUGH = frozenset({"disabled", "enabled", "sync_pt", "share_pt", "default", "0", "1", "unknown"})
"""The words that xl knows for `passthrough`; the numbers stand for the first two, and unknown for default."""

DEEPEST = 8
"""No setting is a list of lists of more levels."""

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r]++|\#[^\n]*+|\\\r?\n)
      | (?P<newline>\n)
      | (?P<word>[A-Za-z_]\w*+)
      | (?P<number>(?:0[xX][0-9a-fA-F]++|[0-9]++)(?!\w))
      | (?P<string>"(?:[^\\"\n]|\\.)*+"|'(?:[^\\'\n]|\\.)*+')
      | (?P<sign>\+=|[=\[\],;])""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_IOMEM = re.compile(r"(?:0[xX])?([0-9a-fA-F]{1,16}),(?:0[xX])?([0-9a-fA-F]{1,16})(?:@(?:0[xX])?([0-9a-fA-F]{1,16}))?")
_NUMBER = re.compile(r"0[xX]([0-9a-fA-F]{1,7})|([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """Why a text, or one setting in it, can not be used, and where."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Registers:
    """An entry of `iomem`: pages of the machine, and where the domain sees them."""

    host: Region
    guest: int
    place: Place


@dataclass(frozen=True, slots=True)
class Named:
    """A path or an address that a setting names."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of `irqs`."""

    number: int
    place: Place


@dataclass(frozen=True, slots=True)
class XlConfig:
    """What a configuration says about devices; settings that are not named here are left alone.

    `uart` says whether the domain has a virtual UART (`vuart`); `places` are those of the settings by their names.
    """

    file: str
    name: str = ""
    device_tree: str | None = None
    passthrough: str = "default"
    uart: bool = False
    dtdev: tuple[Named, ...] = ()
    pci: tuple[Named, ...] = ()
    iomem: tuple[Registers, ...] = ()
    irqs: tuple[Line, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def passes_through(self) -> bool:
        """Whether the domain is made for passthrough: xl takes a device that is listed for a wish to that end."""
        if self.passthrough == "default":
            return bool(self.dtdev or self.pci)
        return self.passthrough != "disabled"


@dataclass(frozen=True, slots=True)
class _Scalar:
    text: str
    place: Place


_Value = _Scalar | tuple["_Value", ...]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: Place


def read_xl_config(file: str, text: str) -> XlConfig | tuple[ConfigProblem, ...]:
    """Read the configuration, or say all that is wrong with the settings that speak of devices.

    Source of the grammar: docs/man/xl.cfg.5.pod and libxlu's own; of two settings with one name the last counts.
    """
    tokens = _tokens(file, text)
    if isinstance(tokens, ConfigProblem):
        return (tokens,)
    settings = _Grammar(tokens, Place(file)).settings()
    if isinstance(settings, ConfigProblem):
        return (settings,)
    return _config(file, settings)


def _tokens(file: str, text: str) -> tuple[_Token, ...] | ConfigProblem:
    tokens: list[_Token] = []
    at, line, start = 0, 1, 0
    while at < len(text):
        place = Place(file, line, at - start + 1)
        found = _TOKEN.match(text, at)
        if found is None:
            return ConfigProblem(f"{text[at]!r} makes no sense here", place)
        if found.lastgroup != "blank":
            tokens.append(_Token(found.lastgroup or "", found[0], place))
        at = found.end()
        if "\n" in found[0]:
            line, start = line + 1, at
    return (*tokens, _Token("end", "", Place(file, line, at - start + 1)))


class _Grammar:
    """Reads ``setting*``, where a setting is ``word ('=' | '+=') value (newline | ';')``.

    A value is ``number | string | '[' (value (',' value)* ','?)? ']'``.
    """

    def __init__(self, tokens: tuple[_Token, ...], file: Place) -> None:
        self.tokens = tokens
        self.at = 0
        self.file = file

    def settings(self) -> Mapping[str, tuple[Place, _Value]] | ConfigProblem:
        """Every setting by its name, with the place of the name."""
        found: dict[str, tuple[Place, _Value]] = {}
        while True:
            while self.peek.kind == "newline" or self.peek.text == ";":
                self.at += 1
            name = self._next()
            if name.kind == "end":
                return found
            sign = self._next()
            if name.kind != "word" or sign.text not in {"=", "+="}:
                where = name if name.kind != "word" else sign
                return ConfigProblem("a setting is written name = value", where.place)
            value = self._value(1)
            if isinstance(value, ConfigProblem):
                return value
            if sign.text == "+=" and name.text in found:
                before = found[name.text][1]
                value = (*_listed(before), *_listed(value))
            found[name.text] = name.place, value
            if self.peek.kind not in {"newline", "end"} and self.peek.text != ";":
                return ConfigProblem("nothing follows a value on its line", self.peek.place)

    @property
    def peek(self) -> _Token:
        return self.tokens[self.at]

    def _next(self) -> _Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def _value(self, level: int) -> _Value | ConfigProblem:
        token = self._next()
        if token.kind == "number":
            return _Scalar(token.text, token.place)
        if token.kind == "string":
            return _Scalar(_unescaped(token.text[1:-1]), token.place)
        if token.text != "[" or level > DEEPEST:
            return ConfigProblem("a value is a number, a string in quotes, or a list in brackets", token.place)
        listed: list[_Value] = []
        while True:
            self._newlines()
            if self.peek.text == "]":
                self.at += 1
                return tuple(listed)
            value = self._value(level + 1)
            if isinstance(value, ConfigProblem):
                return value
            listed.append(value)
            self._newlines()
            if self.peek.text == ",":
                self.at += 1
            elif self.peek.text != "]":
                return ConfigProblem("a list goes on with a comma, or ends with ]", self.peek.place)

    def _newlines(self) -> None:
        while self.peek.kind == "newline":
            self.at += 1


def _unescaped(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        sign = found[1]
        if sign[0] == "x" and len(sign) > 1:
            return chr(int(sign[1:], 16))
        return chr(int(sign, 8)) if sign[0] in "01234567" else _ESCAPES.get(sign, sign)

    return _ESCAPED.sub(plain, text)


def _listed(value: _Value) -> tuple[_Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _config(file: str, settings: Mapping[str, tuple[Place, _Value]]) -> XlConfig | tuple[ConfigProblem, ...]:
    """What the settings say about devices."""
    problems: list[ConfigProblem] = []

    def scalar(name: str) -> str | None:
        place, value = settings.get(name, (Place(file), _Scalar("", Place(file))))
        if isinstance(value, tuple):
            problems.append(ConfigProblem(f"{name} is one value, not a list", place))
            return None
        return value.text if name in settings else None

    def scalars(name: str) -> Iterator[_Scalar]:
        place, value = settings.get(name, (Place(file), ()))
        if isinstance(value, _Scalar) or not all(isinstance(each, _Scalar) for each in value):
            problems.append(ConfigProblem(f"{name} is a list of strings, [ … ]", place))
            return
        yield from (each for each in value if isinstance(each, _Scalar))

    passthrough = scalar("passthrough") or "default"
    if passthrough not in PASSTHROUGH:
        problems.append(
            ConfigProblem(f'passthrough = "{passthrough}" is no word that xl knows', settings["passthrough"][0])
        )
    config = XlConfig(
        file,
        scalar("name") or "",
        scalar("device_tree"),
        {"0": "disabled", "1": "enabled", "unknown": "default"}.get(passthrough, passthrough),
        scalar("vuart") == "sbsa_uart",
        tuple(Named(each.text, each.place) for each in scalars("dtdev")),
        tuple(Named(_function(each.text), each.place) for each in scalars("pci")),
        tuple(_registers(scalars("iomem"), problems)),
        tuple(_lines(scalars("irqs"), problems)),
        {name: place for name, (place, _) in settings.items()},
    )
    return tuple(sorted(problems, key=lambda problem: problem.place)) or config


def _function(entry: str) -> str:
    """What of an entry of `pci` names the function: before its options or among them, and before the slot it gets."""
    parts = [part.strip() for part in entry.split(",")]
    named = next((part.removeprefix("bdf=") for part in parts if part.startswith("bdf=")), parts[0])
    return named.partition("@")[0]


def _registers(entries: Iterator[_Scalar], problems: list[ConfigProblem]) -> Iterator[Registers]:
    """The ranges of `iomem`: frame, number of frames and guest frame, all in hexadecimal."""
    for entry in entries:
        found = _IOMEM.fullmatch(entry.text.strip())
        if found is None or not int(found[2], 16):
            message = f'"{entry.text}" is no range: iomem wants "first,number" or "first,number@guest" in hexadecimal'
            problems.append(ConfigProblem(message, entry.place))
            continue
        first, number = int(found[1], 16), int(found[2], 16)
        guest = int(found[3], 16) if found[3] else first
        yield Registers(Region(first * PAGE, number * PAGE), guest * PAGE, entry.place)


def _lines(entries: Iterator[_Scalar], problems: list[ConfigProblem]) -> Iterator[Line]:
    for entry in entries:
        found = _NUMBER.fullmatch(entry.text)
        if found is None:
            problems.append(ConfigProblem(f'"{entry.text}" is no interrupt: irqs wants their numbers', entry.place))
            continue
        yield Line(int(found[1], 16) if found[1] else int(found[2]), entry.place)
