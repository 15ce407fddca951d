# SPDX-License-Identifier: Apache-2.0
"""The host and the guests that a command line names, read from their files, or the command stops and says why."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from reqtrace.catalogue import Code
from reqtrace.cli.answer import tell
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.manner import Manner
from reqtrace.diagnostic import Diagnostic
from reqtrace.hypervisor.forecast import MOST_WANTED, Guest, asks_too_much, options_of
from reqtrace.hypervisor.toolstack.xl_config import XlConfig, read_xl_config
from reqtrace.hypervisor.tree.devicetree import Tree
from reqtrace.hypervisor.tree.tree_source import (
    LARGEST,
    Place,
    TreeFile,
    TreeProblem,
    Unreadable,
    read_tree_file,
)
from reqtrace.span import Span

_Read = TypeVar("_Read", TreeFile, XlConfig)


def host_tree(manner: Manner, file: str) -> TreeFile:
    """The device tree of the host."""
    return _stop_at(manner, [_tree(file)])[0]


def described(
    manner: Manner,
    host: TreeFile | None,
    named: Sequence[tuple[bool, str]],
    said: tuple[frozenset[str], frozenset[str]],
) -> tuple[Guest, ...]:
    """The guests in the order in which they are first named.

    Each of `named` is the file of a configuration or else NAME=FILE, and begins with whether it is the former. `said`
    are the names of those that are direct-mapped, and of those that are not trusted.
    """
    files = _named_files([words for is_config, words in named if not is_config])
    configs = [words for is_config, words in named if is_config]
    read = _stop_at(manner, [_config(file) for file in configs])
    settings = {config.name: config for config in read}
    if len(settings) < len(configs):
        raise click.UsageError("Two configurations describe guests of the same name.")
    left = iter(read)
    names = tuple(
        dict.fromkeys(next(left).name if is_config else words.partition("=")[0] for is_config, words in named)
    )
    for name, config in settings.items():
        if config.device_tree and name not in files:
            files[name] = str(Path(config.file).parent / config.device_tree)
    trees = dict(zip(files, _stop_at(manner, [_tree(file) for file in files.values()]), strict=True))
    direct, untrusted = said
    for unknown in sorted((direct | untrusted).difference(names)):
        raise click.UsageError(f"No guest is called {unknown!r}.")
    found = tuple(
        _guest(host, name, trees.get(name), settings.get(name), direct=name in direct, trusted=name not in untrusted)
        for name in names
    )
    greedy = [
        _diagnostic(f"{guest.name} asks for more than {MOST_WANTED} things", Place(guest.file), "name fewer devices")
        for guest in found
        if asks_too_much(guest)
    ]
    _stop_at(manner, [greedy])
    return found


def _guest(
    host: TreeFile | None, name: str, tree: TreeFile | None, config: XlConfig | None, *, direct: bool, trusted: bool
) -> Guest:
    machine: Tree | None = None if host is None else host.tree
    options = options_of(machine, name, config)
    if direct:
        options = replace(options, direct_map=True, static_memory=True)
    return Guest(name, tree, config, replace(options, trusted=trusted))


def _named_files(guests: Sequence[str]) -> dict[str, str]:
    """The file of each guest by its name."""
    files: dict[str, str] = {}
    for guest in guests:
        name, sign, file = guest.partition("=")
        if not (name and sign and file):
            raise click.BadParameter(f"{guest!r} is not of the form NAME=FILE.", param_hint="--guest")
        if name in files:
            raise click.BadParameter(f"The guest {name!r} is named twice.", param_hint="--guest")
        files[name] = file
    return files


def _tree(file: str) -> TreeFile | Sequence[Diagnostic]:
    data = _bytes(file)
    if isinstance(data, Unreadable):
        return (_unreadable(file, data),)
    read = read_tree_file(file, data, _bytes)
    return (_diagnostic(read.message, read.place, read.help),) if isinstance(read, TreeProblem) else read


def _config(file: str) -> XlConfig | Sequence[Diagnostic]:
    data = _bytes(file)
    if isinstance(data, Unreadable):
        return (_unreadable(file, data),)
    if len(data) > LARGEST:
        return (_diagnostic(f"the file has more than {LARGEST >> 20} MiB", Place(file)),)
    read = read_xl_config(file, data.decode("utf-8", "replace"))
    if not isinstance(read, XlConfig):
        return tuple(_diagnostic(problem.message, problem.place) for problem in read)
    if not read.name:
        return (_diagnostic("the configuration has no name", Place(file), 'write name = "…"'),)
    return read


def _bytes(file: str) -> bytes | Unreadable:
    """The content of a file, and a byte more than is allowed where it is too long."""
    try:
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as refused:
        return Unreadable(refused.strerror or str(refused), missing=refused.errno == errno.ENOENT)
    except ValueError as refused:  # a name with a NUL
        return Unreadable(str(refused))


def _unreadable(file: str, why: Unreadable) -> Diagnostic:
    if why.missing:
        return Diagnostic(Code.MISSING_PATH, f"{file} does not exist", Span(file), (), "name a file that exists")
    return Diagnostic(
        Code.UNREADABLE_FILE, f"{file} can not be read: {why.reason}", Span(file), (), "name another file"
    )


def _diagnostic(message: str, place: Place, help_: str = "") -> Diagnostic:
    return Diagnostic(Code.UNREADABLE_TREE, message, Span(place.file, place.line, place.column), (), help_)


def _stop_at(manner: Manner, read: Sequence[_Read | Sequence[Diagnostic]]) -> list[_Read]:
    """What was read, if all could be; else say what can not be used, all of it, and stop."""
    problems = [problem for each in read if isinstance(each, Sequence) for problem in each]
    if problems:
        tell(manner, problems, _sources(problems))
        raise Stop(Exit.MISUSE)
    return [each for each in read if not isinstance(each, Sequence)]


def _sources(problems: Sequence[Diagnostic]) -> dict[str, str]:
    """The texts in which problems have a line, so that it is shown."""
    files = {problem.span.file for problem in problems if problem.span.line}
    contents = {file: _bytes(file) for file in sorted(files)}
    return {file: data.decode("utf-8", "replace") for file, data in contents.items() if isinstance(data, bytes)}
