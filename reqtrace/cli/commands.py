# SPDX-License-Identifier: Apache-2.0
"""The commands: trace, run, report, explain."""

from __future__ import annotations

import traceback
from functools import partial
from pathlib import Path
from sys import exit as leave
from typing import NoReturn

import click
from rich.console import Console

import reqtrace
from reqtrace.catalogue import Code
from reqtrace.cli.answer import Exit, Stop, answer, conclude_here, explained, say, tell, write
from reqtrace.cli.manner import Manner, Source, TracingGroup
from reqtrace.diagnostic import Diagnostic, nearest
from reqtrace.ident import ItemId
from reqtrace.pipeline import Execution
from reqtrace.report import text
from reqtrace.report.html import html
from reqtrace.report.json import code_json, item_json, run_json, trace_json
from reqtrace.report.junit import junit_xml
from reqtrace.scenario.on_model import Model
from reqtrace.span import Span

TARGETS = {target.name: target for target in (Model(),)}
PROFILES = tuple(dict.fromkeys(profile for target in TARGETS.values() for profile in target.profiles))

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
form_option = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.group(cls=TracingGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
@form_option
@output_option
def trace(*, manner: Manner, source: Source, form: str, output: str | None) -> Exit:
    """Read, link and judge coverage; execute nothing."""
    conclusion = conclude_here(manner, source)
    return answer(manner, conclusion, output, trace_json(conclusion.view) if form == "json" else None)


@cli.command()
@on_option
@profile_option
@click.option(
    "--only", metavar="PATTERN", default="*", help="Execute only cases whose id or name fits, as in 'hide_*'."
)
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True)
@output_option
def run(*, manner: Manner, source: Source, on: str, profile: str, only: str, form: str, output: str | None) -> Exit:
    """Execute the test cases, and say what they verify."""
    conclusion = conclude_here(manner, source, Execution(TARGETS[on], profile, only))
    forms = {"json": run_json, "junit": junit_xml}
    return answer(manner, conclusion, output, forms[form](conclusion.view) if form in forms else None)


@cli.command()
@on_option
@profile_option
@form_option
@click.option("-o", "--output", metavar="DIR", required=True, help="The folder to write.")
def report(*, manner: Manner, source: Source, on: str, profile: str, form: str, output: str) -> Exit:
    """Trace, execute, and write the report into a folder.

    It holds index.html, to be opened from disk, and beside it trace.json, run.json and junit.xml. The answer is that of
    the command run.
    """
    conclusion = conclude_here(manner, source, Execution(TARGETS[on], profile))
    documents = {
        "index.html": html(conclusion.view),
        "trace.json": trace_json(conclusion.view),
        "run.json": run_json(conclusion.view),
        "junit.xml": junit_xml(conclusion.view),
    }
    write(manner, output, documents)
    code = answer(manner, conclusion, None, documents["run.json"] if form == "json" else None)
    if form == "text" and not manner.quiet:
        say(f"The report is in {Path(output, 'index.html')}\n")
    return code


@cli.command()
@click.argument("name", metavar="CODE-or-ID")
@on_option
@profile_option
@form_option
@output_option
def explain(*, manner: Manner, source: Source, name: str, on: str, profile: str, form: str, output: str | None) -> Exit:
    """Explain a diagnostic code, or one item.

    Of a code: what it means, an example, and how to mend it. Of an item: its text, its links and its evidence.
    """
    code = next((code for code in Code if str(code) == name.upper()), None)
    if code is not None:
        explained(manner, output, code_json(code) if form == "json" else partial(text.show_code, code=code))
        return Exit.OK
    conclusion = conclude_here(manner, source, Execution(TARGETS[on], profile))
    view, base = conclusion.view, conclusion.library.base
    id_ = ItemId.parse(name.strip("`"))
    entries = view.by_id.get(id_, ()) if id_ else ()
    if not entries:
        closest = nearest(name, [*map(str, view.by_id), *map(str, Code)])
        help_ = f"did you mean {closest}?" if closest else ""
        message = f"no code and no item is called {name!r}"
        tell(manner, (Diagnostic(Code.UNKNOWN_NAME, message, Span("explain"), (), help_),))
        return Exit.MISUSE

    def show(page: Console) -> None:
        for entry in entries:
            text.show_item(page, view, entry, base)

    explained(manner, output, item_json(view, entries) if form == "json" else show)
    return Exit.MISUSE if conclusion.misused else Exit.OK


def main() -> NoReturn:
    """Run the command line; every way out has its exit code."""
    try:
        code = int(cli.main(standalone_mode=False) or Exit.OK)
    except Stop as stop:
        code = stop.code
    except click.ClickException as misuse:
        misuse.show()
        code = Exit.MISUSE
    except (click.Abort, KeyboardInterrupt):
        code = Exit.INTERRUPTED
    except Exception:  # the one place where our own faults end
        traceback.print_exc()
        version = f"reqtrace {reqtrace.__version__}"
        click.echo(f"\nThis is a fault of {version} itself. Please report it with the lines above.", err=True)
        code = Exit.OUR_FAULT
    leave(code)
