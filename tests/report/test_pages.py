# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent, indent

import pytest
from msgspec.structs import fields

from reqtrace.catalogue import Code
from reqtrace.config import Config, Justification, Kind
from reqtrace.diagnostic import Diagnostic
from reqtrace.hypervisor.books import BOOKS
from reqtrace.hypervisor.findings import FINDINGS, Finding
from reqtrace.hypervisor.machine.domain import Options
from reqtrace.hypervisor.machine.options import OPTIONS, with_option
from reqtrace.item import Block
from reqtrace.report.pages.diagnostics import diagnostics_page
from reqtrace.report.pages.filters import filters_page, remarks
from reqtrace.report.pages.findings import findings_page
from reqtrace.report.pages.markup import coded, escaped, listed, prose, source
from reqtrace.report.pages.settings import meanings, settings_page
from reqtrace.report.pages.vocabulary import example_of
from reqtrace.report.pages.words import COLUMN_WORDS, OPTION_WORDS
from reqtrace.report.pages.written import MARK, PAGES, renew, renewed
from reqtrace.report.query.filter import Field
from reqtrace.report.query.order import KEYS
from reqtrace.report.query.vocabulary import STATUSES, VERDICTS
from reqtrace.scenario.feature import Cell, Table
from reqtrace.scenario.gherkin import parse
from reqtrace.scenario.setup import Setup
from reqtrace.scenario.steps.expressions import values
from reqtrace.scenario.steps.functions import COLUMNS, read_functions
from reqtrace.scenario.steps.match import Matched, match
from reqtrace.scenario.steps.roles import meaning_of
from reqtrace.scenario.steps.sentence import Follows, Given, Role, Sentence
from reqtrace.scenario.steps.vocabulary import VOCABULARY
from reqtrace.span import Span

FOLLOWED = [each for each in VOCABULARY if isinstance(each, Given) and each.follows is not Follows.NOTHING]
REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"


# [utest->dsn~written_pages_are_current~1]
@pytest.mark.parametrize("name", PAGES)
def test_a_written_page_is_current(name: str) -> None:
    page = (REQUIREMENTS / name).read_text(encoding="utf-8")
    assert renewed(page, PAGES[name]()) == page, 'run "make pages"'


def test_what_stands_above_the_mark_is_kept_and_a_page_without_one_is_left_alone() -> None:
    assert renewed(f"Ours\n\n{MARK}\nold\n", "new\n") == f"Ours\n\n{MARK}\nnew\n"
    assert renewed("Ours\n", "new\n") is None


def test_only_pages_with_a_mark_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "marked.rst").write_text(f"Ours\n\n{MARK}", encoding="utf-8")
    (tmp_path / "ours.rst").write_text("Ours\n", encoding="utf-8")
    assert renew({"marked.rst": lambda: "new\n"}, tmp_path) == 0
    assert renew({"ours.rst": lambda: "new\n"}, tmp_path) == 1
    assert (tmp_path / "marked.rst").read_text("utf-8") == f"Ours\n\n{MARK}\nnew\n"
    assert (tmp_path / "ours.rst").read_text("utf-8") == "Ours\n"
    assert capsys.readouterr().err == f"{tmp_path / 'ours.rst'} has no mark below which it could be written\n"


def test_every_diagnostic_is_a_place_to_link_to_with_its_meaning_an_example_and_the_mend() -> None:
    page = diagnostics_page()
    for code in Code:
        own = page.partition(f"\n.. _{code.lower()}:\n\n{code}: ")[2].partition("\n.. _rt")[0]
        words = " ".join(own.split())
        assert prose(code.mend) in words
        assert prose(code.meaning) in words
        assert " ".join(code.example.partition(", where ")[0].replace("`", "").split()) in words.replace("`", "")


def test_a_diagnostic_whose_example_can_be_copied_shows_it_in_its_language() -> None:
    page = diagnostics_page()
    assert "\n.. code-block:: rst\n\n   `XenSSR~hide_iommu~`\n\n**Way out:** Write kind~name~revision: " in page
    assert "\n**Example:** ``reqtrace trace docs``, where docs holds no requirement.\n" in page


@pytest.mark.parametrize("table", [Config, Kind, Justification])
def test_the_docstring_of_a_table_speaks_of_each_setting_and_of_no_other(table: type[Config | Kind]) -> None:
    assert sorted(meanings(table)) == sorted(field.name for field in fields(table) if field.name != "span")


def test_a_setting_has_its_type_its_default_and_links_to_diagnostics() -> None:
    page = settings_page()
    assert '.. confval:: paths\n   :type: a list of strings\n   :default: ``["."]``\n' in page
    assert ".. confval:: justified.date\n   :type: a date, which must be there\n\n" in page
    assert ".. confval:: sources\n   :type: a list of strings\n\n" in page
    assert "is a defect, :ref:`RT211 <rt211>`, and covers\n   nothing.\n" in page


def test_every_field_of_a_filter_is_described_as_its_source_says() -> None:
    page = filters_page()
    assert remarks(Field)["COVERS"] == "The ids and the kinds of the items that it covers as it should."
    assert all(f"   * - ``{field}``\n     - " in page for field in Field)
    assert "   * - ``kind``\n     - The kind of the item.\n" in page
    assert "\nIts grammar, where ``not`` binds more tightly than ``and``" in page
    assert all(f"``{word}``" in page for word in (*STATUSES, *VERDICTS, *KEYS))


