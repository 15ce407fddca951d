# SPDX-License-Identifier: Apache-2.0
"""Which findings make a test case fail, found by experiment: they are switched on one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import combinations

Fails = Callable[[Collection[str]], bool]
"""Whether the case fails where these findings are shown and no others."""


# [impl->dsn~blame_is_an_experiment~1]
def responsible(fails: Fails, shown: Sequence[str]) -> tuple[str, ...]:
    """The findings among `shown` that make a case fail that passes without any of them.

    Each that does it alone is responsible. Where none does, those are that do it only together: as few as could be
    found. Nothing is responsible where the case fails without any finding, or passes with all of them: whoever asks
    saw it fail for another reason.
    """
    if fails(()):
        return ()
    alone = tuple(finding for finding in shown if fails((finding,)))
    if alone or not fails(shown):
        return alone
    together = _shrunk(fails, shown)
    return together if len(together) <= _PAIR else _pair(fails, shown) or together


_PAIR = 2


def _shrunk(fails: Fails, shown: Sequence[str]) -> tuple[str, ...]:
    """The findings left when each that is not needed has been taken away, the last first."""
    left = list(shown)
    for finding in reversed(shown):
        fewer = [each for each in left if each != finding]
        if fails(fewer):
            left = fewer
    return tuple(left)


def _pair(fails: Fails, shown: Sequence[str]) -> tuple[str, ...]:
    """The first two that do it together; nothing where no two do."""
    return next((pair for pair in combinations(shown, _PAIR) if fails(pair)), ())
