# SPDX-License-Identifier: Apache-2.0
"""Where a report comes from, as far as the machine it is made on can tell."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import click
from click.core import ParameterSource

import reqtrace
from reqtrace.cli.conclusion import today
from reqtrace.cli.manner import TYPED, Manner
from reqtrace.cli.versioned import is_dirty
from reqtrace.config import Config, find
from reqtrace.pipeline import Conclusion
from reqtrace.provenance import LIBRARIES, Provenance
from reqtrace.read import git

_SILENT: Final = frozenset({"output", "color", "quiet", "verbose", "cache", "form", "key", "passphrase", "valid_days"})
"""The parameters that change no byte of any document."""


# [impl->dsn~provenance_names_no_place~1]
# [impl->dsn~same_bytes_elsewhere~1]
def provenance(manner: Manner, conclusion: Conclusion, *, compared: bool = False) -> Provenance:
    """Where a report on what was concluded here comes from; `compared` where that will be with a former state."""
    configuration = find(Path.cwd())
    folder = configuration.parent if configuration else Path.cwd()
    commit = git.commit(folder)
    return Provenance(
        tool=f"reqtrace {reqtrace.__version__}",
        commit=commit.hash if commit else "",
        dirty=commit is not None
        and is_dirty(commit, folder, conclusion.library, conclusion.config, conclusion.elsewhere),
        date=_epoch() or (commit.date if commit else None),
        today=day_judged(manner, conclusion.config, compared=compared or conclusion.change is not None),
        command=_command(click.get_current_context(), folder),
        folder=_from_top(folder),
        configuration=configuration.name if configuration else "",
        configuration_digest=hashlib.sha256(configuration.read_bytes()).hexdigest() if configuration else "",
        platform=f"{platform.system()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        packages=tuple(_versions(LIBRARIES)),
    )


# [impl->dsn~report_is_repeated_on_its_day~1]
def day_judged(manner: Manner, config: Config, *, compared: bool) -> date | None:
    """The day on which gaps and inspections are judged, where there are any, or may be in what is `compared`."""
    return today(manner) if config.justified or config.inspections or compared else None


def _from_top(folder: Path) -> str:
    """The current folder as seen from the top of the repository that `folder` is part of, or else from `folder`."""
    found = git.repository(folder)
    top = folder.resolve() if isinstance(found, str) else Path(found.top).resolve()
    return os.path.relpath(Path.cwd().resolve(), top).replace(os.sep, "/")


def _epoch() -> datetime | None:
    """The moment that SOURCE_DATE_EPOCH names; what it leads to was found out when the day was asked for."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else None


def _versions(libraries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The versions of what is installed, by name."""
    for name in libraries:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue  # an extra that nobody asked for


def _command(context: click.Context, folder: Path) -> tuple[str, ...]:
    """What was typed, in the order of the options, as far as it decides what is said."""
    words: list[str] = []
    given: list[str] = []
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if parameter.name in _SILENT or source in (None, ParameterSource.DEFAULT):
            continue
        typed = context.meta[TYPED][parameter.name]
        if isinstance(parameter, click.Option):
            words += _option(parameter, typed, folder)
        else:
            given += [_placed(each, folder) for each in typed]
    dashes = ("--",) if any(each.startswith("-") for each in given) else ()
    return ("reqtrace", context.info_name or "", *words, *dashes, *given)


def _option(option: click.Option, value: object, folder: Path) -> Iterator[str]:
    """An option and what follows it."""
    name = max(option.opts, key=len)
    if option.is_flag:
        yield name if value else (option.secondary_opts or [name])[0]
        return
    if isinstance(value, tuple | list) and not option.multiple:
        value = ",".join(map(str, value))
    for each in value if isinstance(value, tuple | list) else (value,):
        yield from (name, _placed(str(each), folder))


def _placed(word: str, folder: Path) -> str:
    """A word in which no place on this machine stands: a whole path below `folder` is seen from here, or is a name."""
    path = Path(word)
    if not path.is_absolute():
        return word
    return os.path.relpath(path) if path.is_relative_to(folder) else path.name
