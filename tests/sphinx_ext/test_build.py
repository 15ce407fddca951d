# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sites import CASE, DOCUMENTS, FAULTS, RUNS, Site

from reqtrace_sphinx.memory import SEAL, Complaint, Memory, Output

BUILD = """\
import sys
from sphinx.cmd.build import main

code = main(["-q", "-D", "extensions=reqtrace_sphinx", "-D", "reqtrace_fail_on=failed", "source", "out"])
print(code, [name for name in ("reqtrace.pipeline", "reqtrace.read.rst") if name in sys.modules])
"""


# [utest->dsn~builds_are_repeatable~1]
def test_where_nothing_changed_nothing_is_concluded_and_all_is_told_again(site: Site) -> None:
    site.write(DOCUMENTS | {"cases": CASE.replace(RUNS, FAULTS)})
    done = [
        subprocess.run([sys.executable, "-c", BUILD], cwd=site.folder, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert [each.stdout for each in done] == ["1 ['reqtrace.pipeline', 'reqtrace.read.rst']\n", "1 []\n"]
    assert "[reqtrace.RT306]" in done[0].stderr
    assert done[0].stderr == done[1].stderr


def test_nothing_is_written_again_where_nothing_changed_but_what_is_missing(site: Site) -> None:
    made = site.write(DOCUMENTS).build()
    other = (made / "product.html").stat().st_mtime_ns
    lost = made / "safety.html"
    text = lost.read_bytes()
    lost.unlink()
    site.build()
    assert lost.read_bytes() == text
    assert (made / "product.html").stat().st_mtime_ns == other


VANISHING = """\
from pathlib import Path

def vanish(app, env):
    if Path(app.srcdir, "now.flag").exists():
        Path(app.srcdir, "safety.rst").write_text("Nothing\\n=======\\n")

def setup(app):
    app.connect("env-updated", vanish)
"""


def test_an_item_that_vanishes_when_nothing_had_changed_ends_no_build(site: Site) -> None:
    site.write(DOCUMENTS)
    (site.source / "conf.py").write_text(VANISHING)
    lost = site.build() / "safety.html"
    lost.unlink()
    (site.source / "now.flag").touch()
    site.build()
    assert '<code class="reqtrace-identity">SSR.hide.1</code>' in lost.read_text()
    assert "SSR.hide.1" not in site.page("safety")


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"layout": 0}', b'{"pages": 1}'])
def test_what_is_not_understood_is_not_believed(site: Site, damage: bytes) -> None:
    site.write(DOCUMENTS).build()
    memory = next((site.folder / "trees").glob("reqtrace-*.json"))
    kept = memory.read_bytes()
    memory.write_bytes(damage)
    site.build()
    assert json.loads(memory.read_bytes()) == json.loads(kept)


def test_what_is_remembered_is_recalled(tmp_path: Path) -> None:
    memory = Memory(footing="a", pages={"index": "b"}, complaints=(Complaint("a.rst", 1, "RT202", "words"),))
    (tmp_path / "out").mkdir()
    output = Output(tmp_path / "out", tmp_path, "html")
    assert output.recall() == Memory()
    output.close(memory)
    assert output.recall() == memory
    for other in (Output(tmp_path, tmp_path, "html"), Output(tmp_path / "out", tmp_path, "text")):
        assert other.recall() == Memory()
    assert [path.suffix or path.name for path in sorted(tmp_path.iterdir())] == ["out", ".json"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == [SEAL]


# [utest->dsn~builds_are_repeatable~1]
@pytest.mark.parametrize("seal", [None, b"", b"\xff", b"0" * 32])
def test_without_its_seal_only_what_may_be_written_is_believed(tmp_path: Path, seal: bytes | None) -> None:
    memory = Memory(footing="a", navigation="b", pages={"index": "c"}, written={"index": ("index.html",)})
    output = Output(tmp_path, tmp_path, "html")
    output.close(memory)
    (tmp_path / SEAL).unlink() if seal is None else (tmp_path / SEAL).write_bytes(seal)
    assert output.recall() == Memory(written=memory.written)


def test_from_the_first_page_until_the_last_only_what_may_be_written_is_known(tmp_path: Path) -> None:
    output = Output(tmp_path, tmp_path, "html")
    output.close(Memory(footing="a", pages={"index": "c"}))
    output.open({"index": ("index.html",)})
    assert not (tmp_path / SEAL).exists()
    assert output.recall() == Memory(written={"index": ("index.html",)})
    output.close(Memory())
    output.open({})
    Output(tmp_path, tmp_path, "linkcheck").close(Memory(footing="a"))
    assert not (tmp_path / SEAL).exists()


def test_outputs_of_one_environment_do_not_take_each_other_for_current(site: Site) -> None:
    settings = site.write(DOCUMENTS).source / "reqtrace.toml"
    site.build()
    settings.write_text('exclude = ["safety.rst"]\n')
    site.build(output="other")
    settings.unlink()
    assert "reqtrace-card" in (site.build() / "safety.html").read_text()
