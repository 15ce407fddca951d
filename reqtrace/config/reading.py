# SPDX-License-Identifier: Apache-2.0
"""The configuration file that holds for a folder, read into settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from reqtrace.catalogue import Code
from reqtrace.config.checks import Entry, misfits, misfits_of_entries, unknown_kinds
from reqtrace.config.explain import explain
from reqtrace.config.gate import Demands, Gate
from reqtrace.config.places import OWN_FILE, Text
from reqtrace.config.settings import KINDS, Config, Kind
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

SHARED_FILE: Final = "pyproject.toml"
_OUR_TABLE: Final = "reqtrace"
_BYTE_ORDER: Final = "\ufeff"


def find(folder: Path) -> Path | None:
    """The configuration file that holds for `folder`: the nearest one upwards, our own before the shared one.

    A ``pyproject.toml`` counts where it has a table ``[tool.reqtrace]``, however that is written, or names us and can
    not be parsed (so that `load` says so).
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
        content = shared.read_bytes()
    except OSError:
        return True
    if _OUR_TABLE.encode() not in content:
        return False
    try:
        tool = _parse(content.decode(errors="replace")).get("tool")
    except (ValueError, RecursionError):
        return True
    return isinstance(tool, Mapping) and _OUR_TABLE in tool


def _parse(text: str) -> Mapping[str, object]:
    """What a text in TOML says; editors on some systems begin it with a byte order mark."""
    import tomllib  # noqa: PLC0415 - who has no settings does not pay for it

    return tomllib.loads(text.removeprefix(_BYTE_ORDER))


def read(file: Path, name: str) -> tuple[Config, str, tuple[Diagnostic, ...]]:
    """Read the configuration file, which people know as `name`: settings, its text, and what is wrong with it."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace").removeprefix(_BYTE_ORDER)
    except OSError as problem:
        code = Code.MISSING_PATH if isinstance(problem, FileNotFoundError) else Code.UNREADABLE_FILE
        message = f"{name} can not be read: {problem.strerror or problem}"
        help_ = "correct the name of the configuration file, or give permission to read it"
        return Config(), "", (Diagnostic(code, message, Span(name), (), help_),)
    config, problems = load(text, name)
    return config, text, problems


# [impl->dsn~defaults_live_in_one_place~1]
def load(text: str, file: str) -> tuple[Config, tuple[Diagnostic, ...]]:
    """Read the settings in `text`, the content of the configuration file called `file`.

    Where they can not be used, the defaults hold and a diagnostic says what is wrong.
    """
    try:
        document = _parse(text)
    except (ValueError, RecursionError) as problem:
        return Config(), (_no_toml(problem, file),)
    written = Text(text, file)
    table = document if file.endswith(OWN_FILE) else _ours(document)
    if not isinstance(table, Mapping):
        return Config(), (Diagnostic(Code.BAD_CONFIGURATION, "tool.reqtrace is no table", written.key("reqtrace")),)
    setting = ""
    try:
        config = msgspec.convert({**table, "justified": (), "gate": {}}, Config)
        setting = "justified"
        entries = msgspec.convert(table.get(setting, ()), tuple[Entry, ...])
        setting = "gate"
        demands = msgspec.convert(table.get(setting, {}), Demands)
    except msgspec.ValidationError as problem:
        return Config(), (explain(str(problem), setting, written),)
    places = written.headers("justified", len(entries))
    config = msgspec.structs.replace(config, gate=_placed(demands, written))
    problems = (*misfits(config, written), *misfits_of_entries(entries, places))
    if problems:
        return Config(), problems
    justified = tuple(each.at(place) for each, place in zip(entries, places, strict=True))
    config = msgspec.structs.replace(config, justified=justified, kinds=_with_known(config, table))
    return config, tuple(unknown_kinds(config, written))


def _placed(demands: Demands, written: Text) -> Gate:
    """What a project demands, with the place of each demand."""
    shares = ((name, kind) if kind else (name,) for name, kind, _ in demands.shares())
    names: list[tuple[str, ...]] = [*shares, *((name,) for name, _ in demands.counts())]
    places = {".".join(each): written.path("gate", *each) for each in names}
    return Gate(**msgspec.structs.asdict(demands), spans=MappingProxyType(places))


def _no_toml(problem: Exception, file: str) -> Diagnostic:
    """What is said of a text that is no TOML; a number or a nesting beyond all measure is refused with other words."""
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(problem))
    span = Span(file, int(place[1]), int(place[2])) if place else Span(file)
    reason = re.sub(r" \(at .*\)$", "", str(problem))
    if type(problem) in {ValueError, RecursionError}:  # what no TOML raises is derived from the first
        reason = "it is nested too deeply" if isinstance(problem, RecursionError) else "a number has too many digits"
    return Diagnostic(Code.BAD_CONFIGURATION, f"no valid TOML: {reason}", span)


def _ours(document: Mapping[str, object]) -> object:
    """Our table in a file that is shared with others."""
    tool = document.get("tool")
    return tool.get(_OUR_TABLE, {}) if isinstance(tool, Mapping) else {}


def _with_known(config: Config, table: Mapping[str, object]) -> Mapping[str, Kind]:
    """The kinds with what is known of one wherever a project says nothing else: a test case stays executable."""
    told = table.get("kinds")
    kinds = dict(config.kinds)
    for name, known in KINDS.items():
        said = told.get(name, {}) if isinstance(told, Mapping) else {}
        kinds[name] = msgspec.structs.replace(known, **{key: getattr(kinds[name], key) for key in said})
    return kinds
