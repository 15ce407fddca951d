# SPDX-License-Identifier: Apache-2.0
"""What a project decided; all defaults live here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.span import Span

OWN_FILE = "reqtrace.toml"
SHARED_FILE = "pyproject.toml"

_OUR_TABLE = re.compile(rb"^\s*\[\s*tool\s*\.\s*reqtrace\b", re.MULTILINE)


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a project says of one kind of item: what people call it, and whether its items are executed here."""

    title: str = ""
    executable: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType({"XenValTestCase": Kind("Validation test case", executable=True)})
"""What is known of kinds before a project says anything."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A project's settings, named as in the configuration file.

    `paths` is what is traced when a command names nothing; `exclude` holds names or paths of files and folders that
    are not read, as `fnmatch` patterns. Both are relative to the folder of the configuration file.
    """

    title: str = "Requirements"
    paths: tuple[str, ...] = (".",)
    exclude: tuple[str, ...] = ()
    kinds: Mapping[str, Kind] = KINDS

    def title_of(self, kind: str) -> str:
        """What people call items of `kind`."""
        return self.kinds.get(kind, Kind()).title or kind

    def is_executable(self, kind: str) -> bool:
        """Whether items of `kind` are test cases that are executed here."""
        return self.kinds.get(kind, Kind()).executable


def find(folder: Path) -> Path | None:
    """The configuration file that holds for `folder`: the nearest one upwards, our own before the shared one.

    A ``pyproject.toml`` counts where it has a table ``[tool.reqtrace]``, or can not be parsed (so that `load` says so).
    """
    for place in (folder, *folder.parents):
        if (place / OWN_FILE).is_file():
            return place / OWN_FILE
        shared = place / SHARED_FILE
        if shared.is_file() and _is_ours(shared):
            return shared
    return None


def _is_ours(shared: Path) -> bool:
    """Whether a shared file has a table for us; one that can not be read might, and whoever reads it will see."""
    try:
        return _OUR_TABLE.search(shared.read_bytes()) is not None
    except OSError:
        return True


def read(file: Path, name: str) -> tuple[Config, str, tuple[Diagnostic, ...]]:
    """Read the configuration file, which people know as `name`: settings, its text, and what is wrong with it."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as problem:
        code = Code.MISSING_PATH if isinstance(problem, FileNotFoundError) else Code.UNREADABLE_FILE
        message = f"{name} can not be read: {problem.strerror or problem}"
        help_ = "correct the name of the configuration file, or give permission to read it"
        return Config(), "", (Diagnostic(code, message, Span(name), (), help_),)
    config, problems = load(text, name)
    return config, text, problems


def load(text: str, file: str) -> tuple[Config, tuple[Diagnostic, ...]]:
    """Read the settings in `text`, the content of the configuration file called `file`.

    Where they can not be used, the defaults hold and a diagnostic says what is wrong.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(problem))
        span = Span(file, int(place[1]), int(place[2])) if place else Span(file)
        reason = re.sub(r" \(at .*\)$", "", str(problem))
        return Config(), (Diagnostic(Code.BAD_CONFIGURATION, f"no valid TOML: {reason}", span),)
    table = document if file.endswith(OWN_FILE) else document.get("tool", {}).get("reqtrace", {})
    try:
        return _with_known_kinds(msgspec.convert(table, Config), table), ()
    except msgspec.ValidationError as problem:
        return Config(), (_explain(str(problem), text, file),)


def _with_known_kinds(config: Config, table: Mapping[str, Any]) -> Config:
    """The settings with what is known of a kind wherever a project says nothing else: a test case stays executable."""
    said = table.get("kinds", {})
    kinds = dict(config.kinds)
    for name, known in KINDS.items():
        ours = kinds.get(name, known)
        told = said.get(name, {})
        title = ours.title if "title" in told else known.title
        kinds[name] = Kind(title, ours.executable if "executable" in told else known.executable)
    return msgspec.structs.replace(config, kinds=kinds)


def _explain(problem: str, text: str, file: str) -> Diagnostic:
    """Turn msgspec's words, ``Expected `str`, got `int` - at `$.title` ``, into a diagnostic with its place."""
    reason, _, path = problem.partition(" - at ")
    unknown = re.search(r"unknown field `([^`]*)`", reason)
    if unknown:
        known = Kind.__struct_fields__ if "kinds" in path else Config.__struct_fields__
        closest = nearest(unknown[1], known)
        help_ = f"did you mean {closest!r}?" if closest else f"known settings: {', '.join(known)}"
        return Diagnostic(
            Code.BAD_CONFIGURATION, f"no setting is called {unknown[1]!r}", _key(unknown[1], text, file), (), help_
        )
    setting = path.strip("`").removeprefix("$").removeprefix(".") or "settings"
    key = re.sub(r"\[.*?\]", "", setting).rpartition(".")[2]
    return Diagnostic(Code.BAD_CONFIGURATION, f"{setting}: {reason[:1].lower()}{reason[1:]}", _key(key, text, file))


def _key(name: str, text: str, file: str) -> Span:
    """The place where the key `name` is written first among our settings; the file where it is not found."""
    ours = file.endswith(OWN_FILE)
    for number, line in enumerate(text.splitlines(), 1):
        ours = ours or _OUR_TABLE.match(line.encode()) is not None
        found = re.match(rf"\s*(?:\[.*\b)?(\"?{re.escape(name)}\"?)\s*[=\].]", line)
        if ours and found:
            return Span(file, number, found.start(1) + 1, len(found[1]))
    return Span(file)
