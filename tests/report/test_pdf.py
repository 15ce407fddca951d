# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from paper import PROVENANCE, dossier, material, pdf, said, words
from pypdf import PdfReader
from samples import project, sound_project

from reqtrace.report.block import Block, Cell, Column, Literal, Paragraph, Row, Table, Weight, Words
from reqtrace.report.pdf import documents, rendered
from reqtrace.report.view import CHIPS

HOSTILE = (
    "#import sys: inputs",
    '#eval("1+1") #panic("no") #read("/etc/passwd")',
    "$x^2$ *bold* _soft_ `code` = Heading <label> @reference // comment /* more",
    "\\u{41} \\n \" ' ] } ) [",
    "https://example.org/a?b=c&d=e",
)


def front(reader: PdfReader) -> str:
    return " ".join(reader.pages[0].extract_text().split())


# [utest->dsn~report_on_paper~1]
def test_the_title_page_says_the_answer_what_it_means_and_where_it_comes_from() -> None:
    (name, content), *others = documents(material())
    reader = PdfReader(io.BytesIO(content))
    assert (name, others) == ("report.pdf", [])
    for text in (project().answer, project().meaning, PROVENANCE.commit, "2026-11-21 09:30:00 UTC", "reqtrace 0.1.0"):
        assert text in front(reader)


# [utest->dsn~report_on_paper~1]
def test_every_other_page_names_commit_day_and_what_was_executed() -> None:
    ((_, content),) = documents(material())
    for page in PdfReader(io.BytesIO(content)).pages[1:]:
        text = " ".join(page.extract_text().split())
        assert "commit 0123456789ab · 2026-11-21" in text
        assert "Verdicts: model, required" in text


# [utest->dsn~report_on_paper~1]
def test_the_file_says_that_it_is_for_archives_and_accessible() -> None:
    reader = pdf(said("text"))
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert metadata.pdfaid_part == "2"
    assert metadata.pdfaid_conformance == "A"
    told = metadata.stream.get_data()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in told
    assert reader.metadata is not None
    assert reader.metadata.title == "Brakes"


def test_what_is_not_known_is_said() -> None:
    unknown = replace(PROVENANCE, commit="", date=None, configuration="")
    reader = PdfReader(io.BytesIO(rendered(dossier(), material(provenance=unknown))))
    assert "Commit not in a git repository Date not known Made by reqtrace 0.1.0 Configuration none" in front(reader)
    assert "no commit" in reader.pages[1].extract_text()


def test_a_changed_tree_is_said_on_every_page() -> None:
    dirty = replace(PROVENANCE, dirty=True)
    reader = PdfReader(io.BytesIO(rendered(dossier(), material(provenance=dirty))))
    assert "files were changed since, or are not in git" in front(reader)
    assert "commit 0123456789ab, changed since" in reader.pages[1].extract_text()


def test_a_report_of_texts_alone_says_that_nothing_was_executed() -> None:
    reader = PdfReader(io.BytesIO(rendered(dossier(), material(project(evidence=None)))))
    assert "No test case was executed" in reader.pages[1].extract_text()


# [utest->dsn~foreign_text_is_data~1]
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_read_as_code(text: str) -> None:
    everywhere: tuple[Block, ...] = (
        said(text),
        Paragraph((Words(text, Weight.CODE),)),
        Literal(text),
        Table(text, (Column("c", text),), (Row((Cell((said(text),)),)),), text),
    )
    content = rendered(dossier(*everywhere, title=text), material())
    shown = "".join(words(PdfReader(io.BytesIO(content)), 0).split())
    assert shown.count("".join(text.split())) >= 7


# [utest->dsn~characters_without_a_font~1]
def test_a_character_that_no_font_has_is_spelled_and_the_title_page_says_so() -> None:
    reader = pdf(said("Bremse 中国 \ue000 \ufeff \U0001f600 и ∀ ✓"))
    assert "Bremse [U+4E2D][U+56FD] [U+E000] [U+FEFF] [U+1F600] и ∀ ✓" in words(reader)
    assert "shown as their code points" in front(reader)
    assert "code points" not in front(pdf(said("Bremse")))


def test_a_character_that_hides_what_is_written_is_replaced() -> None:
    assert "a\N{REPLACEMENT CHARACTER}b[U+2400]c[U+200B]d" in words(pdf(said("a\u202eb\0c\u200bd")))


def test_a_thousand_different_characters_without_a_font_cost_no_compilation_each() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 1000)))
    assert words(pdf(said(text))).count("[U+") == 1000


def test_the_glyph_of_every_chip_is_in_a_font() -> None:
    assert "[U+" not in words(pdf(said("".join(sorted({chip.glyph for chip in CHIPS.values()})))))


def test_a_word_of_ten_thousand_letters_stays_within_its_column() -> None:
    word = "abcdefgh" * 1250
    page_wide = Table("t", (Column("a", "A"), Column("b", "B")), (Row((Cell((said(word),)), Cell((said("right"),)))),))
    for reader in (pdf(said(word)), pdf(Literal(word)), pdf(page_wide)):
        assert len(reader.pages) > 3
        assert "".join(words(reader).split()).count("abcdefgh") > 1100


_CHILD = """
import hashlib, sys
sys.path += sys.argv[1:]
from paper import material
from reqtrace.report.pdf import documents
print([hashlib.sha256(content).hexdigest() for _, content in documents(material())])
"""


# [utest->dsn~report_on_paper~1]
def test_the_same_bytes_in_another_time_zone_language_and_folder(tmp_path: Path) -> None:
    here = Path(__file__).parent
    answers = set()
    for zone, language, folder, seed in (("UTC", "C", here, "1"), ("Asia/Tokyo", "de_DE.UTF-8", tmp_path, "2")):
        environment = os.environ | {"TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": seed}
        told = subprocess.run(
            [sys.executable, "-c", _CHILD, str(here)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        answers.add(told.stdout)
    assert len(answers) == 1


def test_a_sound_project_is_set_too() -> None:
    ((_, content),) = documents(material(sound_project()))
    assert sound_project().answer in front(PdfReader(io.BytesIO(content)))


def test_a_project_without_a_title_is_set_too() -> None:
    reader = PdfReader(io.BytesIO(rendered(dossier(title=""), material())))
    assert reader.metadata is not None
    assert reader.metadata.title == "Certification report"


def test_words_stay_within_narrow_columns() -> None:
    columns = tuple(Column(f"c{place}", "Unverifiable", 1) for place in range(12))
    table = Table("t", columns, (Row(tuple(Cell((said("incomprehensible"),)) for _ in columns)),))
    text = pdf(table).pages[2].extract_text()
    assert "incomprehensible" not in text
    assert "".join(text.split()).count("incomp") == 12
