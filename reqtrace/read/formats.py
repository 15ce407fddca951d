# SPDX-License-Identifier: Apache-2.0
"""Which file is read how: by its name, and by its beginning where the name leaves it open."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto
from typing import Final

from reqtrace.config import Config
from reqtrace.read.archive import is_archive
from reqtrace.read.reading import Reader

_PEER = """
    .ads .adb .bat .c .C .cc .cpp .c++ .h .H .h++ .hh .hpp .c# .cs .cfg .conf .ini .feature .go .groovy .json .htm .html
    .xhtml .xml .yaml .yml .fxml .java .clj .kt .kts .scala .js .mjs .cjs .ejs .ts .lua .m .mm .php .proto .pl .pm .py
    .robot .pu .puml .plantuml .r .rs .sh .bash .zsh .sv .v .inc .swift .toml .tf .tfvars .sql .pls
"""
_OWN = ".S .s .asm .dts .dtsi .dtso .mk .cmake .cxx .hxx .tsx .jsx .rb .txt Makefile Kconfig"

PEER_SOURCES: Final = frozenset(_PEER.split())
"""The endings of the source files that OpenFastTrace reads."""

OWN_SOURCES: Final = frozenset(_OWN.split())
"""What the tree of a hypervisor needs besides."""

DEFAULT_SOURCES: Final = PEER_SOURCES | OWN_SOURCES
"""The source files that are read where a project says nothing: what begins with a dot ends a name, else it is one."""


class Format(Enum):
    """The forms in which items are written."""

    RST = auto()
    MARKDOWN = auto()
    SPECOBJECT = auto()
    XML = auto()
    """A specdocument, or a source file: its beginning decides."""
    SOURCE = auto()


_DOCUMENTS: Final = {
    ".rst": Format.RST,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".oreqm": Format.SPECOBJECT,
    ".xml": Format.XML,
}
"""The formats of documents by the ending of their names, whose case does not matter."""


# [impl->dsn~format_from_the_name~1]
class Formats:
    """Which file is read how in one project, whose source files are those that `sources` names.

    An entry of `sources` that begins with a dot is the ending of names, any other is a whole name; its case matters,
    as ``.c`` and ``.C`` are two languages. `signature` tells one choice from another.
    """

    @classmethod
    def of(cls, config: Config) -> Formats:
        """What a project decided: its own source files instead of the usual ones, or some besides."""
        return cls((*(DEFAULT_SOURCES if config.sources is None else config.sources), *config.more_sources))

    def __init__(self, sources: Iterable[str] = DEFAULT_SOURCES) -> None:
        self._sources = frozenset(sources)
        self.signature = " ".join(sorted(self._sources))

    def may_read(self, name: str) -> bool:
        """Whether a file or an archive of that name is looked at; folders before the name do not matter."""
        return is_archive(name) or self._by_name(name) is not None

    def reader(self, name: str, text: str) -> Reader | None:
        """What reads the file called `name` that holds `text`."""
        match self._by_name(name):
            case Format.RST:
                from reqtrace.read.rst import read_rst  # noqa: PLC0415 - only formats that occur are loaded

                return read_rst
            case Format.MARKDOWN:
                from reqtrace.read.markdown import read_markdown  # noqa: PLC0415 - as above

                return read_markdown
            case Format.SPECOBJECT | Format.XML as format_:
                from reqtrace.read.specobject import is_specobject, read_specobjects  # noqa: PLC0415 - as above

                if format_ is Format.SPECOBJECT or is_specobject(text):
                    return read_specobjects
        if self._is_source(name):
            from reqtrace.read.tags import read_tags  # noqa: PLC0415 - as above

            return read_tags
        return None

    def _by_name(self, name: str) -> Format | None:
        """The format that the name of a file tells."""
        stem, dot, ending = name.rpartition(".")
        document = _DOCUMENTS.get(f".{ending.lower()}") if dot and stem else None
        return document or (Format.SOURCE if self._is_source(name) else None)

    def _is_source(self, name: str) -> bool:
        """Whether a file is one of the project's sources."""
        name = name[max(name.rfind("/"), name.rfind("!")) + 1 :]
        place = name.rfind(".")
        return name in self._sources or (place >= 0 and name[place:] in self._sources)
