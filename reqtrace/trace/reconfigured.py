# SPDX-License-Identifier: Apache-2.0
"""What the configuration takes for something else than before: kinds, tags, accepted gaps and demands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import asdict

from reqtrace.catalogue import Code
from reqtrace.config import Config, Kind
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span
from reqtrace.trace.change import Remark, State

_OF_A_KIND: Final = ("executable", "covers", "needs", "method", "integrity", "type", "extent")
"""What a kind says that items are worth something else by."""
_CONFIGURATION: Final = Span("configuration")


# [impl->dsn~configuration_is_compared~1]
def reconfigured(before: State, after: State) -> Iterator[Remark]:
    """What the settings of two states take for something else, setting by setting."""
    was, is_ = _settings(before.config), _settings(after.config)
    for name in sorted({*was, *is_}):
        if was.get(name) != is_.get(name):
            change = f"{is_.get(name, 'nothing')}, and was {was.get(name, 'nothing')} in {before.name}"
            yield Remark(
                Diagnostic(Code.RECONFIGURED, f"the configuration has changed: {name} is {change}", _at(after, name))
            )


def _at(state: State, name: str) -> Span:
    return state.config.gate.span(name.removeprefix("gate.")) if name.startswith("gate.") else _CONFIGURATION


def _settings(config: Config) -> Mapping[str, str]:
    """What counts of the settings, each as it is shown, by its name; what is not said is left out."""
    return {name: shown for name, value in _said(config) if (shown := _shown(value))}


def _said(config: Config) -> Iterator[tuple[str, object]]:
    for name, kind in config.kinds.items():
        fields, usual = asdict(kind), asdict(Kind())
        yield from ((f"kinds.{name}.{each}", fields[each]) for each in _OF_A_KIND if fields[each] != usual[each])
    yield from ((f"tags.{tag}", meaning) for tag, meaning in config.tags.items())
    yield "dependencies", config.dependencies
    for gap in config.justified:
        yield f"justified.{gap.id}{f'.{gap.needs}' if gap.needs else ''}", f"accepted until {gap.expires}"
    for setting, kind_, share in config.gate.shares():
        yield f"gate.{setting}{f'.{kind_}' if kind_ else ''}", share
    yield from ((f"gate.{setting}", most) for setting, most in config.gate.counts())


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)
