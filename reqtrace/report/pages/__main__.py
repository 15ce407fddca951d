# SPDX-License-Identifier: Apache-2.0
"""``python -m reqtrace.report.pages FOLDER`` renews the written pages below the folder of the requirements."""

from __future__ import annotations

import sys
from pathlib import Path

from reqtrace.report.pages.written import PAGES, renew

if __name__ == "__main__":
    sys.exit(renew(PAGES, Path(sys.argv[1])))
