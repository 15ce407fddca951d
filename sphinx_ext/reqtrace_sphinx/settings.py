# SPDX-License-Identifier: Apache-2.0
"""What ``conf.py`` says, as one value that has been checked.

A value that can not be meant stops the build with the way out: a gate that is misspelt must not stay open.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from types import MappingProxyType, ModuleType
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from reqtrace import config as configuration
from reqtrace_sphinx import repository

_PREFIX: Final = "reqtrace_"
"""What the names of all values begin with; names that begin so are ours."""
_SCHEMES: Final = frozenset({"", "file", "http", "https"})
"""What a link into the sources may begin with; empty stands for a place relative to the page."""
_PLACEHOLDERS: Final = ("file", "line", "revision")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of ``conf.py``: its default, what Sphinx does again when it changes, its types, and what it means."""

    default: object
    rebuild: Literal["", "env", "html"]
    types: tuple[type, ...]
    meaning: str


VALUES: Final[Mapping[str, Value]] = MappingProxyType(
    {
        "reqtrace_config": Value(
            None, "env", (), "The configuration file of reqtrace; without it, the nearest one upwards holds."
        ),
        "reqtrace_paths": Value(
            [], "env", (list, tuple), "Files and folders that are traced; the source folder by default."
        ),
        "reqtrace_fail_on": Value(
            [], "", (list, tuple, set, frozenset),
            "What makes the build fail: severities, verdicts, states of coverage, codes of diagnostics, or any.",
        ),
        "reqtrace_source_url": Value(
            "", "html", (str,), "Where a line of a file is shown, with {file}, {line} and {revision} in it."
        ),
        "reqtrace_adequacy": Value(True, "", (bool,), "Whether it is measured what the test cases notice."),
    }
)  # fmt: skip
"""Every value by its name. What pages show otherwise than before is written again, whatever the reason."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is to be traced and how it is shown; files and paths are absolute.

    `fail_on` are words of `gate`. `source_url` is empty where the sources are nowhere to be seen; `root` is the
    repository that the documentation belongs to. `adequacy` says whether to measure what the test cases notice.
    """

    file: Path | None
    paths: tuple[str, ...]
    root: Path
    fail_on: tuple[str, ...] = ()
    source_url: str = ""
    adequacy: bool = True

    @classmethod
    def of(cls, config: Config, confdir: Path, srcdir: Path) -> Settings:
        """Read the values; paths in them are relative to the folder of ``conf.py``. Raises `ConfigError`."""
        named = config.reqtrace_config
        if not isinstance(named, str | os.PathLike | None):
            raise ConfigError(f"reqtrace_config: {named!r} is no file; write its name as a text")
        paths = tuple(str(confdir / path) for path in _texts("reqtrace_paths", config.reqtrace_paths))
        return cls(
            file=confdir / named if named else configuration.find(srcdir),
            paths=paths or (str(srcdir),),
            root=repository.root(confdir),
            fail_on=_fail_on(_texts("reqtrace_fail_on", config.reqtrace_fail_on)),
            source_url=_source_url(config.reqtrace_source_url),
            adequacy=_truth("reqtrace_adequacy", config.reqtrace_adequacy),
        )

    def pattern(self, base: Path) -> str:
        """The address of a line of a file, for files called as seen from the folder `base`.

        ``{file}`` and ``{line}`` are left in it; empty where there is none, or it needs a commit and there is none.
        """
        if not self.source_url:
            return ""
        commit = repository.commit(self.root) if "{revision}" in self.source_url else ""
        if not commit and "{revision}" in self.source_url:
            return ""
        way = quote(os.path.relpath(base, self.root).replace(os.sep, "/"))
        file = "{file}" if way == "." else f"{way}/{{file}}"
        return self.source_url.replace("{file}", file).replace("{revision}", commit)


def register(app: Sphinx) -> None:
    """Make the values known, and let them be checked before anything else is done."""
    for name, value in VALUES.items():
        app.add_config_value(name, value.default, value.rebuild, value.types, value.meaning)
    app.connect("config-inited", _check)


