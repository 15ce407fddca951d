# SPDX-License-Identifier: Apache-2.0
"""Says which pages show something else than when they were written, and must be written again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from docutils import nodes
from sphinx.addnodes import toctree
from sphinx.environment import BuildEnvironment

from reqtrace.report.view import Entry
from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.elsewhere import offered
from reqtrace_sphinx.page import Page


# [impl->dsn~pages_follow_items~1]
def shown(domain: TraceDomain) -> dict[str, str]:
    """A digest for every page of what it shows of the project and of other pages, its own text and navigation aside."""
    showing = _Showing(domain)
    return {docname: showing.digest(domain.pages.get(docname, Page())) for docname in sorted(domain.env.found_docs)}


class _Showing:
    """What pages show, each part put in a digest once."""

    def __init__(self, domain: TraceDomain) -> None:
        self._domain = domain
        self._homes = domain.homes()
        self._entries: dict[str, bytes] = {}
        self._encode = msgspec.msgpack.Encoder().encode
        self._once: dict[str, bytes] = {}

    def digest(self, page: Page) -> str:
        """What tells two states of a page apart."""
        whole = hashlib.sha256()
        for part in self._parts(page):
            whole.update(part)
        return whole.hexdigest()[:32]

    def _parts(self, page: Page) -> Iterator[bytes]:
        project = self._domain.project
        # Names of files are left out: those outside of what is traced depend on where it lies.
        yield "".join(line.rpartition(" ")[2] for line in page.stamp.splitlines()).encode()
        for anchor in page.marks:
            yield self._entry(anchor)
        for target in sorted(page.references):
            cited = [(each.anchor, each.title, self._homes.get(each.anchor)) for each in project.known_as(target)]
            yield repr((target, cited)).encode()
        if page.references:
            yield repr(offered(self._domain.env, page.references)).encode()
        if page.elsewhere:
            yield self._of_all("elsewhere")
        if page.wishes:
            yield self._of_all("view")

    def _entry(self, anchor: str) -> bytes:
        """All that is known of an item, and where those live that it is linked with: more than its card shows."""
        if anchor not in self._entries:
            entry = self._domain.project.entries.get(anchor)
            linked = [(each, self._homes.get(each)) for each in _linked(entry)] if entry else []
            self._entries[anchor] = hashlib.sha256(self._encode((entry, linked))).digest()
        return self._entries[anchor]

    def _of_all(self, what: str) -> bytes:
        """What is the same for all pages, computed for the first that asks."""
        if what not in self._once:
            self._once[what] = self._view() if what == "view" else _elsewhere(self._domain.env)
        return self._once[what]

    def _view(self) -> bytes:
        """All that sheets can show."""
        view = self._domain.project.view
        whole = hashlib.sha256()
        for entry in view.entries:
            whole.update(self._entry(entry.anchor))
        rest = (view.title, view.answer, view.meaning, view.tallies, view.diagnostics, view.matrix, view.adequacy)
        whole.update(self._encode((rest, view.evidence, view.qualifier, sorted(self._homes.items()))))
        return whole.digest()


def _linked(entry: Entry) -> Iterator[str]:
    """The anchors of the items that an item's card leads to."""
    for neighbour in (*entry.covers, *entry.covered_by, *entry.twins):
        yield neighbour.anchor
    for reason in entry.reasons:
        yield reason.anchor


def _elsewhere(env: BuildEnvironment) -> bytes:
    """What references can find that are not ours: every object of every domain, and the titles behind labels."""
    whole = hashlib.sha256()
    for name, domain in sorted(env.domains.items()):
        if name != TraceDomain.name:
            whole.update(repr((name, sorted(map(repr, domain.get_objects())))).encode())
    standard = env.domaindata["std"]
    whole.update(repr((sorted(standard["labels"].items()), sorted(standard["anonlabels"].items()))).encode())
    whole.update(repr(sorted(map(repr, _figures(env.toc_fignumbers)))).encode())
    return whole.digest()


def navigation(env: BuildEnvironment, also: Iterable[str]) -> str:
    """A digest of what every page shows of the others: titles, order, numbers; `also` is what it shows besides."""
    whole = hashlib.sha256(repr((sorted(env.found_docs), list(also))).encode())
    for docname in sorted(env.found_docs):
        titles = [each[docname].astext() for each in (env.titles, env.longtitles) if docname in each]
        whole.update(repr((docname, titles, env.toctree_includes.get(docname), _numbers(env, docname))).encode())
        whole.update(repr(list(_outline(env.tocs.get(docname)))).encode())
    return whole.hexdigest()[:32]


def forget_numbers(env: BuildEnvironment) -> None:
    """Take the numbers of sections off what is kept of every page; Sphinx then numbers those that have one now.

    It would leave them where a table of contents numbers nothing any more.
    """
    if not env.toc_secnumbers:
        return
    for title in env.titles.values():
        title.attributes.pop("secnumber", None)
    for toc in env.tocs.values():
        for reference in toc.findall(nodes.reference):
            reference.attributes.pop("secnumber", None)


def _numbers(env: BuildEnvironment, docname: str) -> Sequence[object]:
    return sorted(env.toc_secnumbers.get(docname, {}).items())


def _outline(toc: nodes.Node | None) -> Iterator[object]:
    """The headings of a page and what its tables of contents hold, in their order."""
    waiting = [toc] if toc is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, toctree):
            yield sorted((name, repr(value)) for name, value in node.attributes.items())
        elif isinstance(node, nodes.reference):
            yield node.get("anchorname"), node.astext()
            continue
        waiting.extend(reversed(node.children))


def _figures(nested: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Iterator[object]:
    """The numbers of figures and tables by page and kind."""
    for docname, kinds in nested.items():
        for kind, numbers in kinds.items():
            yield docname, kind, sorted(numbers.items())
