# SPDX-License-Identifier: Apache-2.0
"""Finds the references that lead nowhere, or to a revision that is not the current one, when all documents are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.domains import Domain
from sphinx.util import logging

from reqtrace.ident import ItemId
from reqtrace_sphinx.domain import ITEM_ROLE, TraceDomain
from reqtrace_sphinx.memory import Complaint
from reqtrace_sphinx.page import Cited, Manner

if TYPE_CHECKING:
    from reqtrace_sphinx.project import Project

logger = logging.getLogger(__name__)

_SUBTYPE: Final = "ref"
_LOOSE = re.compile(r"[A-Za-z]+~[^~\s]+")
"""An id without its revision."""


def astray(app: Sphinx, domain: TraceDomain) -> Iterator[Complaint]:
    """What is wrong with the references of all documents, each in its place."""
    for docname, page in sorted(domain.pages.items()):
        for target, places in page.references.items():
            if not domain.project.known_as(target):
                yield from _nowhere(app, domain, docname, target, places)
        for label, places in page.numbers.items():
            if app.config.numfig and _is_sheet(label, domain):
                words = f"{label} is a sheet, and sheets have no numbers; refer to it with :ref:`{label}`"
                for cited in places:
                    yield Complaint(cited.file, cited.line, _SUBTYPE, words)


def _nowhere(app: Sphinx, domain: TraceDomain, docname: str, target: str, places: list[Cited]) -> Iterator[Complaint]:
    """Complaints of what is referred to and no item of this project, unless others know it."""
    for manner in sorted({each.manner for each in places}, key=lambda manner: manner.value):
        if _matters(target, manner, domain.project, app.config) and not _is_elsewhere(app, docname, target, manner):
            said = _printed(_lost(target, domain.project, _current(target, app)))
            for cited in places:
                if cited.manner is manner and not domain.project.reported(target, cited.file, cited.line):
                    yield Complaint(cited.file, cited.line, _SUBTYPE, said)


def _matters(target: str, manner: Manner, project: Project, config: Config) -> bool:
    """Whether a reference is meant to lead to an item, and wanted to.

    One by the role ``any`` is where it is an id, and where it looks like one of a kind of which there are items; what
    looks like an id without a revision in single backticks is in the latter case.
    """
    may_be_else = manner is Manner.LOOSE or (manner is Manner.ANY and ItemId.parse(target) is None)
    if may_be_else and not (_LOOSE.fullmatch(target) and target.partition("~")[0] in project.kinds):
        return False
    role = f"{TraceDomain.name}:{ITEM_ROLE}"
    return (role, target) not in config.nitpick_ignore and not any(
        re.fullmatch(kind, role) and re.fullmatch(pattern, target) for kind, pattern in config.nitpick_ignore_regex
    )


def _is_elsewhere(app: Sphinx, docname: str, target: str, manner: Manner) -> bool:
    """Whether others know what is referred to: another domain, or another project by its inventory."""
    if manner is Manner.ANY and any(
        each[0] in (target, target.lower())  # labels are kept in lower case
        for name, domain in app.env.domains.items()
        for each in (domain.get_objects() if name != TraceDomain.name else ())
    ):
        return True
    if "sphinx.ext.intersphinx" not in app.extensions:
        return False
    from sphinx.ext.intersphinx import missing_reference  # noqa: PLC0415 - only who uses it has it loaded

    shown = nodes.literal("", target)
    role, domain_name = ("any", "") if manner is Manner.ANY else (ITEM_ROLE, TraceDomain.name)
    node = pending_xref(
        "", shown, refdomain=domain_name, reftype=role, reftarget=target, refdoc=docname, refexplicit=True
    )
    return missing_reference(app, app.env, node, shown) is not None


def warn_once(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Hold Sphinx from telling, when a page is written, what was told when all was read; None for what is not ours.

    A reference that some extension adds later is told now.
    """
    ours, target = TraceDomain.of(app.env), node["reftarget"]
    if domain is ours:
        manner = Manner.LOOSE if node.get("loose") else Manner.ITEM
    elif domain is None and node["reftype"] == "any" and "~" in target:
        manner = Manner.ANY
    else:
        return None
    if not _matters(target, manner, ours.project, app.config):
        return None if manner is Manner.ANY else True
    page = ours.pages.get(node.get("refdoc", ""))
    was_told = page is not None and target in page.references
    if not (was_told or ours.project.known_as(target)):
        said = _printed(_lost(target, ours.project, _current(target, app)))
        logger.warning("%s", said, location=node, type="reqtrace", subtype=_SUBTYPE)
    return True


def _current(target: str, app: Sphinx) -> ItemId | None:
    """The current revision of what `target` cites, where another project has it, as its inventory says."""
    return ItemId.parse(_shown(_inventory(app).get(target.rpartition("~")[0])))


def _inventory(app: Sphinx) -> Mapping[str, object]:
    """The items of other projects by name, where the project looks at any."""
    if "sphinx.ext.intersphinx" not in app.extensions:
        return {}
    from sphinx.ext.intersphinx import InventoryAdapter  # noqa: PLC0415 - only who uses it has it loaded

    return InventoryAdapter(app.env).main_inventory.get(f"{TraceDomain.name}:{ITEM_ROLE}", {})


def _shown(entry: object) -> str:
    """What an inventory calls an item; Sphinx before 8.2 has a tuple of project, version, address and words."""
    return str(entry[3] if isinstance(entry, tuple) else getattr(entry, "display_name", ""))


def surroundings(app: Sphinx) -> str:
    """What decides, besides the documents, which references are complained of, in a form that tells changes."""
    config = app.config
    ignored = sorted(map(repr, (*config.nitpick_ignore, *config.nitpick_ignore_regex)))
    return repr((ignored, config.numfig, sorted((name, _shown(each)) for name, each in _inventory(app).items())))


def _lost(target: str, project: Project, elsewhere: ItemId | None) -> str:
    """Why a reference leads nowhere, and what it could mean."""
    id_ = ItemId.parse(target)
    if id_ is None and not _LOOSE.fullmatch(target):
        return f"{target!r} is no id of an item; write kind~name~revision"
    current = (project.id_of(target.rpartition("~")[0]) or elsewhere) if id_ else None
    if id_ is not None and current is not None:
        return f"{target} is cited, but {f'{current} is current' if current > id_ else f'only {current} exists'}"
    closest = project.names.nearest(target)
    return f"{target} is cited, but no such item exists" + (f"; did you mean {closest}?" if closest else "")


def _printed(words: str) -> str:
    """Words without anything that a terminal would obey."""
    from reqtrace.report.view import printable  # noqa: PLC0415 - where nothing changed, nothing new is said

    return printable(words)


def _is_sheet(label: str, domain: TraceDomain) -> bool:
    """Whether a label is the name of a sheet."""
    standard = domain.env.domaindata["std"]
    docname, anchor = standard["anonlabels"].get(label.lower(), ("", ""))[:2]
    page = domain.pages.get(docname)
    return page is not None and any(each.wish.name == anchor for each in page.wishes)