# [impl->dsn~gate_closes_the_build~1]
def _check(app: Sphinx, config: Config) -> None:
    """Stop the build where a value, or the name of one, can not be meant."""
    if objection := strangers(_said(config)):
        raise ConfigError(objection)
    Settings.of(config, Path(app.confdir), Path(app.srcdir))


def _said(config: Config) -> Iterator[str]:
    """The names that ``conf.py`` or ``-D`` give a value to; a module or function of that name is none."""
    # Sphinx keeps names it does not know nowhere else: to it they are variables of conf.py.
    written: Mapping[str, object] = config._raw_config
    yield from (name for name, value in written.items() if not (isinstance(value, ModuleType) or callable(value)))
    yield from config.overrides


def strangers(names: Iterable[str]) -> str:
    """Which of `names` begin as our values do and are none, and what could be meant; empty where there is none."""
    wrong = sorted({name for name in names if name.startswith(_PREFIX)} - VALUES.keys())
    return "; ".join(f"{name} is no value of reqtrace: {_meant(name)}" for name in wrong)


def _meant(name: str) -> str:
    from reqtrace.diagnostic import nearest  # noqa: PLC0415 - only who is at a loss pays for it

    closest = nearest(name.lower(), VALUES)
    return f"did you mean {closest}?" if closest else f"there are {', '.join(VALUES)}"


def _texts(name: str, value: object) -> tuple[str, ...]:
    """A list of texts, as a tuple; Raises `ConfigError` for anything else."""
    if isinstance(value, list | tuple | set | frozenset):
        texts = tuple(os.fspath(each) if isinstance(each, os.PathLike) else each for each in value)
        if all(isinstance(each, str) for each in texts):
            return tuple(sorted(texts)) if isinstance(value, set | frozenset) else texts
    way_out = f"write [{value!r}]" if isinstance(value, str) else "write texts in square brackets"
    raise ConfigError(f"{name}: {value!r} is no list of texts; {way_out}")


def _truth(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ConfigError(f"{name}: {value!r} is neither True nor False")


def _fail_on(words: Iterable[str]) -> tuple[str, ...]:
    """The words, each of which the gate knows."""
    wanted = tuple(words)
    if not wanted:
        return ()
    from reqtrace_sphinx.gate import unknown  # noqa: PLC0415 - who has no gate pays nothing for it

    if objection := unknown(wanted):
        raise ConfigError(f"reqtrace_fail_on: {objection}")
    return wanted


def _source_url(value: object) -> str:
    """A pattern whose placeholders are known, and that can lead nowhere but to a place to read."""
    if not isinstance(value, str):
        raise ConfigError(f"reqtrace_source_url: {value!r} is no text; {_example()}")
    problem = _problem(value) if value else ""
    if problem:
        raise ConfigError(f"reqtrace_source_url: {problem}; {_example()}")
    return value


def _problem(pattern: str) -> str:
    """What is wrong with a pattern; empty where nothing is."""
    try:
        fields = [(field, form, conversion) for _, field, form, conversion in Formatter().parse(pattern)]
        scheme = urlsplit(pattern).scheme
    except ValueError:
        return f"{pattern!r} has a brace or bracket without its other half"
    for field, form, conversion in fields:
        if field is not None and (field not in _PLACEHOLDERS or form or conversion):
            shown = f"{field}{f'!{conversion}' if conversion else ''}{f':{form}' if form else ''}"
            return f"{{{shown}}} is no placeholder; there are {{file}}, {{line}} and {{revision}}"
    if not any(field == "file" for field, _, _ in fields):
        return f"{pattern!r} leads to the same place for every file"
    if " " in pattern or not pattern.isprintable():
        return f"{pattern!r} holds a blank or a control character"
    if scheme not in _SCHEMES:
        return f"{scheme!r} is no scheme of a link into sources; there are http, https and file, or none"
    return ""


def _example() -> str:
    return "write such as 'https://example.org/project/blob/{revision}/{file}#L{line}'"
