# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from samples import BOOTS, ITEMS, accepting, case, id_of, item, project

from reqtrace.item import Status
from reqtrace.read.tags import read_tags
from reqtrace.report.block import Badge, Block, Bullets, Card, Line, Link, Literal, Paragraph, Source, Words
from reqtrace.report.sheets.card import card
from reqtrace.report.view import View
from reqtrace.span import Span


def of(text: str, view: View) -> Card:
    return card(view.by_id[id_of(text)][0], view)


def said(shown: Card) -> list[str]:
    """What a card says, as one reads it: how the item stands, then a line for each fact."""
    return [
        _words(shown.standing),
        *(f"{fact.name}: {_read(fact.blocks)}" for fact in shown.facts.facts),
    ]


def _read(blocks: Iterable[Block]) -> str:
    return " | ".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(line):
            yield _words(line)
        case Bullets(entries):
            yield from map(_words, entries)
        case Literal(text):
            yield f"<{text}>"
        case _:
            raise AssertionError(block)


def _words(line: Line) -> str:
    return "".join(map(_word, line))


def _word(part: object) -> str:
    match part:
        case Words(text):
            return text
        case Badge(chip, qualifier):
            return f"{chip} ({qualifier})" if qualifier else str(chip)
        case Link(_, id_, text):
            return f"[{text or id_}]"
        case Source(span):
            return f"{span.file}:{span.line}"
        case _:
            raise AssertionError(part)


# [utest->dsn~cards_show_worth~1]
def test_a_card_says_what_an_item_is_worth_and_why_and_to_whom_it_is_linked() -> None:
    assert said(of("SSR~refuse~2", project())) == [
        "✕ failed (model, required) Safety requirement, revision 2",
        "Because: its links are defective "
        '| [Case~refuse_irq~1]: Then domain "b" is not created: EBUSY: domain "b" runs',
        "Defects: Case~lost~1 covers an older revision of it",
        "Covers: ✕ failed (model, required) [Give a domain its devices]",
        "Test cases: ✕ failed [Two domains, one interrupt] | ✓ passed [Two domains, one device] "
        "| ✕ covered-outdated [Covers a thing that is gone]",
        "Written in: safety.rst:22",
    ]


def test_a_case_that_failed_names_its_step_and_what_the_target_had_done() -> None:
    assert said(of("Case~refuse_irq~1", project())) == [
        "✕ failed (model, required) Test case, revision 1",
        'Stopped at: the second is refused, line 43 | Then domain "b" is not created: EBUSY '
        '| domain "b" runs\nIRQ 34 is routed to it | <d1 a created\nd2 b created>',
        "Covers: ✕ failed (model, required) [Refuse a second owner]",
        "Written in: cases/hide.rst:34",
    ]


def test_what_is_missing_and_a_status_that_is_worth_a_word_are_said() -> None:
    items = [item("SSR~a~1", "safety.rst:3", "A", needs="Case impl", status=Status.DRAFT)]
    assert said(of("SSR~a~1", project(items, None, ()))) == [
        "✕ uncovered ◌ draft Safety requirement, revision 1",
        "Missing: Case, impl",
        "Written in: safety.rst:3",
    ]


def test_a_rejected_item_says_so_once_and_lacks_nothing() -> None:
    assert said(of("SSR~old~1", project())) == [
        "– rejected Safety requirement, revision 1",
        "Written in: safety.rst:52",
    ]


def test_an_accepted_gap_has_its_reason_its_owner_and_its_end() -> None:
    shown = said(of("SSR~second~1", accepting(cases=[case("Case~hide_on~1", BOOTS)])))
    assert (
        "Accepted gaps: no Case covers it: The board has no second IOMMU. "
        "(accepted by Ada on 2026-01-10, holds until 2027-06-30)" in shown
    )


def test_what_exists_nowhere_has_its_id_and_no_anchor() -> None:
    items = [item("SSR~a~1", "safety.rst:3", "A", covers="PRQ~gone~1")]
    shown = of("SSR~a~1", project(items, None, ()))
    assert "Defects: it covers PRQ~gone~1, which does not exist" in said(shown)
    assert "Covers: ✕ orphaned [PRQ~gone~1]" in said(shown)
    assert Link("", id_of("PRQ~gone~1")) in shown.facts.facts[1].blocks[0].entries[0]


# [utest->dsn~cards_show_places~1]
def test_a_tag_that_covers_is_shown_by_its_place_and_by_its_name_where_it_has_one() -> None:
    # oft:off
    tags, _ = read_tags(
        "\n\n/* [impl->SSR~a~1] */\n// [impl~by_hand~1->SSR~a~1]\n[impl~part-2~0->SSR~a~1] [Case->SSR~a~2]\n",
        "src/a.c",
    )
    # oft:on
    items = [item("SSR~a~1", "safety.rst:3", "A", needs="Case impl"), *tags]
    assert said(of("SSR~a~1", project(items, None, ())))[1:] == [
        f"Defects: {tags[3].id} covers a revision of it that does not exist yet",
        "Missing: Case",
        "Covered by: ✓ covered impl in src/a.c:3 | ✓ covered [by_hand] src/a.c:4 | ✓ covered [part-2] src/a.c:5",
        "Test cases: ✕ covered-predated Case in src/a.c:5",
        "Written in: safety.rst:3",
    ]


@pytest.mark.parametrize("text", [str(each.id) for each in ITEMS])
def test_a_card_is_a_target_of_the_tone_of_its_item_and_names_its_place(text: str) -> None:
    view = project()
    entry, shown = view.by_id[id_of(text)][0], of(text, view)
    assert (shown.anchor, shown.id, shown.chip) == (entry.anchor, entry.id, entry.chip)
    assert shown.facts.facts[-1].blocks == (Paragraph((Source(entry.item.span),)),)
    assert isinstance(entry.item.span, Span)
