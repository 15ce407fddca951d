# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace groups``."""

from __future__ import annotations

import os
import stat
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from reqtrace.catalogue import Code
from reqtrace.cli.answer import explained, tell
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.manner import Manner
from reqtrace.cli.options import color_option, form_option, output_option, quiet_option, verbose_option
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

if TYPE_CHECKING:
    from reqtrace.hypervisor.isolation import Complaint, Inspected

_STANDARD_INPUT = "-"
_LIMIT = 64 << 20
"""The most bytes a dump may have: lspci prints less than 16 KiB of a function."""
_MEND = "pass on what a program prints with `-`: lspci -xxxx | reqtrace groups -"


@click.command()
@click.argument("dump")
@click.option(
    "--acs",
    type=click.Choice(["as-found", "enabled-by-os"]),
    default="as-found",
    show_default=True,
    help="Look at the control bits that stand in the registers, or at those that an operating system sets.",
)
@form_option("json")
@output_option
@color_option
@quiet_option
@verbose_option("Say of each function what it is.")
def groups(*, dump: str, acs: str, form: str, output: str | None, color: str, quiet: bool, verbose: bool) -> Exit:
    """Show which PCI functions can not be told apart.

    DUMP is what `lspci -xxxx` printed as root (`-` reads it from standard input), or a folder with the configuration
    spaces of functions, such as /sys/bus/pci/devices or a copy of it. Groups are formed as the requirements demand, and
    as Linux, libvirt and Xen do, with the assignments that each refuses.

    Exit code: 0 all was read; 1 the dump is damaged, and the groups are those of the rest; 2 it can not be used; 3 a
    fault of reqtrace itself.
    """
    from reqtrace.hypervisor.isolation import Setting, views  # noqa: PLC0415 - only this command needs the model

    manner = Manner(color, quiet, verbose, cache=False)
    _spare(manner, dump, output)
    inspected = _inspected(manner, dump)
    told = tuple(_diagnostic(each, dump) for each in inspected.complaints)
    tell(manner, told)
    if not inspected.topology.functions:
        message = f"{dump} shows no PCI function"
        tell(manner, (Diagnostic(Code.NO_FUNCTIONS, message, Span(dump)),))
        return Exit.MISUSE
    found = views(inspected.topology, Setting(acs))
    if form == "json":
        from reqtrace.report.groups import groups_json  # noqa: PLC0415 - as above

        _answer(manner, output, groups_json(found))
    else:
        from reqtrace.report.text.groups import show_groups  # noqa: PLC0415 - as above

        explained(manner, output, partial(show_groups, views=found, named=verbose))
    return Exit.DEFECT if any(each.code is Code.DAMAGED_DUMP for each in told) else Exit.OK


def _spare(manner: Manner, dump: str, output: str | None) -> None:
    """Stop where the answer would be written over the dump."""
    if output is not None and dump != _STANDARD_INPUT and os.path.realpath(output) == os.path.realpath(dump):
        message = f"{output} can not be written: it is the dump that was read"
        tell(manner, (Diagnostic(Code.CAN_NOT_WRITE, message, Span(output), (), "choose another place with -o"),))
        raise Stop(Exit.MISUSE)


def _answer(manner: Manner, output: str | None, document: str) -> None:
    """Give a document, unless no answer is wanted and no file asked for."""
    if output is not None or not manner.quiet:
        explained(manner, output, document)


def _inspected(manner: Manner, dump: str) -> Inspected:
    """Read the machine that `dump` names; where it can not be read, say so and stop."""
    from reqtrace.hypervisor.isolation import read_dump, read_tree_of_functions  # noqa: PLC0415 - as above

    try:
        if dump == _STANDARD_INPUT:
            return read_dump(_text(manner, sys.stdin.buffer, "standard input"))
        path = Path(dump)
        if path.is_dir():
            return read_tree_of_functions(path)
        if stat.S_ISREG(path.stat().st_mode):
            with path.open("rb") as file:
                return read_dump(_text(manner, file, dump))
        problem = Diagnostic(
            Code.NO_FUNCTIONS, f"{dump} is neither a file nor a folder, so it is not read", Span(dump), (), _MEND
        )
    except FileNotFoundError:
        problem = Diagnostic(Code.MISSING_PATH, f"{dump} does not exist", Span(dump), (), "name a dump or a folder")
    except (OSError, ValueError) as refused:  # a name with a NUL is a ValueError
        reason = getattr(refused, "strerror", None) or refused
        problem = Diagnostic(Code.UNREADABLE_FILE, f"{dump} can not be read: {reason}", Span(dump))
    tell(manner, (problem,))
    raise Stop(Exit.MISUSE)


def _text(manner: Manner, file: BinaryIO, name: str) -> str:
    """What stands in a file; one that is longer than any dump is not read to its end."""
    content = file.read(_LIMIT + 1)
    if len(content) <= _LIMIT:
        return content.decode("utf-8", "replace")
    message = f"{name} is larger than {_LIMIT >> 20} MiB, which no dump is, so it is not read"
    tell(manner, (Diagnostic(Code.NO_FUNCTIONS, message, Span(name)),))
    raise Stop(Exit.MISUSE)


def _diagnostic(complaint: Complaint, dump: str) -> Diagnostic:
    """A complaint at its place: a line of the dump, or a file below the folder."""
    code = Code.DAMAGED_DUMP if complaint.lost else Code.UNSEEN_ISOLATION
    place = complaint.place
    span = Span(dump, place, 1) if isinstance(place, int) else Span(f"{dump.rstrip('/')}/{place}")
    return Diagnostic(code, complaint.message, span, (), complaint.help)
