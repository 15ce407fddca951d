# SPDX-License-Identifier: Apache-2.0
"""What a command concludes where it was called: with the settings that hold there, and what is remembered."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec.structs import replace

from reqtrace import config as configuration
from reqtrace.catalogue import Code
from reqtrace.cli.answer import tell
from reqtrace.cli.elsewhere import brought
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.manner import Manner, Source
from reqtrace.cli.resources import resources
from reqtrace.config import Config
from reqtrace.diagnostic import Diagnostic, in_order
from reqtrace.pipeline import Conclusion, Execution, Probing, conclude, weigh
from reqtrace.provenance import TODAY
from reqtrace.span import Span

Plan = Callable[[Config], Iterable[Execution]]
"""What has to be executed, as far as it depends on what a project decided."""


def conclude_here(
    manner: Manner,
    source: Source,
    execution: Execution | Plan | None = None,
    weighed: Callable[[Conclusion], Conclusion] = weigh,
    results: Sequence[str] = (),
) -> Conclusion:
    """Find the configuration, run the pipeline on `source` or else on the paths it names, and tell what is wrong.

    `weighed` holds what was concluded against what the project demands of itself. `results` name files of results from
    elsewhere, besides those that the project names.
    """
    if not isinstance(execution, Execution):
        gc.disable()  # a trace makes a million records and no circles; to look for these takes a tenth of its time
    config, configured, folder, problems = _configuration(manner)
    planned = () if execution is None else (execution,) if isinstance(execution, Execution) else execution(config)
    executions = tuple(_explained(manner, each, folder, config.survivors) for each in planned)
    day = today(manner)
    with resources(manner) as tools:
        conclusion = conclude(
            source.paths or configured,
            config,
            executions or None,
            source.selection,
            today=day,
            whole=not source.paths,
            cache=tools.cache,
            workers=tools.workers,
            elsewhere=brought(config, folder, results, source.paths, day) if executions else None,
        )
    conclusion = weighed(conclusion)
    tell(manner, conclusion.diagnostics, conclusion.library.sources, conclusion.library.base)
    return replace(conclusion, diagnostics=in_order((*problems, *conclusion.diagnostics))) if problems else conclusion


def today(manner: Manner) -> date:
    """The day that counts, so that a build can be repeated: that of REQTRACE_TODAY or SOURCE_DATE_EPOCH, else this."""
    if day := os.environ.get(TODAY, ""):
        return _named(manner, day)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()
    except (ValueError, OverflowError, OSError):
        message = f"SOURCE_DATE_EPOCH is no number of seconds that leads to a day: {epoch!r}"
        help_ = "set it to the seconds since 1970, as `git log -1 --format=%ct` prints them, or not at all"
        tell(manner, (Diagnostic(Code.BAD_CONFIGURATION, message, Span("SOURCE_DATE_EPOCH"), (), help_),))
        raise Stop(Exit.MISUSE) from None


def _named(manner: Manner, day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        message = f"{TODAY} is no day: {day!r}"
        help_ = "write year-month-day, as in 2026-11-21, or do not set it"
        tell(manner, (Diagnostic(Code.BAD_CONFIGURATION, message, Span(TODAY), (), help_),))
        raise Stop(Exit.MISUSE) from None


def _explained(manner: Manner, execution: Execution, folder: Path, file: str | None) -> Execution:
    """What is to be executed; where everything is made wrong, with the reasons why some of it may go unnoticed."""
    if file is None or not isinstance(execution, Probing):
        return execution
    reasons, problems = configuration.read_reasons(folder / file, os.path.relpath(folder / file, Path.cwd()))
    tell(manner, problems)
    if problems:
        raise Stop(Exit.MISUSE)
    return replace(execution, reasons=reasons)


def _configuration(manner: Manner) -> tuple[Config, tuple[str, ...], Path, tuple[Diagnostic, ...]]:
    """The settings that hold here, the paths they name, relative to the current folder, and what is wrong with them.

    Files that settings name are seen from the folder, which is the current one where there is no configuration.
    """
    here = Path.cwd()
    file = configuration.find(here)
    if file is None:
        return Config(), Config().paths, here, ()
    shown = os.path.relpath(file, here)
    config, settings, problems = configuration.read(file, shown)
    tell(manner, problems, {shown: settings})
    if any(problem.code.misuse for problem in problems):
        raise Stop(Exit.MISUSE)
    paths = tuple(os.path.relpath(file.parent / path, here) for path in config.paths)
    return config, paths, file.parent, problems
