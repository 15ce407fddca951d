# SPDX-License-Identifier: Apache-2.0
"""Removes what is left of documents that are gone: a page of a deleted requirement must not say it is verified."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder


def written(builder: Builder) -> dict[str, tuple[str, ...]]:
    """The files that each document becomes, relative to the output; nothing where pages are not files of their own.

    What several documents may show, images and what can be downloaded, has the name that no document has.
    """
    if not writes_pages(builder):
        return {}
    docnames = sorted(builder.env.found_docs)
    if not isinstance(builder, StandaloneHTMLBuilder):
        suffix = getattr(builder, "out_suffix", None)
        return {docname: (f"{docname}{suffix}",) for docname in docnames} if isinstance(suffix, str) and suffix else {}
    files = {docname: tuple(_files(builder, docname)) for docname in docnames}
    images = (f"_images/{name}" for _, name in builder.env.images.values())
    downloads = (f"_downloads/{name}" for _, name in builder.env.dlfiles.values())
    return files | {"": tuple(sorted((*images, *downloads)))}


def writes_pages(builder: Builder) -> bool:
    """Whether every document becomes a file of its own."""
    name = "write_documents"
    return getattr(type(builder), name, None) is getattr(Builder, name, None)


def joined(one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The files that documents became, or become."""
    return {name: tuple(sorted({*one.get(name, ()), *other.get(name, ())})) for name in sorted(one.keys() | other)}


def _files(builder: StandaloneHTMLBuilder, docname: str) -> Iterable[str]:
    """The page, and the copy of its source where there is one."""
    outdir = Path(builder.outdir)
    yield os.path.relpath(builder.get_outfilename(docname), outdir).replace(os.sep, "/")
    if builder.config.html_copy_source:
        source = builder.env.doc2path(docname, base=False)
        suffix = builder.config.html_sourcelink_suffix
        name = os.fspath(source)
        yield f"_sources/{name}" if name.endswith(suffix) else f"_sources/{name}{suffix}"


def remove(before: Mapping[str, tuple[str, ...]], now: Mapping[str, tuple[str, ...]], output: Path) -> None:
    """Remove the files of `before` that no document becomes `now`, and folders that are empty then."""
    wanted = {file for files in now.values() for file in files}
    for file in sorted({file for files in before.values() for file in files} - wanted):
        path = output / file
        if path.is_file() and path.resolve().is_relative_to(output.resolve()):
            path.unlink()
            _remove_empty(path.parent, output)


def remove_doctrees(docnames: Iterable[str], doctrees: Path) -> None:
    """Remove what was read of documents that are gone."""
    for docname in docnames:
        path = doctrees / f"{docname}.doctree"
        path.unlink(missing_ok=True)
        _remove_empty(path.parent, doctrees)


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder that became empty, and those above it that did, but not `root`."""
    while folder != root and folder.is_relative_to(root) and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
