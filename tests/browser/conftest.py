# SPDX-License-Identifier: Apache-2.0
"""A browser for tests: Debian's Chromium, driven by Playwright; both are looked for, neither is fetched."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from visits import Visits

CHROMIUM = shutil.which("chromium")
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 30_000
"""How many milliseconds something may take on a machine that has much else to do."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser with a profile of its own, that a worker starts once."""
    if CHROMIUM is None:
        pytest.skip("needs the command chromium; `make system` installs it on Debian")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visits]:
    """Opens a page; no page may have complained of anything when the test ends."""
    visits = Visits(chromium)
    yield visits
    for context in chromium.contexts:
        context.close()
    assert visits.complaints == []


class _Strict(SimpleHTTPRequestHandler):
    """Serves files with a policy that allows neither scripts nor styles within a page."""

    policy = POLICY

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the class above has
        pass


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Serves a folder, under a strict policy or the given one, until the test ends; gives the address."""
    servers: list[ThreadingHTTPServer] = []

    def begin(folder: Path, policy: str = POLICY) -> str:
        handler = type("Handler", (_Strict,), {"policy": policy})
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()
