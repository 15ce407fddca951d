# SPDX-License-Identifier: Apache-2.0
"""Where a report comes from, as far as the machine it is made on can tell."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import click
from click.core import ParameterSource

import reqtrace
from reqtrace.cli.conclusion import today
from reqtrace.cli.manner import TYPED, Manner
from reqtrace.config import find
from reqtrace.pipeline import Conclusion
from reqtrace.provenance import LIBRARIES, Provenance
from reqtrace.read import git

_SILENT: Final = frozenset(
    {"output", "color", "quiet", "verbose", "cache", "form", "formats", "key", "passphrase", "valid_days"}
)
"""The parameters that change no byte of any document."""


# [impl->dsn~provenance_names_no_place~1]
# [impl->dsn~same_bytes_elsewhere~1]
def provenance(manner: Manner, conclusion: Conclusion) -> Provenance:
    """Where a report on what was concluded here comes from."""
    configuration = find(Path.cwd())
    folder = configuration.parent if configuration else Path.cwd()
    commit = git.commit(folder)
    return Provenance(
        tool=f"reqtrace {reqtrace.__version__}",
        commit=commit.hash if commit else "",
        dirty=bool(commit and (commit.dirty or git.unversioned(folder, _read(conclusion, configuration)))),
        date=_epoch() or (commit.date if commit else None),
        today=today(manner) if conclusion.config.justified else None,
        command=_command(click.get_current_context(), folder),
        configuration=configuration.name if configuration else "",
        configuration_digest=hashlib.sha256(configuration.read_bytes()).hexdigest() if configuration else "",
        platform=f"{platform.system()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        packages=tuple(_versions(LIBRARIES)),
    )


def _read(conclusion: Conclusion, configuration: Path | None) -> list[str]:
    """Every file that was read, by a path that opens it."""
    files = {place.path for place in conclusion.library.places.values()}
    return sorted(files | ({str(configuration)} if configuration else set()))


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
    return ("reqtrace", context.info_name or "", *words, *given)


def _option(option: click.Option, value: object, folder: Path) -> Iterator[str]:
    """An option and what follows it."""
    name = max(option.opts, key=len)
    if option.is_flag:
        yield name if value else (option.secondary_opts or [name])[0]
        return
    for each in value if isinstance(value, tuple | list) else (value,):
        yield from (name, _placed(str(each), folder))


def _placed(word: str, folder: Path) -> str:
    """A word in which no place on this machine stands: a whole path is seen from `folder`, or is only a name."""
    path = Path(word)
    if not path.is_absolute():
        return word
    return os.path.relpath(path, folder) if path.is_relative_to(folder) else path.name
