# SPDX-License-Identifier: Apache-2.0
"""Which files a conclusion rests on: those that are packed, and those that a bundle may hold."""

from __future__ import annotations

from pathlib import Path, PurePath

from reqtrace import config as configuration
from reqtrace.bundle.manifest import Former, Procedure
from reqtrace.bundle.repeat import brought
from reqtrace.config import Config
from reqtrace.pipeline import Conclusion
from reqtrace.read.formats import Formats
from reqtrace.read.walk import walk


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


# [impl->dsn~baseline_is_packed~1]
def former_files(former: Former) -> list[str]:
    """The same of the state that changes are counted from, in the folder in which it was traced."""
    config = Config()
    if former.configuration:
        config, _, _ = configuration.read(Path(former.configuration), former.configuration)
    _, places, _ = walk(former.paths, config.exclude, Formats.of(config).may_read, gitignore=False)
    return [*(place.path for place in places), *filter(None, [former.configuration])]
