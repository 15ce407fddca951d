# SPDX-License-Identifier: Apache-2.0
"""The options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from reqtrace.config import Format
from reqtrace.diagnostic import nearest
from reqtrace.scenario.targets import PROFILES, known

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

output_option = click.option("-o", "--output", metavar="FILE", help="Write the answer to FILE instead of the terminal.")
on_option = click.option(
    "--on", type=click.Choice(list(PROFILES)), default=next(iter(PROFILES)), show_default=True, help="What executes."
)
_ALL_PROFILES = tuple(dict.fromkeys(profile for profiles in PROFILES.values() for profile in profiles))
EVERY_PROFILE = "all"
"""The word for the comparison of all profiles."""


def _profile_option(*more: str) -> _Decorator:
    """How the target behaves: one of its profiles, or what `more` says."""
    return click.option(
        "--profile",
        type=click.Choice([*_ALL_PROFILES, *more]),
        default=next(iter(PROFILES.values()))[0],
        show_default=True,
        help="How that behaves." if not more else "How that behaves; all compares every profile.",
    )


profile_option = _profile_option()
profiles_option = _profile_option(EVERY_PROFILE)


def _findings(_context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """The findings that were named, several in one word too; an unknown one is a misuse."""
    words = [word.strip() for each in given for word in each.split(",") if word.strip()]
    names = {name.lower(): name for name in known()} if words else {}
    for word in words:
        if word.lower() not in names:
            closest = nearest(word.upper(), names.values())
            hint = f"did you mean {closest}?" if closest else f"the findings are: {', '.join(names.values())}"
            raise click.BadParameter(f"no finding is called {word!r}; {hint}", param=parameter)
    return tuple(dict.fromkeys(names[word.lower()] for word in words))


with_option = click.option(
    "--with",
    "added",
    metavar="FINDING",
    multiple=True,
    callback=_findings,
    help="Switch a finding on, as in D-05,D-08.",
)
without_option = click.option(
    "--without", "removed", metavar="FINDING", multiple=True, callback=_findings, help="Switch a finding off."
)


def _formats(_context: click.Context, parameter: click.Parameter, given: str | None) -> tuple[Format, ...] | None:
    """The formats that were named, separated by commas, in the order of their table; an unknown one is a misuse."""
    if given is None:
        return None
    words = [word.strip().lower() for word in given.split(",") if word.strip()]
    known = [str(each) for each in Format]
    for word in words or [given]:
        if word not in known:
            closest = nearest(word, known)
            hint = f"did you mean {closest}?" if closest else f"the formats are: {', '.join(known)}"
            raise click.BadParameter(f"no format is called {word!r}; {hint}", param=parameter)
    return tuple(each for each in Format if each in words)


formats_option = click.option(
    "--formats", metavar="A,B", callback=_formats, help="Write these formats only, as in html,pdf."
)
quiet_option = click.option(
    "-q", "--quiet", is_flag=True, help="Give no answer: only what is wrong, and the exit code."
)
color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Use colours: auto does on a terminal.",
)


def verbose_option(words: str) -> _Decorator:
    """What is shown besides, where that is wanted."""
    return click.option("-v", "--verbose", is_flag=True, help=words)


def form_option(*forms: str) -> _Decorator:
    """The form of the answer: words, or one of `forms`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", *forms]),
        default="text",
        show_default=True,
        help="Answer in words, or for other programs.",
    )
