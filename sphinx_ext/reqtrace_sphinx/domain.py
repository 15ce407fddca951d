# SPDX-License-Identifier: Apache-2.0
"""The domain ``req``: which pages show which items, and how references find them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import Directive
from jinja2 import TemplateError
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import RoleFunction

from reqtrace_sphinx.nodes import Identity
from reqtrace_sphinx.page import Page

if TYPE_CHECKING:
    from reqtrace_sphinx.memory import Object
    from reqtrace_sphinx.project import Known, Project

ITEM_ROLE = "item"
TITLED = "titled"
"""The attribute of a reference that shows the title of its item."""


class ItemRole(XRefRole):
    """Links to an item: ``:req:item:`kind~name~1` ``.

    An id without a revision, ``kind~name``, is that of the current one: a reference in prose covers nothing, so it may
    leave open what it need not say, and never is outdated. Words of one's own stand as ever, ``words <id>``; with ``~``
    before the id, the title of the item stands there, and with ``!`` there is no link.
    """

    def process_link(
        self, env: BuildEnvironment, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Take off what says that the title is wanted."""
        if not has_explicit_title and target.startswith("~"):
            refnode[TITLED] = True
            return title[1:].strip(), target[1:].strip()
        return title, target.strip()

    def result_nodes(
        self, document: nodes.document, env: BuildEnvironment, node: nodes.Element, is_ref: bool
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Show words as words, and ids as ids, here and where another project is linked to."""
        if not is_ref:
            return [Identity("", node.astext())], []
        if node["refexplicit"] or node.get(TITLED):
            node.children = [nodes.inline("", node.astext())]
        else:
            node.children = [Identity("", node.astext())]
            node["refexplicit"] = True
        return super().result_nodes(document, env, node, is_ref)


# [impl->dsn~pages_follow_items~1]
# [impl->dsn~domain_is_an_inventory~1]
class TraceDomain(Domain):
    """Items of a traced project: the targets they are, and the references to them."""

    name = "req"
    label = "Requirements"
    object_types: ClassVar[dict[str, ObjType]] = {"item": ObjType("item", ITEM_ROLE)}
    roles: ClassVar[dict[str, RoleFunction | XRefRole]] = {ITEM_ROLE: ItemRole(warn_dangling=True)}
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}}
    data_version = 4

    consult: Callable[[], Project] | None = None
    """Asks the pipeline, when anybody wants to know."""
    remembered: tuple[Object, ...] | None = None
    """The items as they were found before, in a build in which nothing changed."""
    builder: Builder
    """What writes the pages of this build."""
    _project: Project | None = None
    _homes: Mapping[str, str] | None = None

    @classmethod
    def of(cls, env: BuildEnvironment) -> TraceDomain:
        """The domain of this build."""
        return cast(TraceDomain, env.get_domain(cls.name))

    def begin(self, builder: Builder, consult: Callable[[], Project], remembered: tuple[Object, ...] | None) -> None:
        """Begin a build: from now on conclusions are those of `consult`, which is called when somebody asks for them.

        `remembered` are the items of a build before this one, if all is as it was.
        """
        self.builder, self.consult, self.remembered = builder, consult, remembered
        self._project = self._homes = None

    @property
    def project(self) -> Project:
        """What the pipeline concluded in this build."""
        if self._project is None:
            if self.consult is None:
                raise RuntimeError("a document is read or written before the build began")
            self._project = self.consult()
        return self._project

    @property
    def pages(self) -> dict[str, Page]:
        """What every document holds, by its name."""
        return cast(dict[str, Page], self.data["pages"])

    def page(self, docname: str) -> Page:
        """What the document holds; an empty page at first."""
        self._homes = None
        return self.pages.setdefault(docname, Page())

    def directive(self, name: str) -> type[Directive] | None:
        """The directive of the sheet called `name`; sheets are looked at only where one is wanted."""
        if name not in self.directives:
            from reqtrace_sphinx.directives import directive  # noqa: PLC0415 - a build without sheets needs none
            from reqtrace_sphinx.unknown import UnknownDirective  # noqa: PLC0415 - as above

            found = directive(name)
            if found is None:
                return None if self._is_default() else UnknownDirective
            self.directives[name] = found
        return super().directive(name)

    def role(self, name: str) -> RoleFunction | None:
        """The role called `name`, or one that tells that there is none."""
        if name not in self.roles and not self._is_default():
            from reqtrace_sphinx.unknown import UnknownRole  # noqa: PLC0415 - a build without mistakes needs none

            return UnknownRole()
        return super().role(name)

    def _is_default(self) -> bool:
        """Whether names without a domain are looked up here, too: then others may know what is unknown here."""
        return self.env.temp_data.get("default_domain") is self

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
            known = self.project.known_by_anchor
            written = self._in_one_page() if self.builder.name == "singlehtml" else self.pages.keys()
            for docname, page in sorted(self.pages.items()):
                own = self.project.file(self.env.doc2path(docname))
                for anchor in page.marks if docname in written else ():
                    is_better = anchor in known and (anchor not in found or known[anchor].file == own)
                    if is_better and page.shows(anchor, self._is_met):
                        found[anchor] = docname
            self._homes = found
        return self._homes

    def _is_met(self, condition: str) -> bool:
        """Whether what stands in ``only`` is shown by this builder; where that can not be told, Sphinx shows it."""
        try:
            return self.builder.tags.eval_condition(condition)
        except (TemplateError, TypeError, ValueError):  # Sphinx tells it when it writes the page
            return True

    def _in_one_page(self) -> Set[str]:
        """The documents that a table of contents leads to; Sphinx would link to the others where all pages are one."""
        found, waiting = set[str](), [self.env.config.root_doc]
        while waiting:
            docname = waiting.pop()
            if docname not in found:
                found.add(docname)
                waiting += self.env.toctree_includes.get(docname, ())
        return found

    def outdated(self) -> Iterator[str]:
        """The documents made of files that are not what they were, or in which other items are found now."""
        for docname, page in self.pages.items():
            if page.stamp != self.project.stamp(page.files):
                yield docname

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
        found = [each for each in self.project.known_as(target) if each.anchor in homes]
        wanted = node.get("anchor", found[0].anchor if found else "")
        for each in found:
            if each.anchor == wanted:
                title = node.get("reftitle", each.title)
                shown = nodes.inline("", each.title) if node.get(TITLED) else contnode
                return make_refnode(builder, fromdocname, homes[wanted], wanted, shown, title)
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
        """Every item that a page shows, for search and for the inventory that other projects link by.

        It can be searched for by its title, by which it is listed with its id, and by its id, by which it is listed
        with the id without a revision; that of the current one, so that others may leave it open which that is.
        """
        current = {}
        for each in self.objects():
            yield each.name, each.title, "item", each.docname, each.anchor, 1
            current[each.name.rpartition("~")[0]] = each
        for name, each in current.items():
            yield name, each.name, "item", each.docname, each.anchor, 1

    def objects(self) -> tuple[Object, ...]:
        """Every item that a page shows, each id once, by id."""
        if self.remembered is not None:
            return self.remembered
        from reqtrace_sphinx.memory import Object  # noqa: PLC0415 - a builder that lists nothing needs none

        homes = self.homes()
        first: dict[str, Known] = {}
        for each in sorted(self.project.known, key=lambda each: (each.id, each.file, each.line)):
            if each.anchor in homes:
                first.setdefault(str(each.id), each)
        return tuple(Object(name, each.title, homes[each.anchor], each.anchor) for name, each in first.items())
