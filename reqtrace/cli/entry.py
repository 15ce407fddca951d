# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace`` itself: its commands, each loaded when it is called, and every way out."""

from __future__ import annotations

import gc
from importlib import import_module
from sys import exit as leave
from typing import NoReturn

import click

import reqtrace
from reqtrace.cli.exits import Exit, Stop

_COMMANDS = (
    *("trace", "run", "report", "bundle", "verify", "diff", "convert"),
    *("explain", "adequacy", "check", "groups", "explore"),
)


class _Commands(click.Group):
    """The commands; each is the one object of its own name in a module of that name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which one comes to need them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"reqtrace.cli.{cmd_name}"), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(reqtrace.__version__, prog_name="reqtrace")
def cli() -> None:
    """Trace safety requirements and execute their test cases.

    PATH is a file, or a folder that holds some: requirements in reStructuredText, Markdown or specobject XML, source
    files with coverage tags, and zip archives of these. Where none is given, the configuration decides (`paths` in
    reqtrace.toml, or in [tool.reqtrace] of pyproject.toml, found upwards from the current folder), else the current
    folder is traced.

    Exit code: 0 nothing is wrong; 1 what was looked at is: a trace has defects, a test case failed or notices too
    little, a guest would be refused, a dump is damaged, an invariant breaks; 2 the call, the configuration or an input
    can not be used; 3 a fault of reqtrace itself.
    """


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
        import traceback  # noqa: PLC0415 - nobody should ever pay for it

        traceback.print_exc()
        version = f"reqtrace {reqtrace.__version__}"
        click.echo(f"\nThis is a fault of {version} itself. Please report it with the lines above.", err=True)
        code = Exit.OUR_FAULT
    gc.freeze()  # what the system takes back as a whole need not be looked through once more
    leave(code)
