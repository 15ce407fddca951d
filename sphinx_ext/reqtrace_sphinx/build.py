# SPDX-License-Identifier: Apache-2.0
"""Leads a build from what the one before left to what it leaves itself: what is read, told and written again."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from reqtrace_sphinx.domain import TraceDomain
from reqtrace_sphinx.elsewhere import offered
from reqtrace_sphinx.fingerprint import Footing, assets, footing
from reqtrace_sphinx.grounds import asked, grounds
from reqtrace_sphinx.memory import Complaint, Memory, Output
from reqtrace_sphinx.settings import Settings

if TYPE_CHECKING:
    from reqtrace_sphinx.project import Project

EARLY, LATE = 100, 900
"""The priorities of what has to be done before and after Sphinx numbers sections and figures."""


class Build:
    """One run of Sphinx; its methods are called in the order in which they stand here.

    Where everything is as it was when the same output was written to its end, nothing is concluded: what was told then
    is told again, and nothing is written but what is missing.
    """

    settings: Settings
    output: Output
    footing: Footing
    project: Project | None
    before: Memory
    now: Memory
    same: bool
    dress: tuple[str, ...] = ()
    """What pages show that is none of their content: where sources are seen, checksums of style sheets and scripts."""
    changed: tuple[str, ...] = ()
    """The files that were not any more, when all was read, what they had been."""

    def __init__(self) -> None:
        self.removed: set[str] = set()
        self.written: set[str] = set()
        self.is_open = False

    def begin(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
    ) -> list[str]:
        """Look at what conclusions rest on; documents in which the reader now finds something else are read again."""
        self.settings = Settings.of(app.config, Path(app.confdir), Path(app.srcdir))
        self.dress = (
            self.settings.pattern(Path(self.settings.paths[0])),
            assets(Path(app.confdir) / name for name in app.config.html_static_path),
        )
        self.footing, self.project = self._look(app), None
        self.output = Output(Path(app.outdir), Path(app.doctreedir), app.builder.name)
        self.before = self.output.recall()
        self.same = not (added or changed or removed) and (self.before.footing, self.before.documents) == (
            self.footing.digest,
            _documents(env),
        )
        self.removed, self.written, self.changed, self.is_open = set(removed), set(), (), False
        domain = TraceDomain.of(env)
        domain.begin(app.builder, lambda: self._consult(domain), self.before.objects if self.same else None)
        self._processes = app.parallel
        return [] if self.same else list(domain.outdated())

    def _look(self, app: Sphinx) -> Footing:
        from reqtrace_sphinx.astray import surroundings  # noqa: PLC0415 - it knows the domain, which knows this

        outputs = (str(app.outdir), str(app.doctreedir))
        return footing(
            self.settings.file,
            self.settings.paths,
            outputs,
            also="\0".join(
                (str(self.settings.adequacy), *asked(self.settings).values(), *self.dress, surroundings(app))
            ),
        )

    def _consult(self, domain: TraceDomain) -> Project:
        from reqtrace_sphinx.project import Project  # noqa: PLC0415 - where nothing changed, nobody asks

        wanted = partial(grounds, domain, self.settings)
        self.project = Project(self.settings, self.footing, self._processes, wanted)
        return self.project

    def read(self, _app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Know every item before documents are read, by processes of their own perhaps."""
        domain = TraceDomain.of(env)
        if docnames and self.same:
            self.same, domain.remembered = False, None
        if not self.same:
            with _unswept():
                domain.project.prepare()
            # Before any document is read: what is frozen with it would stay until the build has finished.
            gc.freeze()

    def updated(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Execute what pages want to show, and tell what is wrong."""
        from reqtrace_sphinx.complain import tell  # noqa: PLC0415 - it knows the domain, which knows this

        if self.same:
            self.now = self.before
        else:
            with _unswept():
                self.now = self._concluded(app, env)
        tell(self.now.complaints)

    def _concluded(self, app: Sphinx, env: BuildEnvironment) -> Memory:
        from reqtrace.catalogue import Code  # noqa: PLC0415 - where nothing changed, nothing is concluded
        from reqtrace_sphinx import gate  # noqa: PLC0415 - as above
        from reqtrace_sphinx.complain import complaints  # noqa: PLC0415 - as above

        domain = TraceDomain.of(env)
        project = domain.project
        self.changed = tuple(sorted({*project.misread, *self.footing.changed(self._look(app))}))
        for page in domain.pages.values():
            if not page.files.isdisjoint(self.changed):
                page.stamp = ""
        told = (*complaints(app), *self._unsettled(), *self._misdated(app))
        codes = frozenset(Code)
        others = sum(each.subtype not in codes for each in told)
        counts = msgspec.Raw(msgspec.json.encode(gate.count(project.view, project.diagnostics, others)))
        return Memory(documents=_documents(env), complaints=told, counts=counts)

    def _unsettled(self) -> Iterator[Complaint]:
        """What is to be said of files that changed while they were read."""
        for name in self.changed:
            words = f"{name} changed while the documents were read; build again, for pages may show it as it was"
            yield Complaint(str(Path(self.footing.base) / name), 1, "changed", words)

    def _misdated(self, app: Sphinx) -> Iterator[Complaint]:
        """What is to be said of a date that is none."""
        if self.footing.misdated:
            words = (
                f"SOURCE_DATE_EPOCH is no number of seconds that leads to a day: {self.footing.misdated!r}, so today "
                "holds; set it to the seconds since 1970, as `git log -1 --format=%ct` prints them, or not at all"
            )
            yield Complaint(str(Path(app.confdir) / "conf.py"), 1, "date", words)

    def renumber(self, _app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Let Sphinx number sections as if for the first time."""
        if not self.same:
            from reqtrace_sphinx import stale  # noqa: PLC0415 - where nothing changed, no number does

            stale.forget_numbers(env)
        return []

    def restyle(self, _app: Sphinx, env: BuildEnvironment) -> list[str]:
        """The pages that show something else than when the output was written."""
        if self.same:
            return []
        from reqtrace_sphinx import stale  # noqa: PLC0415 - where nothing changed, no page is looked at

        domain = TraceDomain.of(env)
        pages = stale.shown(domain)
        navigation = stale.navigation(env, self.dress)
        self.now = msgspec.structs.replace(self.now, pages=pages, navigation=navigation)
        if navigation != self.before.navigation:
            return list(pages)
        return [docname for docname, digest in pages.items() if self.before.pages.get(docname) != digest]

    def resolved(self, app: Sphinx, _doctree: nodes.document, docname: str) -> None:
        """Note that a page is written; before the first, that nobody knows how the output stands."""
        if not self.is_open:
            self._open(app)
        self.written.add(docname)

    def _open(self, app: Sphinx) -> None:
        from reqtrace_sphinx import remains  # noqa: PLC0415 - where no page is written, nothing may remain of it

        self.output.open(remains.joined(self.before.written, remains.written(app.builder)))
        self.is_open = True

    def collect(self, app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
        """Mend the search index, before it is stored; there are no pages of ours to be added."""
        from reqtrace_sphinx.search import mend  # noqa: PLC0415 - only builders of HTML ask

        mend(app.builder, self.written)
        if hasattr(app.builder, "build_epub") and not self.is_open:
            self._open(app)  # A book is made of every file in the output: there may be no seal now.
        return []

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Remove what is left of documents that are gone, remember how things stand, and close the gate."""
        gc.unfreeze()
        if exception is not None:
            return
        if not self.same:
            self._remember(app)
        elif self.is_open:
            self._confirm()
        if self.settings.fail_on:
            from reqtrace_sphinx import gate  # noqa: PLC0415 - who has no gate pays nothing for it

            gate.close(app, self.settings.fail_on, msgspec.json.decode(self.now.counts, type=gate.Counts))

    def _confirm(self) -> None:
        """Remember again how things stood, if what was written rests on the same as what stood."""
        self.changed = self.project.misread if self.project else ()
        if self.changed:
            from reqtrace_sphinx.complain import tell  # noqa: PLC0415 - it knows the domain, which knows this

            tell(self._unsettled())
        else:
            self.output.close(self.before)

    def _remember(self, app: Sphinx) -> None:
        from reqtrace_sphinx import remains  # noqa: PLC0415 - where nothing changed, nothing is gone

        files = remains.written(app.builder)
        remains.remove(self.before.written, files, self.output.folder)
        remains.remove_doctrees(self.removed, self.output.doctrees)
        stands = self._standing() if remains.writes_pages(app.builder) else self.now.pages
        is_whole = stands == self.now.pages
        self.output.close(
            msgspec.structs.replace(
                self.now,
                footing=self.footing.digest if is_whole and not self.changed else "",
                navigation=self.now.navigation if is_whole else "",
                pages=stands,
                written=files,
                objects=TraceDomain.of(app.env).objects(),
            )
        )

    def _standing(self) -> dict[str, str]:
        """What each page shows as it is written now: one that was not written again shows what it showed."""
        return {
            docname: digest if docname in self.written else self.before.pages.get(docname, "")
            for docname, digest in self.now.pages.items()
        }


@contextmanager
def _unswept() -> Iterator[None]:
    """Look for no circles while conclusions are made: these are many records, and no circles."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


def _documents(env: BuildEnvironment) -> str:
    """A digest of when each document was read, and of what others offer for what is cited in them.

    Another one, and the environment is not what it was.
    """
    cited = (id_ for page in TraceDomain.of(env).pages.values() for id_ in page.references)
    return hashlib.sha256(repr((sorted(env.all_docs.items()), offered(env, cited))).encode()).hexdigest()[:32]
