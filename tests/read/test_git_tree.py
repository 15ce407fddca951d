# SPDX-License-Identifier: Apache-2.0
"""The files of a commit, as they were kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reqtrace.read.git import Repository, repository, resolve
from reqtrace.read.git_tree import Entry, Tree, tree

if TYPE_CHECKING:
    import conftest


def opened(folder: Path, revision: str = "HEAD") -> Tree:
    found = repository(folder)
    assert isinstance(found, Repository)
    hash_ = resolve(found, revision)
    assert isinstance(hash_, str)
    listed = tree(found, hash_)
    assert isinstance(listed, Tree)
    return listed


def every(_: str) -> bool:
    return True


def files(folder: Path) -> dict[str, str]:
    """What was written, by path; where a link leads."""
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


# [utest->dsn~revisions_as_they_were_kept~1]
def test_a_commit_is_written_as_it_was_kept(history: conftest.Repository, tmp_path: Path) -> None:
    attributes = "* text eol=crlf filter=loud export-subst\nhidden.rst export-ignore\n"
    kept = {"docs/a.rst": "a $Format:%H$\n", "hidden.rst": "h\n", ".gitattributes": attributes, "ünï code.rst": "u\n"}
    history.git("config", "filter.loud.smudge", "tr a-z A-Z")
    history.commit(kept)
    history.commit({"docs/a.rst": "b\n"})
    before = opened(history.folder, "HEAD~1")
    assert before.write(before.entries, tmp_path / "out") == ()
    assert files(tmp_path / "out") == {**kept, ".git/info/exclude": (history.folder / ".git/info/exclude").read_text()}


def test_only_what_is_wanted_is_written(history: conftest.Repository) -> None:
    (history.folder / "docs").mkdir()
    (history.folder / "docs/common.rst").symlink_to("../common/shared.rst")
    history.commit({"docs/a.rst": "", "docs/b.png": "", "other/c.rst": "", "common/shared.rst": "", ".gitignore": "x"})
    listed = opened(history.folder)
    wanted = [".gitignore", "common/shared.rst", "docs/a.rst", "docs/common.rst"]
    assert listed.below(["docs"], lambda name: name.endswith(".rst")) == wanted
    assert listed.below(["../elsewhere"], every) == [".gitignore"]


def test_a_path_below_a_link_is_found(history: conftest.Repository) -> None:
    (history.folder / "docs").symlink_to("real")
    history.commit({"real/a.rst": ""})
    assert opened(history.folder).below(["docs/a.rst"], every) == ["docs", "real/a.rst"]


def test_links_stay_inside(history: conftest.Repository, tmp_path: Path) -> None:
    for name, target in (("out", "/etc/passwd"), ("up", "../../x"), ("git", ".git/config"), ("in", "a.rst")):
        (history.folder / name).symlink_to(target)
    history.commit({"a.rst": "a"})
    listed = opened(history.folder)
    said = listed.write(listed.entries, tmp_path / "out")
    assert [each.message for each in said] == [
        f"{name} is not looked at: it leads out of the repository" for name in ("git", "out", "up")
    ]
    assert {name for name in files(tmp_path / "out") if not name.startswith(".git/")} == {"a.rst", "in"}


def test_nothing_is_written_where_a_name_leads(history: conftest.Repository, tmp_path: Path) -> None:
    history.commit({"a.rst": "a"})
    listed = opened(history.folder)
    entry = listed.entries["a.rst"]
    names = ["../x.rst", "/x.rst", "a/../../x.rst", ".GIT/config", "b/.git/hooks/x", "good.rst"]
    crafted = Tree(listed.repository, listed.commit, dict.fromkeys(names, entry))
    said = crafted.write(names, tmp_path / "deep/out")
    assert [each.message for each in said] == [
        f"{name} is not looked at: its name leads elsewhere" for name in names[:-1]
    ]
    assert set(files(tmp_path / "deep")) == {"out/good.rst", "out/.git/info/exclude"}


def test_nothing_is_written_through_a_link(history: conftest.Repository, tmp_path: Path) -> None:
    (history.folder / "link").symlink_to("folder")
    history.commit({"a.rst": "a", "folder/b.rst": "b"})
    listed = opened(history.folder)
    crafted = Tree(listed.repository, listed.commit, {**listed.entries, "link/b.rst": listed.entries["a.rst"]})
    said = crafted.write(crafted.entries, tmp_path / "out")
    assert [each.message for each in said] == [
        "link/b.rst is not looked at: what holds it is no folder in the same commit",
    ]
    assert (tmp_path / "out/folder/b.rst").read_text() == "b"


def test_no_link_is_made_through_a_link(history: conftest.Repository, tmp_path: Path) -> None:
    (tmp_path / "secret.rst").write_text("`req~secret~1`\n")
    (history.folder / "deep").mkdir()
    (history.folder / "deep/x.rst").symlink_to("../../secret.rst")
    history.commit({"a.rst": "a"})
    listed = opened(history.folder)
    entries = {"d/e/f": _link_to(history, "../.."), "d/e/f/y.rst": listed.entries["deep/x.rst"]}
    crafted = Tree(listed.repository, listed.commit, entries)
    said = crafted.write(crafted.entries, tmp_path / "out")
    assert [each.message for each in said] == [
        "d/e/f/y.rst is not looked at: what holds it is no folder in the same commit"
    ]
    assert not (tmp_path / "out/y.rst").is_symlink()


def test_a_link_that_is_damaged_is_told(history: conftest.Repository, tmp_path: Path) -> None:
    (history.folder / "link.rst").symlink_to("a.rst")
    history.commit({"a.rst": "a"})
    listed = opened(history.folder)
    lost = listed.entries["link.rst"].hash
    (history.folder / ".git/objects" / lost[:2] / lost[2:]).unlink()
    said = listed.write(listed.below(["."], every), tmp_path / "out")
    assert [each.message for each in said] == ["link.rst can not be looked at: git does not have all of it here"]
    assert said[0].code.misuse
    entry = _link_to(history, "a\0b")
    said = Tree(listed.repository, listed.commit, {"odd": entry}).write(["odd"], tmp_path / "other")
    assert [each.message for each in said] == ["odd is not looked at: it is a link to what can not be a name"]


def test_a_damaged_object_keeps_no_other_from_being_read(history: conftest.Repository, tmp_path: Path) -> None:
    whole = "".join(f"{number} is a line\n" for number in range(2000))
    history.commit({"a.rst": "a", "b.rst": whole, "c.rst": "c"})
    listed = opened(history.folder)
    hash_ = listed.entries["b.rst"].hash
    place = history.folder / ".git/objects" / hash_[:2] / hash_[2:]
    content = place.read_bytes()
    half = len(content) // 2
    place.chmod(0o644)
    place.write_bytes(content[:half] + bytes(255 - each for each in content[half:]))
    said = listed.write(listed.entries, tmp_path / "out")
    assert [each.message for each in said] == ["b.rst can not be looked at: git does not have all of it here"]
    assert said[0].code.misuse
    assert {name for name in files(tmp_path / "out") if not name.startswith(".git/")} == {"a.rst", "c.rst"}


def test_what_is_not_here_is_told(history: conftest.Repository, tmp_path: Path) -> None:
    inner = type(history)(_made(tmp_path / "inner"))
    inner.commit({"deep.rst": "deep"})
    history.git("submodule", "--quiet", "add", str(inner.folder), "sub")
    history.commit({"big.rst": "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"})
    listed = opened(history.folder)
    said = listed.write(listed.entries, tmp_path / "out")
    assert [each.message for each in said] == [
        "big.rst is not looked at: git only keeps where it is stored (LFS)",
    ]
    assert (tmp_path / "out/sub/deep.rst").read_text() == "deep"
    history.git("submodule", "--quiet", "deinit", "--force", "sub")
    said = listed.write(["sub"], tmp_path / "without")
    assert [each.message for each in said] == [
        "sub is not looked at: it is a submodule, the commit of which is not here"
    ]


def test_an_object_that_git_lost_is_a_misuse(history: conftest.Repository, tmp_path: Path) -> None:
    history.commit({"a.rst": "a", "b.rst": "b"})
    listed = opened(history.folder)
    lost = listed.entries["a.rst"].hash
    (history.folder / ".git/objects" / lost[:2] / lost[2:]).unlink()
    said = listed.write(listed.entries, tmp_path / "out")
    assert [each.message for each in said] == ["a.rst can not be looked at: git does not have all of it here"]
    assert all(each.code.misuse for each in said)
    assert (tmp_path / "out/b.rst").read_text() == "b"


def test_what_can_not_be_written_here_is_told(history: conftest.Repository, tmp_path: Path) -> None:
    history.commit({"a.rst": "a"})
    listed = opened(history.folder)
    name = f"{'x' * 300}.rst"
    said = Tree(listed.repository, listed.commit, {name: listed.entries["a.rst"]}).write([name], tmp_path / "out")
    assert [each.message for each in said] == [
        f"{name} can not be looked at: it can not be written aside: File name too long"
    ]
    assert said[0].code.misuse


def test_what_a_partial_clone_does_not_have_is_not_fetched(history: conftest.Repository, tmp_path: Path) -> None:
    history.git("config", "uploadpack.allowFilter", "true")
    history.commit({"a.rst": "a", "b.rst": "b", "c.rst": "c"})
    history.commit({"b.rst": "changed"})
    history.git("clone", "-q", "--filter=blob:none", f"file://{history.folder}", str(tmp_path / "partial"))
    listed = opened(tmp_path / "partial", "HEAD~1")
    said = listed.write(listed.entries, tmp_path / "out")
    assert [each.message for each in said] == ["b.rst can not be looked at: git does not have all of it here"]
    assert listed.write(["a.rst", "c.rst"], tmp_path / "some") == ()


def _link_to(history: conftest.Repository, target: str) -> Entry:
    found = repository(history.folder)
    assert isinstance(found, Repository)
    return Entry("120000", found.ask("hash-object", "-w", "--stdin", said=target.encode()).stdout.decode().strip())


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
