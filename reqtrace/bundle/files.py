# SPDX-License-Identifier: Apache-2.0
"""Which files a conclusion rests on: those that are packed, and those that a bundle may hold."""

from __future__ import annotations

from pathlib import PurePath

from reqtrace.bundle.manifest import Procedure
from reqtrace.bundle.repeat import brought
from reqtrace.pipeline import Conclusion


# [impl->dsn~bundle_holds_what_was_read~1]
def files_read(traced: Conclusion, procedure: Procedure) -> list[str]:
    """Every file that was read, and those that have a say in what it means, by paths that open them.

    It is called in the folder in which was traced: the procedure names patterns, too.
    """
    files = [place.path for place in traced.library.places.values()]
    files += brought(procedure, traced.config).inputs.values()
    if procedure.configuration:
        files.append(procedure.configuration)
    if procedure.probed and traced.config.survivors:
        files.append(str(PurePath(procedure.configuration).parent / traced.config.survivors))
    return files
