# SPDX-License-Identifier: Apache-2.0
"""The page of the vocabulary: every sentence a step may say, what it means, its parameters, and an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from reqtrace.report.pages.markup import block, escaped, heading, literal, paragraph, table
from reqtrace.scenario.feature import Keyword
from reqtrace.scenario.steps.roles import meaning_of
from reqtrace.scenario.steps.sentence import Boot, Follows, Role, Sentence, When
from reqtrace.scenario.steps.vocabulary import VOCABULARY

_HEADINGS: Mapping[Keyword, str] = MappingProxyType(
    {Keyword.GIVEN: "What is given", Keyword.WHEN: "What happens", Keyword.THEN: "What is observed"}
)
_FOLLOWING: Mapping[Follows, str] = MappingProxyType(
    {
        Follows.NOTHING: "",
        Follows.DTS: '\n  """dts\n  &{/pl031@9010000} { xen,passthrough; };\n  """',
        Follows.TABLE: "\n  | function     | interrupt |\n  | 0000:03:00.0 | 36        |",
    }
)
"""What may stand below the example of a sentence."""
_TREE = """
  \"\"\"dts
  /dts-v1/;
  / {
    passthrough {
      rtc@9010000 {
        xen,reg = <0x0 0x9010000 0x1000 0x0 0x9010000>;
        xen,path = "/pl031@9010000";
        xen,force-assign-without-iommu;
      };
    };
  };
  \"\"\"\
"""
"""A passthrough tree below the sentence that writes one down."""
_GENERAL = ("given", "when", "then")
"""The modules of the sentences that are about no area of their own."""


def vocabulary_page() -> str:
    """The parameters, then the sentences: what is given, what happens, what is observed, area by area."""
    return _parameters() + "".join(_keyword(keyword) for keyword in Keyword)


def example_of(sentence: Sentence) -> str:
    """A step with this sentence and an example for each parameter, and what must follow below it."""
    of_tree = sentence.follows is Follows.DTS and Role.TREE in sentence.roles
    below = _TREE if of_tree else _FOLLOWING[sentence.follows]
    return f"{sentence.keyword.value} {sentence.example}{below}"


def _parameters() -> str:
    rows = [[escaped(meaning_of(role)), literal("{" + role.type + "}"), literal(role.value)] for role in Role]
    return heading("Parameters") + table((60, 15, 25), ("What is named", "Written as", "Example"), rows)


def _keyword(keyword: Keyword) -> str:
    sentences = [sentence for sentence in VOCABULARY if sentence.keyword is keyword]
    areas = groupby(sorted(sentences, key=_area), key=_area)
    return heading(_HEADINGS[keyword]) + "".join(_of_area(area, list(group)) for area, group in areas)


def _area(sentence: Sentence) -> str:
    """What a sentence is about: the module of its function; the empty word for what concerns everything."""
    module = sentence.function.__module__.rsplit(".", 1)[-1]
    return "" if module in _GENERAL else module


def _of_area(area: str, sentences: Sequence[Sentence]) -> str:
    title = heading(area.replace("_", " ").capitalize(), "~") if area else ""
    return title + "".join(map(_sentence, sentences))


def _sentence(sentence: Sentence) -> str:
    """A sentence with its meaning, what its parameters stand for, and an example."""
    told = f"{sentence.meaning} {_remark(sentence)}".strip()
    head = f"{literal(f'{sentence.keyword.value} {sentence.expression}')}\n"
    return head + paragraph(escaped(told), 3) + block(example_of(sentence), 3)


def _remark(sentence: Sentence) -> str:
    """What its parameters stand for, what follows it, and who can do it."""
    told = []
    if sentence.roles:
        parameters = "Its parameter" if len(sentence.roles) == 1 else "Its parameters"
        told.append(f"{parameters}: {'; '.join(map(_within, sentence.roles))}.")
    if sentence.follows is not Follows.NOTHING:
        told.append(f"Below it stands {sentence.follows.value}.")
    if isinstance(sentence, Boot):
        told.append("It stands once in a scenario, before any other step that does something.")
    if isinstance(sentence, When) and sentence.by_dom0:
        told.append("Only a host with a control domain can do it.")
    return " ".join(told)


def _within(role: Role) -> str:
    """What a role stands for, within a sentence."""
    words = meaning_of(role).rstrip(".")
    return words[0].lower() + words[1:]
