# SPDX-License-Identifier: Apache-2.0
"""Keeps the search index of an output that is written in parts what it would be if all of it were written at once.

Sphinx reads the index of the build before and replaces what concerns the pages it writes. Two things it gets wrong:
words that stand on no page any more stay behind, and entries of the general index of all other pages are lost.
"""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search import IndexBuilder


def mend(builder: Builder, written: Set[str]) -> None:
    """Mend the index before it is stored; `written` are the documents that were fed to it in this build."""
    indexer = builder.indexer if isinstance(builder, StandaloneHTMLBuilder) else None
    if not isinstance(builder, StandaloneHTMLBuilder) or not isinstance(indexer, IndexBuilder):
        return
    indexer.prune(builder.env.all_docs)
    for words in (indexer._mapping, indexer._title_mapping):
        for word in [word for word, documents in words.items() if not documents]:
            del words[word]
    kept = builder.env.all_docs.keys() - written
    entries = {docname: found for docname, found in indexer._index_entries.items() if docname in written}
    if any(builder.env.domaindata["index"]["entries"].get(docname) for docname in kept):
        entries |= _entries(builder, kept)
    indexer._index_entries.clear()
    indexer._index_entries.update(sorted(entries.items()))


def _entries(builder: StandaloneHTMLBuilder, documents: Set[str]) -> dict[str, list[tuple[str, str, str]]]:
    """The entries of the general index that the index of the build before holds for `documents`."""
    form, found = builder.indexer_format, dict[str, list[tuple[str, str, str]]]()
    try:
        stored = form.loads((Path(builder.outdir) / builder.searchindex_filename).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # Sphinx has said already that there is none
        return found
    names = stored["docnames"]
    for word, places in stored.get("indexentries", {}).items():
        for number, target, is_main in places:
            if names[number] in documents:
                found.setdefault(names[number], []).append((word, target, "main" if is_main else ""))
    return {docname: sorted(entries) for docname, entries in found.items()}
