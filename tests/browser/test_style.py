# SPDX-License-Identifier: Apache-2.0
"""The style sheet by itself: its colours can be told apart, light and dark, and it asks for nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from pages import STATIC

STYLE = (STATIC / "reqtrace.css").read_text(encoding="utf-8")
SCRIPT = (STATIC / "reqtrace.js").read_text(encoding="utf-8")
TOKENS = {
    name: colours for name, *colours in re.findall(r"--reqtrace-([a-z-]+): light-dark\((#\w{6}), (#\w{6})\)", STYLE)
}
PAPERS = {"light": "#ffffff", "dark": "#131416"}
"""What themes write on; the dark one is furo's."""
TEXT, SHAPE = 4.5, 3.0
"""The least contrast of text, and of what is no text, by WCAG 2.2 (1.4.3, 1.4.11)."""


def luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1, by WCAG's definition of relative luminance."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_what_it_should_be() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", PAPERS)
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [(tone, f"{tone}-wash", TEXT) for tone in ("ok", "bad", "open", "off")]
    + [(tone, back, TEXT) for tone in ("ok", "bad", "open", "off", "soft") for back in ("wash", "paper")]
    + [("edge", "paper", SHAPE), ("focus", "paper", SHAPE), ("focus", "wash", SHAPE)],
)
def test_what_stands_on_something_can_be_read(scheme: str, front: str, back: str, least: float) -> None:
    colours = {name: colours[list(PAPERS).index(scheme)] for name, colours in TOKENS.items()} | {
        "paper": PAPERS[scheme]
    }
    assert contrast(colours[front], colours[back]) >= least


def test_every_colour_is_a_token() -> None:
    rules = STYLE.partition("}")[2]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules) == []
    used = set(re.findall(r"var\(--reqtrace-([a-z-]+)", STYLE))
    assert used - set(TOKENS) == {"tone", "tone-wash", "arrow", "u"}
    assert set(TOKENS) <= used


def test_nothing_moves_and_nothing_is_fetched() -> None:
    assert re.findall(r"animation|transition|@import|url\(", STYLE) == []
    assert re.findall(r"\beval\b|new Function|innerHTML|\.style\b|fetch\(|https?:", SCRIPT) == []