def test_words_in_a_row_and_codes_in_markup() -> None:
    assert listed(["a"], "or") == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert coded("see RT211, not ART2111") == "see :ref:`RT211 <rt211>`, not ART2111"


@pytest.mark.parametrize("sentence", VOCABULARY, ids=lambda sentence: sentence.expression)
def test_the_example_of_a_sentence_is_understood_as_that_sentence(sentence: Sentence) -> None:
    text = f"Scenario: an example\n{indent(example_of(sentence), '  ')}\n"
    (scenario,), faults = parse(Block("gherkin", text, Span("page.rst")))
    matched = match(scenario.steps[0])
    assert isinstance(matched, Matched)
    assert (matched.sentence, faults) == (sentence, ())


@pytest.mark.parametrize("sentence", FOLLOWED, ids=lambda sentence: sentence.expression)
def test_what_stands_below_an_example_is_what_the_sentence_takes(sentence: Given) -> None:
    text = f"Scenario: an example\n{indent(example_of(sentence), '  ')}\n"
    (scenario,), _ = parse(Block("gherkin", text, Span("page.rst")))
    (step,) = scenario.steps
    arguments = values(sentence.expression, step.sentence) or ()
    assert isinstance(sentence.function(Setup(), step.span, *arguments, step.doc or step.table), Setup)


def test_the_page_of_the_vocabulary_shows_each_example() -> None:
    page = (REQUIREMENTS / "passthrough" / "vocabulary.rst").read_text(encoding="utf-8")
    shown = {dedent(block).strip() for block in re.findall(r"^   ::\n\n((?:      .*\n|\n)+)", page, re.MULTILINE)}
    assert shown == {example_of(sentence).strip() for sentence in VOCABULARY}


def test_the_page_of_findings_says_of_each_what_it_is_and_how_it_is_switched_off() -> None:
    page = findings_page()
    for finding in Finding:
        assert f"\n.. _{finding.value.lower()}:\n\n{finding}\n" in page
        assert f"``--without {finding}``" in page
        assert all(f"`{each}`" in page for each in FINDINGS[finding].affects)


def test_the_versions_that_show_a_finding_are_named_only_where_not_every_one_does() -> None:
    page = findings_page()
    assert page.count(":deviates:`✕ xen-4.17`") == sum(str(each).startswith("V") for each in Finding)
    assert "   * - :ref:`D\u201101 <d-01>`\n     - xen,reg is not checked: any page of the machine is mapped" in page
    assert "     - :deviates:`✕ xen-4.17` :deviates:`✕ xen-4.20`\n" in page
    assert "   * - Finding\n     - What every version of Xen does\n   * - " in page
    assert page.startswith(".. role:: deviates\n   :class: reqtrace-chip reqtrace-bad\n")


def test_a_finding_that_amends_another_says_so_on_its_page() -> None:
    page = findings_page().partition("\nV-1\n~~~\n")[2].partition("\n.. _")[0]
    assert (
        ":Concerns: no requirement by itself: it changes what D-03 does, and nothing where D-03 is not shown\n" in page
    )
    assert ":Switch: ``--with D-03,V-1``, ``--without V-1``\n" in page


def test_a_rule_has_its_number_and_kind_on_one_line() -> None:
    page = PAGES["passthrough/rules.rst"]()
    assert "   * - Rule\n     - What it demands or does\n" in page
    assert "   * - 1\u00a0check\n" in page
    assert page.count(":class: reqtrace-even\n") == len(BOOKS)


def test_every_rule_of_every_book_stands_on_the_page_of_rules() -> None:
    page = PAGES["passthrough/rules.rst"]()
    assert [rule.name for book in BOOKS.values() for rule in book if f"``{rule.name}``" not in page] == []


def test_the_words_of_columns_and_options_are_described_and_their_examples_are_read() -> None:
    assert tuple(COLUMN_WORDS) == COLUMNS
    assert OPTION_WORDS.keys() == OPTIONS.keys()
    here = Span("page.rst")
    head, row = zip(*((name, example) for name, (_, example) in COLUMN_WORDS.items()), strict=True)
    rows = tuple(tuple(Cell(text, here) for text in cells) for cells in (head, row))
    assert not isinstance(read_functions(Table(rows, here), ()), Diagnostic)
    assert [example for example, _ in OPTIONS.values() if with_option(Options(), example) is None] == []


@pytest.mark.parametrize("role", Role)
def test_every_role_says_what_it_stands_for(role: Role) -> None:
    assert meaning_of(role).endswith(".")


def test_what_means_something_to_restructuredtext_is_escaped() -> None:
    assert escaped('a_ *b* `c` |d| "e" f_g') == r"a\_ \*b\* \`c\` \|d\| \"e\" f_g"
    assert prose("what is `marked_` so") == "what is ``marked_`` so"
    assert prose("one ` only") == r"one \` only"
    assert source("XenSSR~hide~1") == "`XenSSR~hide~1`"
    assert source("arch/arm/irq.c, route_irq_to_guest") == "arch/arm/irq.c, route_irq_to_guest"
