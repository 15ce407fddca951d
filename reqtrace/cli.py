# SPDX-License-Identifier: Apache-2.0
"""Words typed become a call of the pipeline, and its conclusion an answer and an exit code."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

import click
from rich.console import Console

import reqtrace
from reqtrace import config as configuration
from reqtrace.config import Config
from reqtrace.diagnostic import Code, Diagnostic, Severity, nearest
from reqtrace.ident import ItemId
from reqtrace.pipeline import Conclusion, Execution, conclude
from reqtrace.report import files, text
from reqtrace.report.diagnostics import render
from reqtrace.report.html import html
from reqtrace.report.json import run_json, trace_json
from reqtrace.report.junit import junit_xml
from reqtrace.report.view import View
from reqtrace.scenario.on_model import Model
from reqtrace.span import Span

TARGETS = {target.name: target for target in (Model(),)}
PROFILES = tuple(dict.fromkeys(profile for target in TARGETS.values() for profile in target.profiles))


FILE_WIDTH = 140
"""How many columns an answer has that is written to a file."""


class Exit(IntEnum):
    """What an exit code says."""

    OK = 0
    DEFECT = 1
    MISUSE = 2
    OUR_FAULT = 3
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Manner:
    """How a command speaks: the options that every command has."""

    color: str
    quiet: bool
    verbose: bool

    def console(self, *, stderr: bool = False) -> Console:
        """A console on standard output, or on standard error."""
        forced = {"always": True, "never": False, "auto": None}[self.color]
        return Console(stderr=stderr, force_terminal=forced, no_color=self.color == "never" or None, highlight=False)

    def tells(self, diagnostic: Diagnostic) -> bool:
        """Whether people are told this one: errors always, warnings unless quiet, notes when verbose."""
        match diagnostic.severity:
            case Severity.ERROR:
                return True
            case Severity.WARNING:
                return not self.quiet
            case Severity.NOTE:
                return self.verbose


class SpeakingCommand(click.Command):
    """A command with the options of `Manner`, which it is given as `manner`."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params += [
            click.Option(
                ["--color"], type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True
            ),
            click.Option(["-q", "--quiet"], is_flag=True, help="Print errors only: the exit code is the answer."),
            click.Option(["-v", "--verbose"], is_flag=True, help="Show notes too."),
        ]

    def invoke(self, ctx: click.Context) -> int:
        """Run the command; the value is its exit code."""
        options = [ctx.params.pop(name) for name in ("color", "quiet", "verbose")]
        ctx.params["manner"] = Manner(*options)
        code: int = super().invoke(ctx)
        return code


class SpeakingGroup(click.Group):
    """A group whose commands all speak in the same manner."""

    command_class = SpeakingCommand


paths_argument = click.argument("paths", metavar="[PATH]...", nargs=-1)
output_option = click.option("-o", "--output", metavar="FILE", help="Write the answer to FILE instead of the terminal.")
on_option = click.option(
    "--on",
    type=click.Choice(list(TARGETS)),
    default=next(iter(TARGETS)),
    show_default=True,
    help="What executes the cases.",
)
profile_option = click.option(
    "--profile", type=click.Choice(PROFILES), default=PROFILES[0], show_default=True, help="How that behaves."
)


class Stop(Exception):  # noqa: N818 - it is no error, it ends a command
    """The command ends here, with this exit code."""

    def __init__(self, code: Exit) -> None:
        super().__init__(code)
        self.code = code


@click.group(cls=SpeakingGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(reqtrace.__version__, prog_name="reqtrace")
def cli() -> None:
    """Trace safety requirements and execute their test cases.

    PATH is a reStructuredText file, or a folder that holds some. Where none is given, the configuration decides
    (`paths` in reqtrace.toml, or in [tool.reqtrace] of pyproject.toml, found upwards from the current folder), else the
    current folder is traced.

    Exit code: 0 nothing is wrong; 1 the trace has defects, or a test case failed; 2 the call, the configuration or an
    input can not be used; 3 a fault of reqtrace itself.
    """


@cli.command()
@paths_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@output_option
def trace(*, manner: Manner, paths: tuple[str, ...], form: str, output: str | None) -> int:
    """Read, link and judge coverage; execute nothing."""
    conclusion = _conclude(manner, paths)
    return _answer(manner, conclusion, output, trace_json(conclusion.view) if form == "json" else None)


@cli.command()
@paths_argument
@on_option
@profile_option
@click.option(
    "--only", metavar="PATTERN", default="*", help="Execute only cases whose id or name fits, as in 'hide_*'."
)
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True)
@output_option
def run(
    *, manner: Manner, paths: tuple[str, ...], on: str, profile: str, only: str, form: str, output: str | None
) -> int:
    """Execute the test cases, and say what they verify."""
    conclusion = _conclude(manner, paths, Execution(TARGETS[on], profile, only))
    forms = {"json": run_json, "junit": junit_xml}
    return _answer(manner, conclusion, output, forms[form](conclusion.view) if form in forms else None)


