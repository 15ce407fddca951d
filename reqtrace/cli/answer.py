# SPDX-License-Identifier: Apache-2.0
"""What a command says and where, and the exit code that goes with it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

import click
from rich.console import Console

from reqtrace import config as configuration
from reqtrace.catalogue import Code
from reqtrace.cli.manner import Manner, Source
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic
from reqtrace.pipeline import Conclusion, Execution, conclude
from reqtrace.read.library import Library
from reqtrace.report import files, text
from reqtrace.report.diagnostics import render
from reqtrace.span import Span

FILE_WIDTH = 140
"""How many columns an answer has that is written to a file."""


class Exit(IntEnum):
    """What an exit code says."""

    OK = 0
    DEFECT = 1
    MISUSE = 2
    OUR_FAULT = 3
    INTERRUPTED = 130


class Stop(Exception):  # noqa: N818 - it is no error, it ends a command
    """The command ends here, with this exit code."""

    def __init__(self, code: Exit) -> None:
        super().__init__(code)
        self.code = code


def conclude_here(manner: Manner, source: Source, execution: Execution | None = None) -> Conclusion:
    """Find the configuration, run the pipeline on `source` or else on the paths it names, and tell what is wrong."""
    config, configured = _configuration(manner)
    paths = source.paths or configured
    if execution is None:
        conclusion = conclude(paths, config, kinds=source.kinds, tags=source.tags)
    else:
        with ProcessPoolExecutor() as workers:
            executed = replace(execution, executor=workers)
            conclusion = conclude(paths, config, executed, kinds=source.kinds, tags=source.tags)
    tell(manner, conclusion.diagnostics, conclusion.library.sources, conclusion.library.base)
    return conclusion


def _configuration(manner: Manner) -> tuple[Config, tuple[str, ...]]:
    """The settings that hold here, and the paths they name, relative to the current folder."""
    here = Path.cwd()
    file = configuration.find(here)
    if file is None:
        return Config(), Config().paths
    shown = os.path.relpath(file, here)
    config, settings, problems = configuration.read(file, shown)
    tell(manner, problems, {shown: settings})
    if problems:
        raise Stop(Exit.MISUSE)
    return config, tuple(os.path.relpath(file.parent / path, here) for path in config.paths)


def tell(
    manner: Manner,
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, str] = MappingProxyType({}),
    base: str = ".",
) -> None:
    """Tell people what is wrong, on standard error."""
    console = manner.console(stderr=True)
    with _whoever_listens(sys.stderr):
        for diagnostic in diagnostics:
            if manner.tells(diagnostic):
                console.print(render(diagnostic, sources, base), soft_wrap=True)


def answer(manner: Manner, conclusion: Conclusion, output: str | None = None, document: str | None = None) -> Exit:
    """Give the answer, a document or else words; say the exit code that goes with what was concluded."""
    if output is not None:
        give(manner, output, document if document is not None else _words(conclusion), conclusion.library)
    elif document is not None:
        say(document)
    else:
        with speaking(manner) as console:
            _show(console, conclusion)
    if conclusion.misused:
        return Exit.MISUSE
    return Exit.OK if conclusion.view.sound else Exit.DEFECT


def give(manner: Manner, output: str, document: str, library: Library | None = None) -> None:
    """Write a document into the file `output`, unless it is one of those that were read."""
    path = Path(output)
    read = {os.path.realpath(Path(library.base, name)) for name in library.sources} if library else set()
    if os.path.realpath(path) in read:
        message = f"{output} can not be written: it is one of the files that were read"
        tell(manner, (Diagnostic(Code.CAN_NOT_WRITE, message, Span(output)),))
        raise Stop(Exit.MISUSE)
    write(manner, path.parent, {path.name: document})


@contextmanager
def speaking(manner: Manner) -> Iterator[Console]:
    """A console on standard output, for as long as somebody listens."""
    with _whoever_listens(sys.stdout):
        yield manner.console()


def say(words: str) -> None:
    """Write to standard output."""
    with _whoever_listens(sys.stdout):
        sys.stdout.write(words)


def write(manner: Manner, folder: str | Path, documents: Mapping[str, str]) -> None:
    """Write documents; where one can not be written, say so and stop."""
    problems = files.write(folder, documents)
    tell(manner, problems)
    if problems:
        raise Stop(Exit.MISUSE)


@contextmanager
def _whoever_listens(stream: TextIO) -> Iterator[None]:
    """Let whoever reads `stream` leave early, as `head` does: the rest is not said, and the exit code stays.

    Where the stream can not be written for another reason, such as a full disk, the command stops and says so.
    """
    try:
        yield
        stream.flush()
    except OSError as problem:
        # Nothing is written there any more; Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(problem, BrokenPipeError):
            click.echo(f"error: the answer can not be written: {problem.strerror or problem}", err=True)
            raise Stop(Exit.MISUSE) from None


def explained(manner: Manner, output: str | None, what: str | Callable[[Console], None]) -> None:
    """Give what is not the answer of a trace or a run: a document, or words that a function writes on a console."""
    if output is not None:
        give(manner, output, what if isinstance(what, str) else _written(what))
    elif isinstance(what, str):
        say(what)
    else:
        with speaking(manner) as console:
            what(console)


def _show(console: Console, conclusion: Conclusion) -> None:
    show = text.show_trace if conclusion.view.evidence is None else text.show_run
    show(console, conclusion.view, conclusion.library.base)


def _words(conclusion: Conclusion) -> str:
    return _written(lambda console: _show(console, conclusion))


def _written(show: Callable[[Console], None]) -> str:
    """The answer in words, as it stands in a file: without colours, and as wide as it likes."""
    console = Console(file=io.StringIO(), width=FILE_WIDTH, highlight=False)
    with console.capture() as capture:
        show(console)
    return capture.get()
