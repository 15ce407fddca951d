# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace check``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import click

from reqtrace.cli.answer import explained
from reqtrace.cli.exits import Exit
from reqtrace.cli.manner import Manner
from reqtrace.cli.options import color_option, form_option, output_option, verbose_option

if TYPE_CHECKING:
    from reqtrace.hypervisor.forecast import Forecast

_XENS = ("xen-4.17", "xen-4.20", "xen-head")
"""The profiles that are versions of Xen; they are named here so that a misspelt one costs no time."""

_ORDER = f"{__name__}.order"
"""Under which key of the context the options stand as they were given."""


class _InOrder(click.Command):
    """A command that also remembers in which order its options were given, those of one name among the others."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words as ever, and note the name of each option as often as it stands there."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.meta[_ORDER] = tuple(param.name for param in order)
        return super().parse_args(ctx, args)


@click.command(cls=_InOrder)
@click.option(
    "--host", metavar="FILE", help="The host's device tree; without, guests are held against each other only."
)
@click.option("--guest", "guests", metavar="NAME=FILE", multiple=True, help="A guest and its partial device tree.")
@click.option(
    "--config", "configs", metavar="FILE", multiple=True, help="A guest as xl.cfg describes it, with its device_tree."
)
@click.option(
    "--xen",
    "xens",
    type=click.Choice(_XENS),
    multiple=True,
    help="Say what this version would do; all of them where none is named.",
)
@click.option(
    "--direct-map", "direct", metavar="NAME", multiple=True, help="The guest is direct-mapped, with static memory."
)
@click.option("--untrusted", metavar="NAME", multiple=True, help="The guest is not trusted.")
@click.option("--dom0less", is_flag=True, help="There is no domain 0: Xen starts the guests by itself.")
@form_option("json")
@output_option
@color_option
@click.option("-q", "--quiet", is_flag=True, help="Give no answer: only what can not be read, and the exit code.")
@verbose_option("Show notes too.")
def check(
    *,
    host: str | None,
    guests: tuple[str, ...],
    configs: tuple[str, ...],
    xens: tuple[str, ...],
    direct: tuple[str, ...],
    untrusted: tuple[str, ...],
    dom0less: bool,
    form: str,
    output: str | None,
    color: str,
    quiet: bool,
    verbose: bool,
) -> Exit:
    """Tell before any boot which guests would be refused their devices.

    A tree is a source (.dts, with what it includes) or a blob (.dtb), told apart by content. Guests are judged in the
    order in which they are given: what would be refused, by which requirement and where in which file; what two guests
    share; and what versions of Xen would do instead. A guest with --guest and --config has the tree of --guest.

    Exit code: 0 all guests would be created; 1 something is refused or shared; 2 the call or an input can
    not be used; 3 a fault of reqtrace itself.
    """
    from reqtrace.cli.guests import described, host_tree  # noqa: PLC0415 - only this command needs the model
    from reqtrace.hypervisor.forecast import forecast, has_dom0  # noqa: PLC0415 - as above

    if not guests and not configs:
        raise click.UsageError("Name a guest with --guest NAME=FILE or --config FILE.")
    manner = Manner(color, quiet, verbose, cache=False)
    machine = None if host is None else host_tree(manner, host)
    named = tuple(_as_given(guests, configs))
    wanted = described(manner, machine, named, (frozenset(direct), frozenset(untrusted)))
    dom0 = not dom0less and (machine is None or has_dom0(machine.tree) or bool(configs))
    told = forecast(machine, wanted, tuple(dict.fromkeys(xens)) or _XENS, dom0=dom0)
    _answer(manner, output, told, host or "", form)
    return Exit.OK if told.ok else Exit.DEFECT


def _as_given(guests: tuple[str, ...], configs: tuple[str, ...]) -> Iterator[tuple[bool, str]]:
    """Whether it is a configuration, and its words, for each --guest and --config of the command line, in order."""
    left = {"guests": iter(guests), "configs": iter(configs)}
    for name in click.get_current_context().meta[_ORDER]:
        if name in left:
            yield name == "configs", next(left[name])


def _answer(manner: Manner, output: str | None, told: Forecast, host: str, form: str) -> None:
    """Give the answer, unless none is wanted and no file asked for."""
    if form == "json":
        if output is not None or not manner.quiet:
            from reqtrace.report.check import check_json  # noqa: PLC0415 - each format is loaded where it is asked for

            explained(manner, output, check_json(told, host))
        return
    from reqtrace.report.text.check import show_check  # noqa: PLC0415 - as above

    explained(manner, output, partial(show_check, told=told, host=host))
