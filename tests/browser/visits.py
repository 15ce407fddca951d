# SPDX-License-Identifier: Apache-2.0
"""Opens pages in a browser and keeps what they complain of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page

OPTIONAL = ("/favicon.ico", "/_static/custom.css")
"""What browsers, and alabaster, ask for whether it exists or not."""
VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, target }) => {
  const isContent = target instanceof Element && target.closest("[role=main], article") !== null;
  window.violations.push({ what: `${effectiveDirective} ${blockedURI}`, isContent });
});
"""
"""Keeps what the policy of the server forbade, and whether that stood in the content of the page or around it."""


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
        page = context.new_page()
        page.add_init_script(VIOLATIONS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        return page

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.location["url"].endswith(OPTIONAL):
            self.complaints.append(said.text)
