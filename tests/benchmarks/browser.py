# SPDX-License-Identifier: Apache-2.0
"""``python -m tests.benchmarks.browser [ROWS ...]`` prints how long a browser takes over tables of that many rows.

Each figure, in milliseconds, lasts until what was asked for is painted. The page is opened from disk, once with its
script and once without, in the order in which a reader would do the rest: type a word, sort, choose, turn pages, and
ask for all rows on one page.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

import pages

SIZES = (1_000, 10_000)
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PAINTED = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"
STEPS = {
    "type a letter": "query.value = 'i'; query.dispatchEvent(new Event('input'));",
    "type another": "query.value = 'io'; query.dispatchEvent(new Event('input'));",
    "type what nobody has": "query.value = 'xyz'; query.dispatchEvent(new Event('input'));",
    "show all again": "document.querySelector('.reqtrace-reset').click();",
    "sort by title": "document.querySelectorAll('.reqtrace-sort')[0].click();",
    "sort the other way": "document.querySelectorAll('.reqtrace-sort')[0].click();",
    "sort by verdict": "document.querySelectorAll('.reqtrace-sort')[1].click();",
    "choose a kind": "const kind = document.querySelector('select'); kind.value = 'XenPRQ'; "
    "kind.dispatchEvent(new Event('change'));",
    "turn the page": "document.querySelectorAll('.reqtrace-turn')[1].click();",
    "all on one page": "document.querySelectorAll('.reqtrace-turn')[2].click();",
    "scroll through it": "for (let at = 0; at < 40; at += 1) { scroller.scrollTop = at * 1000; " + PAINTED + " }",
}


def opened(browser: Browser, path: Path, *, script: bool) -> tuple[Page, float]:
    """A page, and the milliseconds until it could be read and used."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    if not script:
        page.route("**/*.js", lambda route: route.abort())
    page.goto(path.as_uri())
    return page, page.evaluate(f"async () => {{ {PAINTED} return performance.now(); }}")


def measured(browser: Browser, path: Path) -> Iterator[tuple[str, float]]:
    """What was done, and how long that took."""
    yield "open without script", opened(browser, path, script=False)[1]
    page, loaded = opened(browser, path, script=True)
    yield "open", loaded
    for step, script in STEPS.items():
        yield (
            step,
            page.evaluate(
                "async () => { const query = document.querySelector('input[type=search]'); "
                "const scroller = document.querySelector('.reqtrace-wide'); const began = performance.now(); "
                f"{script} {PAINTED} return performance.now() - began; }}"
            ),
        )


def main(sizes: tuple[int, ...]) -> None:
    """Print a column of figures for each size."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        for size in sizes:
            path = pages.write(Path(name) / str(size), pages.page(pages.table(pages.many(size))))
            print(f"{size} rows, {path.stat().st_size / 1e6:.1f} MB")
            for step, time in measured(browser, path):
                print(f"  {time:7.0f}  {step}")
        browser.close()


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
