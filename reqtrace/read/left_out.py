# SPDX-License-Identifier: Apache-2.0
"""What a walk leaves out although it would be read, told once for all of it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Final

from msgspec import Struct, field

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

_FEW: Final = 3
_AS_FOLDER: Final = "/"


class LeftOut(Struct):
    """The names of what is left out, those of folders with a slash behind, by who says so.

    That is what git ignores, what is excluded, the folders that Sphinx filled, and bundles that were unpacked.
    """

    by_git: list[str] = field(default_factory=list)
    by_exclude: list[str] = field(default_factory=list)
    by_sphinx: list[str] = field(default_factory=list)
    by_unpacking: list[str] = field(default_factory=list)

    def told(self, read: Container[str]) -> tuple[Diagnostic, ...]:
        """One note on everything that is left out, but for names that are `read` all the same; none for nothing."""
        reasons = {
            "ignored by git": self.by_git,
            "fitting `exclude`": self.by_exclude,
            "built by Sphinx": self.by_sphinx,
            "unpacked from a bundle": self.by_unpacking,
        }
        unread = {why: _unread(names, read) for why, names in reasons.items()}
        first = min((names[0] for names in unread.values() if names), default=None)
        if first is None:
            return ()
        parts = (_counted(names, why) for why, names in unread.items())
        message = f"not read: {'; '.join(filter(None, parts))}"
        return (Diagnostic(Code.LEFT_OUT, message, Span(first.removesuffix(_AS_FOLDER))),)


def _unread(names: Iterable[str], read: Container[str]) -> list[str]:
    return sorted({name for name in names if name.removesuffix(_AS_FOLDER) not in read})


def _counted(names: list[str], why: str) -> str:
    """How many files and folders there are among `names`, and what the first few are called; nothing for none."""
    folders = sum(name.endswith(_AS_FOLDER) for name in names)
    counts = ((len(names) - folders, "file"), (folders, "folder"))
    number = " and ".join(f"{count} {noun}{'s' * (count > 1)}" for count, noun in counts if count)
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return f"{number} {why} ({', '.join(names[:_FEW])}{more})" if names else ""
