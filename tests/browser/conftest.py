# SPDX-License-Identifier: Apache-2.0
"""A browser for tests: Debian's Chromium, driven by Playwright; both are looked for, neither is fetched."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser with a profile of its own, that a worker starts once."""
    if CHROMIUM is None:
        pytest.skip("needs the command chromium; `make system` installs it on Debian")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class Visits:
    """Opens pages, each in a profile of its own, and keeps what they complain of."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)

    def __call__(
        self, address: Path | str, *, width: int = 1400, height: int = 900, dark: bool = False, script: bool = True
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.add_init_script(VIOLATIONS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        return page


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
