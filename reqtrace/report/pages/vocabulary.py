# SPDX-License-Identifier: Apache-2.0
"""The page of the vocabulary: every sentence a step may say, what it means, its parameters, and an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from reqtrace.report.pages.markup import block, escaped, heading, literal, paragraph, prose, table
from reqtrace.report.pages.words import words
from reqtrace.scenario.feature import Keyword
from reqtrace.scenario.steps.roles import meaning_of
from reqtrace.scenario.steps.sentence import Boot, Follows, Role, Sentence, When
from reqtrace.scenario.steps.vocabulary import VOCABULARY

_HEADINGS: Mapping[Keyword, str] = MappingProxyType(
    {Keyword.GIVEN: "What is given", Keyword.WHEN: "What happens", Keyword.THEN: "What is observed"}
)
_FRAGMENT = """
  \"\"\"dts
  &{/pl031@9010000} { xen,passthrough; };
  \"\"\"\
"""
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
_OVERLAY = """
  \"\"\"dts
  /dts-v1/;
  / {
    clock@9011000 { compatible = "vendor,clock"; reg = <0x0 0x9011000 0x0 0x1000>; xen,passthrough; };
  };
  \"\"\"\
"""
_FUNCTIONS = """
  | function     | type     | bars              | interrupt |
  | 0000:03:00.0 | endpoint | 0x10000000+0x4000 | 36        |\
"""
_POLICY = """
  | allow 8086:10d3 the cards of this board never address one another |\
"""
_BELOW: Mapping[str, str] = MappingProxyType(
    {
        "the host {string} with": _FRAGMENT,
        "the host {string} with {iommu} and": _FRAGMENT,
        "the passthrough tree {string}": _TREE,
        "the overlay {string}": _OVERLAY,
        "the PCI functions": _FUNCTIONS,
        "the isolation policy": _POLICY,
    }
)
"""What stands below the example of a sentence that something must follow."""
_AREAS: Mapping[str, str] = MappingProxyType(
    {
        "arm": "Pages, interrupts and overlays",
        "isolation": "Isolation between PCI functions",
        "pci": "Features of guests, failures, and support",
        "pciback": "The toolstack and the PCI backend",
    }
)
"""What the sentences of a module are about, where its name does not say it."""
_GENERAL = ("given", "when", "then")
"""The modules of the sentences that are about no area of their own."""


def vocabulary_page() -> str:
    """The parameters and words, then the sentences: what is given, what happens, what is observed, area by area."""
    return _parameters() + words() + "".join(_keyword(keyword) for keyword in Keyword)


def example_of(sentence: Sentence) -> str:
    """A step with this sentence and an example for each parameter, and what must follow below it."""
    below = "" if sentence.follows is Follows.NOTHING else _BELOW[sentence.expression]
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
    title = heading(_AREAS.get(area, area.replace("_", " ").capitalize()), "~") if area else ""
    return title + "".join(map(_sentence, sentences))


def _sentence(sentence: Sentence) -> str:
    """A sentence with its meaning, what its parameters stand for, and an example."""
    told = f"{sentence.meaning} {_remark(sentence)}".strip()
    head = f"{literal(f'{sentence.keyword.value} {sentence.expression}')}\n"
    return head + paragraph(prose(told), 3) + block(example_of(sentence), 3)


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
