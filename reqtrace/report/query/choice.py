# SPDX-License-Identifier: Apache-2.0
"""The items that a sheet is about: those of certain kinds, tags, statuses and verdicts that a filter lets through."""

from __future__ import annotations

from msgspec import Struct


class Choice(Struct, frozen=True):
    """Which items are wanted, and in which order; what is empty stands for all.

    `verdicts` are the words of chips; `where` is a filter as it was written, which has been found to parse; `sort` are
    keys, a key that begins with ``-`` the other way round.
    """

    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    where: str = ""
    sort: tuple[str, ...] = ()
