# SPDX-License-Identifier: Apache-2.0
"""Which requirements are verified by a record of their own, and not by what covers them."""

from __future__ import annotations

from typing import Final

from reqtrace.config import Config
from reqtrace.config.terms import Method
from reqtrace.item import Item
from reqtrace.trace.attributes import attributes

BY_PEOPLE: Final = (Method.INSPECTION, Method.ANALYSIS)
"""How items are verified by somebody who looks."""


def by_record(item: Item, config: Config) -> bool:
    """Whether an item that is no test case is verified by a record of its own: it says so, and it needs nothing."""
    return not item.needs and attributes(item, config).method in BY_PEOPLE
