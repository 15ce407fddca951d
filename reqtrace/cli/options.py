# SPDX-License-Identifier: Apache-2.0
"""The options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from reqtrace.scenario.targets import PROFILES

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

output_option = click.option("-o", "--output", metavar="FILE", help="Write the answer to FILE instead of the terminal.")
on_option = click.option(
    "--on", type=click.Choice(list(PROFILES)), default=next(iter(PROFILES)), show_default=True, help="What executes."
)
profile_option = click.option(
    "--profile",
    type=click.Choice(list(dict.fromkeys(profile for profiles in PROFILES.values() for profile in profiles))),
    default=next(iter(PROFILES.values()))[0],
    show_default=True,
    help="How that behaves.",
)


def form_option(*forms: str) -> _Decorator:
    """The form of the answer: words, or one of `forms`."""
    return click.option("--format", "form", type=click.Choice(["text", *forms]), default="text", show_default=True)
