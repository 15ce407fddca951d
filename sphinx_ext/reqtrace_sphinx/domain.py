# SPDX-License-Identifier: Apache-2.0
"""The domain ``req``: which pages show which items, and how references find them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import RoleFunction

from reqtrace.report.view import Entry
from reqtrace_sphinx.directives import Matrix, Summary
from reqtrace_sphinx.nodes import Identity
from reqtrace_sphinx.project import Project

ITEM_ROLE = "item"


@dataclass(slots=True)
class Page:
    """What one document was found to hold when it was read.

    `marks` are the anchors of its items; `references` the ids it cites; `files` what it is made of, as spans call
    them, and `items` the items the reader found there; `whole` says that it shows a view of the whole project.
    """

    marks: list[str] = field(default_factory=list)
    references: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    items: tuple[tuple[str, str, int], ...] = ()
    whole: bool = False


class ItemRole(XRefRole):
    """Links to an item: ``:req:item:`kind~name~1` ``, or with words of one's own, ``:req:item:`words <id>` ``."""

    def result_nodes(
        self, document: nodes.document, env: BuildEnvironment, node: nodes.Element, is_ref: bool
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Show words of one's own as words, and ids as literals."""
        if node.get("refexplicit"):
            node.children = [nodes.inline("", node.astext())]
        else:
            node.children = [Identity("", node.astext())]
        return super().result_nodes(document, env, node, is_ref)


# [impl->dsn~pages_follow_items~1]
class TraceDomain(Domain):
    """Items of a traced project: the targets they are, and the references to them."""

    name = "req"
    label = "Requirements"
    object_types: ClassVar[dict[str, ObjType]] = {"item": ObjType("item", ITEM_ROLE)}
    roles: ClassVar[dict[str, RoleFunction | XRefRole]] = {ITEM_ROLE: ItemRole(warn_dangling=True)}
    directives: ClassVar[dict[str, type[Directive]]] = {"matrix": Matrix, "summary": Summary}
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}, "shown": {}}
    data_version = 1

    builder: Builder
    """What writes the pages of this build."""
    _project: Project | None = None
    _homes: Mapping[str, str] | None = None

    @classmethod
    def of(cls, env: BuildEnvironment) -> TraceDomain:
        """The domain of this build."""
        return cast(TraceDomain, env.get_domain(cls.name))

    @property
    def project(self) -> Project:
        """What the pipeline concluded in this build."""
        if self._project is None:
            raise RuntimeError("a document is read or written before the build began")
        return self._project

    @project.setter
    def project(self, project: Project) -> None:
        self._project = project
        self._homes = None

    @property
    def pages(self) -> dict[str, Page]:
        """What every document holds, by its name."""
        return cast(dict[str, Page], self.data["pages"])

    def page(self, docname: str) -> Page:
        """What the document holds; an empty page at first."""
        self._homes = None
        return self.pages.setdefault(docname, Page())

    def clear_doc(self, docname: str) -> None:
        """Forget what a document held."""
        self._homes = None
        self.pages.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process found in `docnames`."""
        self._homes = None
        for docname in docnames & otherdata["pages"].keys():
            self.pages[docname] = otherdata["pages"][docname]

    def homes(self) -> Mapping[str, str]:
        """The document where every item is found, by its anchor: its own file rather than one that includes it."""
        if self._homes is None:
            found: dict[str, str] = {}
            for docname, page in sorted(self.pages.items()):
                own = self.project.file(self.env.doc2path(docname))
                for anchor in page.marks:
                    if anchor not in found or self.project.entries[anchor].item.span.file == own:
                        found[anchor] = docname
            self._homes = found
        return self._homes

    def outdated(self) -> Iterator[str]:
        """The documents in which the reader now finds other items than when they were read."""
        for docname, page in self.pages.items():
            if page.items != self.project.items_in(page.files):
                yield docname

    def restyled(self, output: str, shown: Callable[[Page], str]) -> list[str]:
        """The documents that show something else than when `output` was written; remembers what they show now.

        `shown` says what is shown of a page's items, and of the whole project where it is.
        """
        self._homes = None
        present = {docname: self._digest(page, shown(page)) for docname, page in sorted(self.pages.items())}
        before = self.data["shown"].get(output, {})
        self.data["shown"][output] = present
        return [docname for docname, digest in present.items() if before.get(docname) != digest]

    def _digest(self, page: Page, shown: str) -> str:
        """What tells two states of a page apart: what it shows, and where its references lead."""
        homes = self.homes()
        words = [shown]
        for target in sorted(page.references):
            words.append(f"{target} {[(entry.title, homes.get(entry.anchor)) for entry in self.project.named(target)]}")
        return hashlib.sha256("\n".join(words).encode()).hexdigest()

    def resolve_xref(  # noqa: PLR0917 - Sphinx calls it so
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """A link to the item called `target`; None where no page shows one."""
        homes = self.homes()
        entries = [entry for entry in self.project.named(target) if entry.anchor in homes]
        wanted = node.get("anchor", entries[0].anchor if entries else "")
        for entry in entries:
            if entry.anchor == wanted:
                title = node.get("reftitle", entry.title)
                return make_refnode(builder, fromdocname, homes[wanted], wanted, contnode, title)
        return None

    def resolve_any_xref(  # noqa: PLR0917 - Sphinx calls it so
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """The same for references that do not say what they refer to."""
        found = self.resolve_xref(env, fromdocname, builder, ITEM_ROLE, target, node, contnode)
        return [(f"{self.name}:{ITEM_ROLE}", found)] if found is not None else []

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Every item that a page shows, for search and for the inventory that other projects link by."""
        homes = self.homes()
        first: dict[str, Entry] = {}
        for entry in self.project.view.entries:
            if entry.anchor in homes:
                first.setdefault(str(entry.id), entry)
        for name, entry in first.items():
            yield name, entry.title, "item", homes[entry.anchor], entry.anchor, 1
