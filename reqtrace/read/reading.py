# SPDX-License-Identifier: Apache-2.0
"""What one file says, as a value that can be kept in a cache and handed from process to process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from reqtrace.diagnostic import Diagnostic
from reqtrace.item import Item

Reader = Callable[[str, str], tuple[tuple[Item, ...], tuple[Diagnostic, ...]]]
"""From the text of a file, and its name, to its items and what is wrong with it."""


class Reading(Struct, frozen=True, array_like=True):
    """The items of one file in their order, and what is wrong with it."""

    items: tuple[Item, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


store: Final = Encoder().encode
"""A reading as bytes; the same reading always gives the same."""

restore: Final = Decoder(Reading).decode
"""The reading that bytes hold; bytes that hold none raise `msgspec.MsgspecError`."""