@cli.command()
@paths_argument
@on_option
@profile_option
@click.option("-o", "--output", metavar="DIR", required=True, help="The folder to write.")
def report(*, manner: Manner, paths: tuple[str, ...], on: str, profile: str, output: str) -> int:
    """Trace, execute, and write the report into a folder.

    It holds index.html, to be opened from disk, and beside it trace.json, run.json and junit.xml.
    """
    conclusion = _conclude(manner, paths, Execution(TARGETS[on], profile))
    documents = {
        "index.html": html(conclusion.view),
        "trace.json": trace_json(conclusion.view),
        "run.json": run_json(conclusion.view),
        "junit.xml": junit_xml(conclusion.view),
    }
    _write(manner, output, documents)
    code = _answer(manner, conclusion)
    if not manner.quiet:
        click.echo(f"The report is in {Path(output, 'index.html')}")
    return code


@cli.command()
@click.argument("name", metavar="CODE-or-ID")
@paths_argument
@on_option
@profile_option
def explain(*, manner: Manner, name: str, paths: tuple[str, ...], on: str, profile: str) -> int:
    """Explain a diagnostic code, or one item.

    Of a code: what it means, an example, and how to mend it. Of an item: its text, its links and its evidence.
    """
    for code in Code:
        if str(code) == name.upper():
            text.show_code(manner.console(), code)
            return Exit.OK
    conclusion = _conclude(manner, paths, Execution(TARGETS[on], profile))
    id_ = ItemId.parse(name.strip("`"))
    entries = conclusion.view.by_id.get(id_, ()) if id_ else ()
    if not entries:
        closest = nearest(name, [*map(str, conclusion.view.by_id), *map(str, Code)])
        help_ = f"did you mean {closest}?" if closest else ""
        message = f"no code and no item is called {name!r}"
        _tell(manner, (Diagnostic(Code.UNKNOWN_NAME, message, Span("explain"), (), help_),))
        return Exit.MISUSE
    for entry in entries:
        text.show_item(manner.console(), conclusion.view, entry)
    return Exit.MISUSE if conclusion.misused else Exit.OK


def _conclude(manner: Manner, paths: tuple[str, ...], execution: Execution | None = None) -> Conclusion:
    """Find the configuration, run the pipeline, and tell what there is to tell."""
    config, configured = _configuration(manner)
    conclusion = conclude(paths or configured, config, execution)
    _tell(manner, conclusion.diagnostics, conclusion.library.sources, conclusion.library.base)
    return conclusion


def _configuration(manner: Manner) -> tuple[Config, tuple[str, ...]]:
    """The settings that hold here, and the paths they name, relative to the current folder."""
    here = Path.cwd()
    file = configuration.find(here)
    if file is None:
        return Config(), Config().paths
    shown = os.path.relpath(file, here)
    settings = file.read_text(encoding="utf-8", errors="replace")
    config, problems = configuration.load(settings, shown)
    _tell(manner, problems, {shown: settings})
    if problems:
        raise Stop(Exit.MISUSE)
    return config, tuple(os.path.relpath(file.parent / path, here) for path in config.paths)


def _tell(
    manner: Manner,
    diagnostics: Sequence[Diagnostic],
    sources: Mapping[str, str] = MappingProxyType({}),
    base: str = ".",
) -> None:
    """Tell people what is wrong, on standard error."""
    console = manner.console(stderr=True)
    for diagnostic in diagnostics:
        if manner.tells(diagnostic):
            console.print(render(diagnostic, sources, base), soft_wrap=True)


def _answer(manner: Manner, conclusion: Conclusion, output: str | None = None, document: str | None = None) -> int:
    """Give the answer, a document or else words, on standard output or in the file `output`; say the exit code."""
    if output is not None:
        path = Path(output)
        _write(manner, path.parent, {path.name: document if document is not None else _words(conclusion)})
    elif document is not None:
        sys.stdout.write(document)
    elif not manner.quiet:
        _show(manner.console(), conclusion.view)
    if conclusion.misused:
        return Exit.MISUSE
    return Exit.OK if conclusion.view.sound else Exit.DEFECT


def _show(console: Console, view: View) -> None:
    if view.evidence is None:
        text.show_trace(console, view)
    else:
        text.show_run(console, view)


def _words(conclusion: Conclusion) -> str:
    """The answer in words, as it stands in a file: without colours, and as wide as it likes."""
    console = Console(file=io.StringIO(), width=FILE_WIDTH, highlight=False)
    with console.capture() as capture:
        _show(console, conclusion.view)
    return capture.get()


def _write(manner: Manner, folder: str | Path, documents: Mapping[str, str]) -> None:
    """Write documents; where one can not be written, say so and stop."""
    problems = files.write(folder, documents)
    _tell(manner, problems)
    if problems:
        raise Stop(Exit.MISUSE)


def main() -> NoReturn:
    """Run the command line; every way out has its exit code."""
    try:
        code = int(cli.main(standalone_mode=False) or Exit.OK)
        sys.stdout.flush()
    except Stop as stop:
        code = stop.code
    except click.ClickException as misuse:
        misuse.show()
        code = Exit.MISUSE
    except (click.Abort, KeyboardInterrupt):
        code = Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the answer has seen enough. Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.OK
    except Exception:  # the one place where our own faults end
        traceback.print_exc()
        click.echo(
            f"\nThis is a fault of reqtrace {reqtrace.__version__} itself. Please report it with the lines above.",
            err=True,
        )
        code = Exit.OUR_FAULT
    sys.exit(code)
