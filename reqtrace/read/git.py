# SPDX-License-Identifier: Apache-2.0
"""What git says of a folder: the commit that is checked out, what is not in it, and which commit a revision names.

Git is only ever asked: it runs without a shell, writes nothing, fetches nothing, asks nobody, and executes nothing that
a repository or its user configured, such as hooks, filters and monitors. Replaced objects are seen as they were.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

from msgspec import Struct

from reqtrace.catalogue import Code
from reqtrace.diagnostic import Diagnostic
from reqtrace.span import Span

_QUIET: Final = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,
    "core.pager": "cat",
    "core.askPass": "",
    "core.checkStat": "default",
    "core.ignoreStat": "false",
    "core.quotePath": "true",
    "core.trustctime": "true",
    "credential.helper": "",
    "diff.external": "",
    "gc.auto": "0",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "submodule.recurse": "false",
}
"""What is configured otherwise than anybody may have done: nothing is executed, fetched or asked, and no change that
the file system knows of is overlooked."""
_FILTERS: Final = r"^filter\..*\.(clean|smudge|process|required)$"
_NO_FILTER: Final = (b"unspecified", b"unset")
"""What git says of files that pass through no filter."""
_KEPT: Final = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH")
"""How the variables begin that only say where git finds itself and its settings; a hook sets others."""
_ENVIRONMENT: Final = {
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_GIT: Final = "git is not installed"
_NO_REPOSITORY: Final = "it lies in no git repository"


class Commit(Struct, frozen=True):
    """A commit that is checked out: its whole hash, when it was made, and whether anything tracked was changed since.

    `date` is in UTC and whole seconds; None where the commit states one that no calendar has.
    """

    hash: str
    date: datetime | None
    dirty: bool


class Repository(Struct, frozen=True, dict=True):
    """A repository of which something is checked out: the folder that was asked for, and the one with everything."""

    folder: str
    top: str

    def ask(self, *words: str, said: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        """Ask git something in the topmost folder; `said` is what it is to read."""
        return _ask(self.top, words, said, self._filters)

    def line(self, *words: str) -> str:
        """The one line that git answers; empty where it fails."""
        asked = self.ask(*words)
        return os.fsdecode(asked.stdout).strip() if asked.returncode == 0 else ""

    @property
    def shallow(self) -> bool:
        """Whether older commits are missing here."""
        return self.line("rev-parse", "--is-shallow-repository") == "true"

    @cached_property
    def _filters(self) -> Sequence[str]:
        """The settings that name programs through which git passes files."""
        asked = _ask(self.top, ("config", "-z", "--name-only", "--get-regexp", _FILTERS))
        return sorted({os.fsdecode(name) for name in asked.stdout.split(b"\0") if name})


def repository(folder: str | os.PathLike[str]) -> Repository | str:
    """The repository that `folder` is part of, or why there is none."""
    path = os.path.realpath(folder)
    if shutil.which("git") is None:
        return _NO_GIT
    asked = _ask(path, ("rev-parse", "--is-inside-work-tree", "--show-toplevel"))
    inside, _, top = os.fsdecode(asked.stdout).partition("\n")
    if asked.returncode == 0 and inside == "true":
        return Repository(path, top.removesuffix("\n"))
    if inside == "false":
        return "nothing is checked out there: it is a bare repository, or git's own folder"
    complaint = os.fsdecode(asked.stderr).partition("\n")[0].removeprefix("fatal: ")
    return _NO_REPOSITORY if "not a git repository" in complaint else f"git says: {complaint}"


def commit(folder: str | os.PathLike[str]) -> Commit | None:
    """The commit that is checked out where `folder` is; None without a repository, git or a commit.

    It is dirty if anything that git tracks was changed, in submodules too. Files that git does not track do not count:
    which of those were read is found out by `unversioned`.
    """
    found = repository(folder)
    if isinstance(found, str):
        return None
    seconds, _, hash_ = found.line("rev-list", "--max-count=1", "--timestamp", "HEAD", "--").partition(" ")
    if not hash_:
        return None
    status = found.ask(
        "status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=untracked"
    )
    return Commit(hash_, _date(seconds), dirty=status.returncode != 0 or bool(status.stdout))


def absence(folder: str | os.PathLike[str]) -> str:
    """Why no commit is checked out where `folder` is, as half a sentence; empty where one is."""
    found = repository(folder)
    if isinstance(found, str):
        return found
    return "" if found.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}") else "its repository has no commit yet"


def unversioned(folder: str | os.PathLike[str], files: Iterable[str]) -> tuple[str, ...]:
    """Those of `files`, paths that can be opened, which git does not know or has otherwise, in order.

    Together with `Commit.dirty` that says whether what was read is what was committed, whatever git was told not to
    look at. Links count as what they lead to. All of them where there is no repository.
    """
    found = repository(folder)
    if isinstance(found, str):
        return tuple(files)
    known = _known(found)
    top = os.fsencode(os.path.realpath(found.top))
    names = {file: os.path.relpath(os.fsencode(os.path.realpath(file)), top) for file in files}
    same = _unchanged(found, {name: known[name] for name in names.values() if name in known})
    return tuple(file for file, name in names.items() if name not in same)


def _known(found: Repository) -> Mapping[bytes, bytes]:
    """The hash of every file that git has and looks at, by its name seen from the topmost folder."""
    listed = found.ask("ls-files", "-z", "-v", "-s", "--recurse-submodules", "--full-name")
    if listed.returncode != 0:  # a git that does not list the files of submodules like that
        listed = found.ask("ls-files", "-z", "-v", "-s", "--full-name")
    known: dict[bytes, bytes] = {}
    for line in listed.stdout.split(b"\0"):
        said, _, name = line.partition(b"\t")
        # The letter before a name is small where git is to take the file for unchanged, and S where it is not here.
        if said[:1] == b"H":
            known[name] = said.split()[2]
    return known


# [impl->dsn~contents_are_held_against_the_commit~1]
def _unchanged(found: Repository, known: Mapping[bytes, bytes]) -> Set[bytes]:
    """Those of the files that git has as they are here; what passes through a filter is left to git's status.

    Only their contents tell: a file can be changed in such a way that its size and its times are what they were.
    """
    plain = [name for name in known if b"\n" not in name and not name.startswith(b'"')]
    asked = [name for name in plain if Path(found.top, os.fsdecode(name)).is_file()]
    said = found.ask("hash-object", "--stdin-paths", said=b"".join(name + b"\n" for name in asked)).stdout.split()
    hashes = dict(zip(asked, said, strict=False))
    other = [name for name in asked if hashes.get(name) != known[name]]
    return (set(asked) - set(other)) | (_filtered(found, other) if other else set())


def _filtered(found: Repository, names: Iterable[bytes]) -> Set[bytes]:
    """Those of the files that are kept otherwise than they lie here, as large ones are (LFS)."""
    said = found.ask("check-attr", "-z", "--stdin", "filter", said=b"".join(name + b"\0" for name in names)).stdout
    words = said.split(b"\0")
    return {name for name, value in zip(words[::3], words[2::3], strict=False) if value not in _NO_FILTER}


def resolve(found: Repository, revision: str) -> str | Diagnostic:
    """The hash of the commit that `revision` names, or why it names none."""
    if revision.startswith("-") or not revision.isprintable() or not revision:
        return _unknown(revision, "that is no revision")
    hash_ = found.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if hash_:
        return hash_
    if not found.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}"):
        return _unknown(revision, "the repository has no commit yet")
    return _unknown(revision, "git knows no such commit", _deepen(found))


def merge_base(found: Repository, revision: str) -> str | Diagnostic:
    """The hash of the commit at which HEAD left `revision`, or why there is none."""
    hash_ = resolve(found, revision)
    if isinstance(hash_, Diagnostic):
        return hash_
    bases = found.line("merge-base", "--all", hash_, "HEAD").split()
    # Where two histories were merged crosswise there are several; any is as good, and the least is always the same.
    return min(bases) if bases else _unknown(revision, "it shares no commit with what is checked out", _deepen(found))


def _deepen(found: Repository) -> str:
    if not found.shallow:
        return ""
    return "only the newest commits are here: fetch the others with `git fetch --unshallow` (`fetch-depth: 0` in CI)"


def _unknown(revision: str, reason: str, help_: str = "") -> Diagnostic:
    shown = revision if revision.isprintable() and revision else repr(revision)
    return Diagnostic(Code.UNKNOWN_STATE, f"{shown} can not be looked at: {reason}", Span(shown), (), help_)


def _date(seconds: str) -> datetime | None:
    try:
        return _EPOCH + timedelta(seconds=int(seconds))
    except (ValueError, OverflowError):
        return None


# [impl->dsn~git_is_only_asked~1]
def _ask(
    folder: str, words: Sequence[str], said: bytes | None = None, without: Sequence[str] = ()
) -> subprocess.CompletedProcess[bytes]:
    """Run git in `folder`; the settings called `without` are empty."""
    settings = [word for name, value in _QUIET.items() for word in ("-c", f"{name}={value}")]
    return subprocess.run(  # noqa: S603 - no shell, and no word of another is taken for an option
        [shutil.which("git") or "git", "--no-pager", *settings, "-C", folder, *words],
        input=said,
        stdin=subprocess.DEVNULL if said is None else None,
        capture_output=True,
        check=False,
        env=_environment(without),
    )


def _environment(without: Sequence[str]) -> dict[str, str]:
    """What git is told besides its words: nothing that a hook or a user set, but for where its settings are."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)}
    told |= _ENVIRONMENT
    if without:
        there = told.get("GIT_CONFIG_COUNT", "")
        first = int(there) if there.isdecimal() else 0
        told["GIT_CONFIG_COUNT"] = str(first + len(without))
        for number, name in enumerate(without, first):
            told[f"GIT_CONFIG_KEY_{number}"] = name
            told[f"GIT_CONFIG_VALUE_{number}"] = "false" if name.endswith(".required") else ""
    return told
