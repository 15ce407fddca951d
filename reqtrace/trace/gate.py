# SPDX-License-Identifier: Apache-2.0
"""Whether a project reaches what it demands of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code, Severity
from reqtrace.config import Config
from reqtrace.config.gate import Gate
from reqtrace.diagnostic import Diagnostic, Note
from reqtrace.span import Span
from reqtrace.trace import measures
from reqtrace.trace.measures import Measured, Share

__all__ = ["Measured", "Threshold", "complaints", "thresholds"]


class Threshold(Struct, frozen=True):
    """One demand of a project, and what was reached."""

    setting: str
    """Its name in the configuration, as in ``gate.verified.XenSSR``."""
    words: str
    """What is demanded, in a sentence without its figures, as in ``XenSSR items are verified``."""
    demanded: str
    """As in ``at least 95 %``, or ``at most 0``."""
    reached: str
    """As in ``91.6 % (44 of 48)``, or ``2``; why nothing was measured where nothing was."""
    short: str = ""
    """By how much it is missed, as in ``3.4 % (2 items) too few``, or ``2 too many``; empty where it is not missed."""
    measured: bool = True
    """Whether there was anything to measure by; what was not measured is neither met nor missed."""

    @property
    def met(self) -> bool:
        """Whether what was demanded was measured, and reached."""
        return self.measured and not self.short


# [impl->dsn~gate_says_by_how_much~1]
def thresholds(config: Config, measured: Measured) -> tuple[Threshold, ...]:
    """What the project demands of itself, each with what was reached.

    Where nothing is demanded, this costs nothing.
    """
    gate = config.gate
    shares = (_share(config, measured, name, kind, least) for name, kind, least in gate.shares())
    return (*shares, *(_count(measured, name, most) for name, most in gate.counts()))


# [impl->dsn~gate_says_by_how_much~1]
def complaints(held: Iterable[Threshold], gate: Gate, *, strict: bool = False) -> tuple[Diagnostic, ...]:
    """What is said of demands that are missed, and of those that were not measured: an error where `strict`.

    Those that were not measured for the same reason are told together.
    """
    unmeasured: dict[str, list[Threshold]] = {}
    missed = []
    for each in held:
        if not each.measured:
            unmeasured.setdefault(each.reached, []).append(each)
        elif each.short:
            missed.append(_missed(each, gate))
    weight = Severity.ERROR if strict else None
    return (*missed, *(_unknown(reason, demands, gate, weight) for reason, demands in unmeasured.items()))


_SHARES: Final[Mapping[str, tuple[Callable[[Measured, Config, str], Share], str, str]]] = MappingProxyType(
    {
        "verified": (measures.verified, "requirement", "verified"),
        "covered": (measures.covered, "item", "covered together with everything beneath them"),
        "complete": (measures.complete, "requirement", "verified in whole"),
        "adequacy": (measures.noticed, "change", "noticed by test cases"),
    }
)
"""How a share is measured; what is counted where no kind is named; and what is to be said of it."""
_COUNTS: Final[Mapping[str, tuple[Callable[[Measured], int], str]]] = MappingProxyType(
    {
        "stale": (measures.stale, "test cases have no result that counts for the present text and commit, but others"),
        "expired": (measures.expired, "open gaps have an acceptance that does not hold"),
        "gaps": (measures.gaps, "gaps are accepted"),
        "warnings": (measures.warnings, "warnings are told"),
        "suspects": (measures.suspects, "items are suspect because of what changed since the baseline"),
    }
)
"""How a number is measured that must not be too great, and what it is the number of."""


def _share(config: Config, measured: Measured, name: str, kind: str, least: float) -> Threshold:
    """How a share stands, of the items of `kind` or, where that is empty, of all."""
    measure, noun, said = _SHARES[name]
    setting, demanded = f"gate.{name}.{kind}".rstrip("."), f"at least {least:g} %"
    words = f"{kind} items are {said}" if kind else f"{noun}s are {said}"
    if lack := measured.lacks(name):
        return _unmeasured(setting, words, demanded, lack)
    share = measure(measured, config, kind)
    apart = f"; {share.apart} assumption{'' if share.apart == 1 else 's'} of use apart" if share.apart else ""
    if not share.whole and least:
        noun = f"{kind} item" if kind else noun
        return Threshold(setting, words, demanded, f"nothing, for there is no {noun}{apart}", f"{least:g} % too few")
    reached = Fraction(
        1000 * share.part // (share.whole or 1), 10
    )  # cut off, so that nothing short of all is called 100 %
    shown = f"{float(reached):g} % ({share.part} of {share.whole}{apart})"
    wanted = Fraction(str(least))
    if 100 * share.part >= wanted * share.whole:
        return Threshold(setting, words, demanded, shown)
    few = ceil(wanted * share.whole / 100) - share.part
    short = f"{float(wanted - reached):g} % ({few} {'item' if kind else noun}{'' if few == 1 else 's'}) too few"
    return Threshold(setting, words, demanded, shown, short)


def _count(measured: Measured, name: str, most: int) -> Threshold:
    """How a number stands that may not be greater than `most`."""
    measure, words = _COUNTS[name]
    setting, demanded = f"gate.{name}", f"at most {most}"
    if lack := measured.lacks(name):
        return _unmeasured(setting, words, demanded, lack)
    number = measure(measured)
    return Threshold(setting, words, demanded, str(number), f"{number - most} too many" if number > most else "")


def _unmeasured(setting: str, words: str, demanded: str, lack: str) -> Threshold:
    return Threshold(setting, words, demanded, f"not measured, for {lack}", measured=False)


def _missed(each: Threshold, gate: Gate) -> Diagnostic:
    """What is said of a demand that is missed."""
    figures = f"{each.reached} instead of {each.demanded}, {each.short}"
    return Diagnostic(Code.GATE_MISSED, f"{each.setting} is missed: {each.words}: {figures}", _place(each, gate))


def _unknown(reason: str, demands: Sequence[Threshold], gate: Gate, weight: Severity | None) -> Diagnostic:
    """What is said of demands that were not measured for the same `reason`; its place is that of the first."""
    names = [each.setting for each in demands]
    many = f"{', '.join(names[:-1])} and {names[-1]} are" if names[1:] else f"{names[0]} is"
    message = f"{many} not known to be met: {reason}"
    notes = tuple(Note(f"{each.setting} is demanded here", _place(each, gate)) for each in demands[1:])
    return Diagnostic(Code.GATE_NOT_MEASURED, message, _place(demands[0], gate), notes, weight=weight)


def _place(each: Threshold, gate: Gate) -> Span:
    return gate.span(each.setting.removeprefix("gate."))
