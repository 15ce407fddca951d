# SPDX-License-Identifier: Apache-2.0
"""The report as one HTML page that needs nothing beside it: no server, no network, no script."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import jinja2
from markupsafe import Markup

import reqtrace
from reqtrace.catalogue import Severity
from reqtrace.evidence import Scenario, Tree
from reqtrace.ident import ItemId
from reqtrace.report.view import (
    CHIPS,
    Chip,
    Entry,
    Listing,
    Literal,
    Neighbour,
    Paragraph,
    Style,
    Tally,
    View,
    acceptance,
    chip,
    counted,
    misfit,
    printable,
    prose,
)
from reqtrace.trace.verdict import Verdict

_LONG = 2000
"""A device tree of more characters than this stands in the page once, however many scenarios were given it."""
BESIDE = ("trace.json", "run.json", "junit.xml")
"""The documents that a report has beside its page."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a bar, in hundredths of its length."""

    chip: Chip
    start: float
    length: float


# [impl->dsn~page_stands_alone~1]
def html(view: View, beside: Sequence[str] = BESIDE) -> str:
    """The whole report as one page; `beside` names the documents in the same folder that it links to."""
    environment = _environment()
    shared = _shared_trees(view)
    homes = _homes(view)
    page = environment.get_template("report.html.j2").render(
        view=view,
        beside=beside,
        version=reqtrace.__version__,
        css=_own("report.css"),
        script=_own("report.js"),
        policy=f"default-src 'none'; style-src '{_source(_own('report.css'))}'; "
        f"script-src '{_source(_own('report.js'))}'; base-uri 'none'; form-action 'none'",
        groups=[(kind, list(rows)) for kind, rows in groupby(view.rows, key=lambda row: row.id.kind)],
        filters=_filters(view),
        anchors={id_: entries[0].anchor for id_, entries in view.by_id.items()},
        titles={id_: entries[0].title for id_, entries in view.by_id.items()},
        trials={entry.anchor: entry for entry in view.trials},
        homes=homes,
        strays=[trial for trial in view.trials if trial.anchor not in homes],
        tree_anchors={tree.text: f"tree.{_digest(tree.text)}" for tree in shared},
        shared_trees=shared,
        severities=tuple(Severity),
    )
    return page + "\n"


def _filters(view: View) -> list[tuple[Chip, int]]:
    """How many rows show which chip, those that need a person first."""
    number = Counter(row.chip for row in view.rows)
    words = list(CHIPS)
    order = {"bad": 0, "open": 1, "ok": 2, "off": 3}
    return sorted(number.items(), key=lambda part: (order[part[0].tone], words.index(part[0].word)))


def _homes(view: View) -> Mapping[str, str]:
    """Under which requirement each test case is described: the first, in the order of the documents, it covers."""
    homes: dict[str, str] = {}
    for row in view.rows:
        for case in row.cases:
            homes.setdefault(case.anchor, row.anchor)
    return homes


def _shared_trees(view: View) -> tuple[Tree, ...]:
    """The long device trees that several scenarios were given, each once, in the order of their first use."""
    used: Counter[str] = Counter()
    first: dict[str, Tree] = {}
    for trial in view.trials:
        for scenario in trial.case.scenarios if trial.case else ():
            for tree in _trees(scenario):
                used[tree.text] += 1
                first.setdefault(tree.text, tree)
    return tuple(tree for text, tree in first.items() if used[text] > 1 and len(text) > _LONG)


def _trees(scenario: Scenario) -> tuple[Tree, ...]:
    """The device trees of a scenario, each once, with all its names."""
    names: dict[str, list[str]] = {}
    for tree in scenario.trees:
        names.setdefault(tree.text, []).append(tree.name)
    return tuple(Tree(", ".join(found), text) for text, found in names.items())


def _bar(tally: Tally) -> tuple[Stretch, ...]:
    """The parts of a tally side by side."""
    stretches: list[Stretch] = []
    start = 0.0
    for shown, count in tally.parts:
        length = round(100 * count / tally.items, 3)
        stretches.append(Stretch(shown, round(start, 3), length))
        start += length
    return tuple(stretches)


def _good(neighbours: Iterable[Neighbour | Entry]) -> int:
    """How many of them are as they should be."""
    return sum(each.chip.tone == "ok" for each in neighbours)


def _breakable(id_: ItemId) -> Markup:
    """An id that a narrow line may break after ``_`` and before ``~``; copied, it is as it was."""
    return Markup(str(id_).replace("_", "_<wbr>").replace("~", "<wbr>~"))  # noqa: S704 - ids hold no markup


def _is_verdict(shown: Chip) -> bool:
    """Whether a chip shows a verdict, which is never shown without its qualifier."""
    return shown.word in list(Verdict)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_folder()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {
        "prose": prose,
        "counted": counted,
        "misfit": misfit,
        "acceptance": acceptance,
        "breakable": _breakable,
    }
    environment.filters |= {"bar": _bar, "good": _good, "chip": chip, "trees": _trees}
    environment.tests |= {
        "paragraph": lambda block: isinstance(block, Paragraph),
        "listing": lambda block: isinstance(block, Listing),
        "literal": lambda block: isinstance(block, Literal),
        "verdict": _is_verdict,
    }
    environment.globals["Style"] = Style
    return environment


def _shown(value: object) -> object:
    """What others wrote is made safe to show before it is escaped."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _folder() -> Path:
    """The folder of the templates: in the package where it was installed, else at the top of the checkout."""
    package = Path(reqtrace.__file__).parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


@cache
def _own(name: str) -> Markup:
    """The text of a file of ours that is put into the page as it is."""
    return Markup((_folder() / name).read_text(encoding="utf-8").strip())  # noqa: S704 - our own file


def _source(text: str) -> str:
    """How a policy names an inline text: by its digest."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
