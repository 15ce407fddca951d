# SPDX-License-Identifier: Apache-2.0
"""Makes projects to measure with: documents and tagged sources of any size, and graphs of difficult shapes."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

PER_DOCUMENT, PER_SOURCE = 50, 20
"""How many items a document holds, and how many tags a source file."""

_DEVICES = ("clock", "console", "disk", "network card", "timer", "watchdog", "sensor", "switch")
_ACTIONS = ("assign", "hide", "map", "mask", "refuse", "report", "reset", "route", "share", "unmap")
_REASONS = (
    "Who holds the device alone can be certified alone.",
    "A domain that finds the device unasked may use it.",
    "What one domain does to the device must not reach another.",
)


def project(folder: Path, count: int) -> int:
    """Write `count` items into documents, and a tag for each of those that need code; say how many tags these are.

    A twentieth are market requirements, a fifth product requirements, a little less than a half designs, and the
    others test cases. Every item is covered, so that a trace finds nothing wrong.
    """
    dice = random.Random(count)  # noqa: S311 - nothing here is a secret
    markets = max(1, count // 20)
    products = max(markets, count // 5)
    cases = max(products, count * 3 // 10)
    designs = count - markets - products - cases
    layers = [
        ("mkt", markets, "", ("prod",)),
        ("prod", products, "mkt", ("dsn", "case")),
        ("dsn", designs, "prod", ("impl",)),
        ("case", cases, "prod", ()),
    ]
    sizes = {kind: size for kind, size, _, _ in layers}
    for kind, size, parent, needs in layers:
        above = (parent, sizes.get(parent, 0))
        items = [_item(dice, kind, number, above, needs) for number in range(size)]
        _pages(
            folder / kind, ".rst", f"Requirements of kind {kind}\n============================\n", items, PER_DOCUMENT
        )
    functions = [_function(dice, number) for number in range(designs)]
    _pages(folder / "src", ".c", "/* made for measuring */\n#include <stdint.h>\n", functions, PER_SOURCE)
    return designs


def ladder(folder: Path, levels: int) -> None:
    """Write a ladder of `levels` rungs of two items, each of which covers both items of the rung above."""
    rungs = [f"l{'abcdefghij'[level % 10]}" for level in range(levels)]
    items = []
    for level in range(levels):
        below = "" if level + 1 == levels else f"Needs: {rungs[level + 1]}\n"
        covers = "".join(f" - `{rungs[level - 1]}~n{level - 1}_{side}~1`\n" for side in (0, 1)) if level else ""
        items += [
            f"`{rungs[level]}~n{level}_{side}~1`\n{below}" + (f"Covers:\n{covers}" if covers else "") for side in (0, 1)
        ]
    _pages(folder, ".rst", "", items, PER_DOCUMENT)


def chain(folder: Path, length: int) -> None:
    """Write `length` items, each of which covers the one before it."""
    kinds = ("even", "odd")
    items = []
    for number in range(length):
        below = "" if number + 1 == length else f"Needs: {kinds[(number + 1) % 2]}\n"
        covers = f"Covers:\n - `{kinds[(number - 1) % 2]}~n{number - 1}~1`\n" if number else ""
        items.append(f"`{kinds[number % 2]}~n{number}~1`\n{below}{covers}")
    _pages(folder, ".rst", "", items, PER_DOCUMENT)


def _item(dice: random.Random, kind: str, number: int, parent: tuple[str, int], needs: tuple[str, ...]) -> str:
    action, device = dice.choice(_ACTIONS), dice.choice(_DEVICES)
    title = f"{action.capitalize()} the {device} number {number}"
    above, parents = parent
    covers = {number % parents, *(dice.randrange(parents) for _ in range(dice.random() < 1 / 8))} if parents else ()
    text = f"Xen shall {action} the {device} of a domain when the host asks for it, and shall not {action} any other."
    lines = [title, "-" * len(title), "", f"`{kind}~{_name(kind, number)}~1`", "", "Description:", text, ""]
    lines += ["Rationale:", dice.choice(_REASONS) if dice.random() < 1 / 2 else "", ""]
    if covers:
        lines += ["Covers:", *(f" - `{above}~{_name(above, each)}~1`" for each in sorted(covers)), ""]
    if needs:
        lines += ["Needs:", *(f" - {need}" for need in needs), ""]
    return "\n".join(lines)


def _function(dice: random.Random, number: int) -> str:
    name = _name("dsn", number)
    limit = dice.randrange(1, 4096)
    return "\n".join(
        (
            f"// [impl->dsn~{name}~1]",
            f"int {name}(struct domain *d, uint32_t index)",
            "{",
            f"    if ( index >= {limit}U || !d->devices[index] )",
            "        return -ENODEV;",
            "    for ( struct device *each = d->first; each; each = each->next )",
            "        if ( each->index == index )",
            f"            return each->handler(d, {limit}U - index);",
            "    return 0;",
            "}",
            "",
        )
    )


def _name(kind: str, number: int) -> str:
    return f"{_ACTIONS[number % len(_ACTIONS)]}_device_of_{kind}_{number:07}"


def _pages(folder: Path, suffix: str, head: str, parts: list[str], size: int) -> None:
    folder.mkdir(parents=True)
    for number, page in enumerate(_slices(parts, size)):
        (folder / f"page-{number:05}{suffix}").write_text("\n".join((head, *page)), encoding="utf-8", newline="\n")


def _slices(parts: list[str], size: int) -> Iterator[list[str]]:
    return (parts[start : start + size] for start in range(0, len(parts), size))


if __name__ == "__main__":
    shape, place, size = sys.argv[1:]
    print({"project": project, "ladder": ladder, "chain": chain}[shape](Path(place), int(size)) or 0)
