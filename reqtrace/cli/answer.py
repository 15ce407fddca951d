# SPDX-License-Identifier: Apache-2.0
"""What a command says and where, and the exit code that goes with it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TextIO

import click

from reqtrace.catalogue import Code
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.manner import Manner
from reqtrace.diagnostic import Diagnostic
from reqtrace.pipeline import Conclusion
from reqtrace.span import Span

if TYPE_CHECKING:
    from rich.console import Console

    from reqtrace.read.library import Library


def tell(
    manner: Manner,
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, str] = MappingProxyType({}),
    base: str = ".",
) -> None:
    """Tell people what is wrong, on standard error; where GitHub runs us, let it mark the lines too."""
    told = [diagnostic for diagnostic in diagnostics if manner.tells(diagnostic)]
    if not told:
        return
    from reqtrace.cli.console import console  # noqa: PLC0415 - only those who have something to say pay for it
    from reqtrace.report.diagnostics import plain, render  # noqa: PLC0415 - as above

    page = console(manner, stderr=True)
    with _whoever_listens(sys.stderr):
        on_github = os.environ.get("GITHUB_ACTIONS") == "true"
        if on_github:
            sys.stderr.write(f"::stop-commands::{_token(told)}\n")
        for diagnostic in told:
            if page.color_system is None:  # without colours there is nothing to lay out
                page.file.write(plain(diagnostic, sources, base) + "\n")
            else:
                page.print(render(diagnostic, sources, base), soft_wrap=True)
        if on_github:
            from reqtrace.report.github import annotations  # noqa: PLC0415 - as above

            sys.stderr.write(f"::{_token(told)}::\n")
            sys.stderr.write(annotations(told, base))


def _token(told: Sequence[Diagnostic]) -> str:
    """A word that ends the text in which GitHub is to obey no command; what is told can not hold its own digest."""
    return hashlib.sha256(repr(told).encode(errors="replace")).hexdigest()


def answer(manner: Manner, conclusion: Conclusion, output: str | None = None, document: str | None = None) -> Exit:
    """Give the answer, a document or else words; say the exit code that goes with what was concluded."""
    if output is not None:
        give(manner, output, document if document is not None else _words(conclusion), conclusion)
    elif document is not None:
        say(document)
    elif not manner.quiet:
        speak(manner, lambda page: _show(page, conclusion))
    return verdict(conclusion)


# [impl->dsn~exits_are_an_enumeration~1]
def verdict(conclusion: Conclusion) -> Exit:
    """The exit code that goes with what was concluded."""
    if conclusion.misused:
        return Exit.MISUSE
    return Exit.OK if conclusion.sound else Exit.DEFECT


# [impl->dsn~documents_appear_whole~1]
def give(manner: Manner, output: str, document: str, conclusion: Conclusion | None = None) -> None:
    """Write a document into the file `output`, unless it is one of those that were read."""
    path = Path(output)
    if conclusion and os.path.realpath(path) in _holding_items(conclusion.library):
        message = f"{output} can not be written: it is one of the files that were read, and holds items"
        help_ = "choose another place with -o, outside of what is traced"
        tell(manner, (Diagnostic(Code.CAN_NOT_WRITE, message, Span(output), (), help_),))
        raise Stop(Exit.MISUSE)
    write(manner, path.parent, {path.name: document})


def _holding_items(library: Library) -> set[str]:
    """The files that nobody may overwrite: those in which items stand."""
    files = {item.span.file for item in library.items} & library.places.keys()
    return {os.path.realpath(library.places[file].path) for file in files}


def speak(manner: Manner, show: Callable[[Console], None]) -> None:
    """Let `show` write on standard output, for as long as somebody listens."""
    from reqtrace.cli.console import console  # noqa: PLC0415 - as above

    with _whoever_listens(sys.stdout):
        show(console(manner))


def say(words: str) -> None:
    """Write to standard output."""
    with _whoever_listens(sys.stdout):
        sys.stdout.write(words)


def write(manner: Manner, folder: str | Path, documents: Mapping[str, str | bytes]) -> None:
    """Write documents; where one can not be written, say so and stop."""
    from reqtrace.report import files  # noqa: PLC0415 - most answers go to the terminal

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
        from reqtrace.cli.console import written  # noqa: PLC0415 - as above

        give(manner, output, what if isinstance(what, str) else written(what))
    elif isinstance(what, str):
        say(what)
    else:
        speak(manner, what)


def _show(page: Console, conclusion: Conclusion) -> None:
    from reqtrace.report import text  # noqa: PLC0415 - who asks for the exit code only is shown nothing

    if conclusion.matrix or conclusion.adequacy:
        show = text.show_versions if conclusion.matrix else text.show_adequacy
        show(page, conclusion.view, conclusion.library.base)
    else:
        shown = text.show_trace if conclusion.evidence is None else text.show_run
        shown(page, conclusion.view, conclusion.library.base, conclusion.gate)


def _words(conclusion: Conclusion) -> str:
    from reqtrace.cli.console import written  # noqa: PLC0415 - as above

    return written(lambda page: _show(page, conclusion))
