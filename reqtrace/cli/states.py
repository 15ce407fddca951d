# SPDX-License-Identifier: Apache-2.0
"""The states of a project that a command can name: a revision in git, a folder, a bundle; and where each one lies."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from reqtrace import config as configuration
from reqtrace.catalogue import Code
from reqtrace.cli.place import Place
from reqtrace.config import Config
from reqtrace.config.reading import SHARED_FILE
from reqtrace.diagnostic import Diagnostic
from reqtrace.read.formats import Formats
from reqtrace.read.git import Repository, merge_base, repository, resolve
from reqtrace.read.git_tree import Tree, tree
from reqtrace.span import Span

HERE: Final = "the working tree"
"""What is traced where a command is called, as people are told of it."""
_HASH: Final = 12
"""How many digits of a commit people are shown."""
_OUTSIDE: Final = "is not looked at: it lies outside of the repository, so nobody knows what was there"
_BESIDE: Final = frozenset({"conf.py", "environment.pickle"})
"""Files that say what a folder is for, besides those that are hidden."""


def find_state(name: str, typed: Sequence[str], end: ExitStack) -> Place | Diagnostic:
    """The state that `name` stands for, or why it can not be looked at; `typed` are the paths that count there.

    What begins with a dot or a slash is a folder or a bundle; so is what else is there and no revision. What is written
    aside for it is there until `end`.
    """
    found, typed = repository(Path.cwd()), _seen_from_here(typed)
    if name.startswith((".", "/")):
        return _there(name, typed, end)
    is_there = os.path.lexists(name)
    if isinstance(found, str):
        return _there(name, typed, end) if Path(name).is_dir() or _is_bundle(name) else _refusal(name, found)
    hash_ = resolve(found, name)
    if isinstance(hash_, Diagnostic):
        return _there(name, typed, end) if is_there else hash_
    if is_there:
        help_ = f"write ./{name} for what is there, and {name}^0 for the revision"
        return _unknown(name, "that is a revision and the name of a file or folder", help_)
    return at_commit(found, name, hash_, typed, end)


def _is_bundle(name: str) -> bool:
    return name[-4:].lower() == ".zip" and Path(name).is_file()


def at_commit(found: Repository, name: str, hash_: str, typed: Sequence[str], end: ExitStack) -> Place | Diagnostic:
    """The state of a commit, which people know as `name`, written aside until `end`."""
    listed = tree(found, hash_)
    if isinstance(listed, Diagnostic):
        return listed
    try:
        root = Path(end.enter_context(TemporaryDirectory(prefix="reqtrace-"))).resolve()
        return _written(listed, name, typed, root)
    except OSError as problem:
        reason = f"it can not be written aside: {problem.strerror or problem}"
        return _unknown(name, reason, "set TMPDIR to a folder with enough space")


def _written(listed: Tree, name: str, typed: Sequence[str], root: Path) -> Place | Diagnostic:
    """The state of a commit in the empty folder `root`, with its settings, as seen from the current folder."""
    found, hash_ = listed.repository, listed.commit
    here = os.path.relpath(Path.cwd().resolve(), found.top)
    folder = (root / here).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    said = listed.write(_settings_in(listed, here), root)
    file = _settings_for(folder, root)
    config, problems = _read(file, name)
    if any(problem.code.misuse for problem in problems):
        return problems[0]
    beside = file.parent if file and not typed else folder
    paths = {path: os.path.normpath(beside / path) for path in typed or config.paths}
    outside = [path for path, opened in paths.items() if not Path(opened).is_relative_to(root)]
    said += tuple(Diagnostic(Code.PARTIAL_STATE, f"{path} {_OUTSIDE}", Span(path)) for path in outside)
    inside = {path: opened for path, opened in paths.items() if path not in outside}
    seen = [os.path.relpath(opened, root) for opened in inside.values()]
    wanted = {*listed.below(seen, _reader(config)), *_records_in(listed, file, config, root)}
    said += listed.write(sorted(wanted - set(_settings_in(listed, here))), root)
    there = {path: opened for path, opened in inside.items() if os.path.lexists(opened)}
    missing = tuple(path for path in typed if path not in there)
    shown = name if hash_.startswith(name) else f"{name} ({hash_[:_HASH]})"
    return Place(shown, config, tuple(there.values()), folder, root, said, missing, commit=hash_)


def fork_of(revision: str, typed: Sequence[str], end: ExitStack) -> Place | Diagnostic:
    """The state at which what is checked out left `revision`: what others did there since is not held against it."""
    found = repository(Path.cwd())
    if isinstance(found, str):
        return _refusal(revision, found)
    hash_ = merge_base(found, revision)
    if isinstance(hash_, Diagnostic):
        return hash_
    return at_commit(found, revision, hash_, _seen_from_here(typed), end)


def _seen_from_here(paths: Sequence[str]) -> tuple[str, ...]:
    """Paths that can be followed in any state: whole ones lead to what is here, whatever the state."""
    here = Path.cwd().resolve()
    return tuple(os.path.relpath(Path(path).resolve(), here) if Path(path).is_absolute() else path for path in paths)


def _refusal(name: str, reason: str) -> Diagnostic:
    return _unknown(name, f"there is no folder and no bundle of that name, and as to git, {reason}")


def _unknown(name: str, reason: str, help_: str = "") -> Diagnostic:
    shown = name if name.isprintable() and name else repr(name)
    return Diagnostic(Code.UNKNOWN_STATE, f"{shown} can not be looked at: {reason}", Span(shown), (), help_)


def _there(name: str, typed: Sequence[str], end: ExitStack) -> Place | Diagnostic:
    """The state in a folder: with the settings in it, else those above, of which then only the paths do not count."""
    folder = Path(name)
    if _is_bundle(name):
        from reqtrace.cli.bundled import in_bundle  # noqa: PLC0415 - other states need nothing of bundles

        return in_bundle(name, typed, end)
    if not folder.is_dir():
        return _unknown(name, "it is no folder and no bundle" if os.path.lexists(name) else "it does not exist")
    file = configuration.find(folder.resolve())
    config, problems = _read(file, name)
    if any(problem.code.misuse for problem in problems):
        return problems[0]
    is_own = file is not None and (file.parent == folder.resolve() or folder.resolve() == Path.cwd().resolve())
    beside = file.parent if file and is_own and not typed else folder.resolve()
    paths = typed or (config.paths if is_own or file is None else (".",))
    opened = [os.path.join(name, os.path.relpath(beside / path, folder.resolve())) for path in paths]  # noqa: PTH118 - as typed
    there = {path: os.path.normpath(each) for path, each in zip(paths, opened, strict=True) if os.path.lexists(each)}
    missing = tuple(path for path in typed if path not in there)
    return Place(HERE if name == "." else name, config, tuple(there.values()), folder, None, (), missing)


def _settings_in(listed: Tree, here: str) -> list[str]:
    """The files in and above the folder `here` that may hold settings."""
    folders = [Path(here), *Path(here).parents]
    names = (os.path.normpath(folder / name) for folder in folders for name in (configuration.OWN_FILE, SHARED_FILE))
    return sorted({name for name in names if name in listed.entries})


def _settings_for(folder: Path, root: Path) -> Path | None:
    """The settings that hold in `folder`; whatever stands above `root` has nothing to do with it."""
    file = configuration.find(folder)
    return file if file and file.is_relative_to(root) else None


def _records_in(listed: Tree, file: Path | None, config: Config, root: Path) -> Sequence[str]:
    """The file of inspections that settings name, where the commit has it, and what leads there."""
    if file is None or not config.inspections:
        return ()
    return listed.below([os.path.relpath(file.parent / config.inspections, root)], lambda _: False)


def _read(file: Path | None, name: str) -> tuple[Config, tuple[Diagnostic, ...]]:
    if file is None:
        return Config(), ()
    config, _, problems = configuration.read(file, f"{name}:{file.name}")
    return config, problems


def _reader(config: Config) -> Callable[[str], bool]:
    """What finds out whether a file matters, by name: it is read, or says what is left out."""
    formats = Formats.of(config)

    def matters(name: str) -> bool:
        return name.startswith(".") or name in _BESIDE or formats.may_read(name)

    return matters
