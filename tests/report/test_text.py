# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console
from samples import BOOTS, EVIDENCE, ITEMS, case, id_of, item, project, sound_project

from reqtrace.catalogue import Code
from reqtrace.evidence import Evidence
from reqtrace.report import text

Golden = Callable[[str, str], None]


def written(
    show: Callable[[Console], None], width: int = 80, *, terminal: bool = False, encoding: str = "utf-8"
) -> str:
    stream = io.BytesIO()
    file = io.TextIOWrapper(stream, encoding=encoding)
    show(Console(file=file, width=width, force_terminal=terminal, color_system="standard" if terminal else None))
    file.flush()
    return stream.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [80, 200])
def test_a_run(golden: Golden, width: int) -> None:
    golden(f"terminal/run-{width}.txt", written(lambda console: text.show_run(console, project()), width))


def test_a_sound_run(golden: Golden) -> None:
    golden("terminal/run-sound.txt", written(lambda console: text.show_run(console, sound_project())))


@pytest.mark.parametrize("width", [80, 200])
def test_a_trace(golden: Golden, width: int) -> None:
    golden(
        f"terminal/trace-{width}.txt", written(lambda console: text.show_trace(console, project(evidence=None)), width)
    )


@pytest.mark.parametrize("name", ["SSR~hide~1", "SSR~refuse~2", "Case~refuse_irq~1"])
def test_an_item_explained(golden: Golden, name: str) -> None:
    view = project()
    (entry,) = view.by_id[id_of(name)]
    golden(f"terminal/explain-{entry.id.name}.txt", written(lambda console: text.show_item(console, view, entry)))


def test_a_code_explained(golden: Golden) -> None:
    golden("terminal/explain-code.txt", written(lambda console: text.show_code(console, Code.OUTDATED)))


# [utest->dsn~codes_are_explained~1]
def test_every_code_can_be_explained() -> None:
    for code in Code:
        assert code.mend.split()[0] in written(lambda console, code=code: text.show_code(console, code))


def test_without_a_terminal_there_is_no_escape_code_and_no_blank_at_the_end_of_a_line() -> None:
    shown = written(lambda console: text.show_run(console, project()))
    assert "\x1b" not in shown
    assert all(line == line.rstrip() for line in shown.splitlines())


def test_on_a_terminal_there_are_colours() -> None:
    assert "\x1b[1;31m✕ failed" in written(lambda console: text.show_run(console, project()), terminal=True)


def test_where_only_ascii_can_be_shown_glyphs_are_ascii() -> None:
    view = sound_project()
    entry = view.rows[0]
    assert "+ verified" in written(lambda console: text.show_item(console, view, entry), encoding="ascii")


@pytest.mark.parametrize("width", [20, 41, 60, 80, 120, 200])
def test_ids_are_never_broken_and_prose_keeps_within_the_width(width: int) -> None:
    shown = written(lambda console: text.show_run(console, project()), width)
    for each in ITEMS:
        if each.id.kind == "SSR":
            assert str(each.id) in shown
    for line in shown.splitlines():
        assert cell_len(line) <= max(width, 40) or len(line.split()) == 1 or "verdicts:" in line or "~" in line


# [utest->dsn~control_characters_are_pictures~1]
def test_what_others_wrote_can_not_steer_the_terminal() -> None:
    title = "Clear \x1b[2J the [red]screen[/red] :bug:"
    evil = [item("SSR~a~1", "a.rst:1", title, needs="Case", description="x\x07\x9b31m")]
    view = project(evil, Evidence("model", "required", ()), ())
    for show in (
        lambda console: text.show_run(console, view),
        lambda console: text.show_trace(console, view),
        lambda console: text.show_item(console, view, view.entries[0]),
    ):
        shown = written(show)
        assert "\x1b" not in shown
        assert "\x9b" not in shown
        assert "\x07" not in shown
        assert "Clear ␛[2J the [red]screen[/red] :bug:" in shown


def test_thousands_of_requirements_are_one_line_each() -> None:
    items = [item(f"SSR~n{number}~1", f"a.rst:{number}", needs="Case") for number in range(1, 2001)]
    items += [item(f"Case~n{number}~1", f"b.rst:{number}", covers=f"SSR~n{number}~1") for number in range(1, 2001)]
    cases = tuple(case(str(each.id), BOOTS) for each in items[2000:])
    digests = {each.id: each.digest for each in items}
    evidence = Evidence("model", "required", tuple(replace(each, digest=digests[each.id]) for each in cases))
    shown = written(lambda console: text.show_run(console, project(items, evidence, ())))
    assert len(shown.splitlines()) < 2020


def test_a_requirement_covered_by_more_than_fits_shows_counts() -> None:
    items = [item("SSR~many~1", "a.rst:1", needs="Case")]
    items += [item(f"Case~n{number}~1", f"b.rst:{number}", covers="SSR~many~1") for number in range(1, 101)]
    shown = written(lambda console: text.show_run(console, project(items, Evidence("model", "required", ()), ())))
    assert "  ○ unverified  SSR~many~1  ○100\n" in shown


def test_all_that_was_executed_is_named(golden: Golden) -> None:
    shown = written(lambda console: text.show_run(console, project(evidence=EVIDENCE)))
    assert shown.count("(model, required)") >= 2
    assert shown.endswith(
        "NOT OK: 1 of 5 requirements is verified (model, required); 2 failed, 2 are\n"
        "unverified. (4 errors, 1 warning)\n"
    )
