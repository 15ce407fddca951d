# SPDX-License-Identifier: Apache-2.0
"""The JSON Schemas that are published: in the documentation, in the package, and beside the JSON of every report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from reqtrace.report.shipped import shipped

if TYPE_CHECKING:
    from reqtrace.report.material import Material

SCHEMAS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "trace": "reqtrace-trace/1",
        "run": "reqtrace-run/1",
        "report": "reqtrace-report/1",
        "matrix": "reqtrace-matrix/1",
        "adequacy": "reqtrace-adequacy/1",
        "change": "reqtrace-change/1",
    }
)
"""What the documents call themselves under ``schema``, by the names of the published files."""

_WHOLE: Final = ("report", "change")
"""The documents whose objects have all of their keys at all times."""
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_Value = str | int | float | bool | None | list["_Value"] | dict[str, "_Value"]


# [impl->dsn~schemas_are_published~1]
def documents(material: Material) -> Iterator[tuple[str, bytes]]:
    """The schemas of all documents, as they are shipped: ``schemas/trace.json`` and so on."""
    for name in SCHEMAS:
        yield f"schemas/{name}.json", shipped(f"schemas/{name}.json").read_bytes()


def schema(name: str) -> str:
    """The schema of a document, made from the types that say its shape; objects have no other keys."""
    made = msgspec.json.schema(_type(name))
    head: dict[str, _Value] = {
        "$schema": _DIALECT,
        "$id": f"urn:reqtrace:{SCHEMAS[name].removeprefix('reqtrace-').replace('/', ':')}",
        "title": SCHEMAS[name],
    }
    definitions = made.pop("$defs")
    named = {_type(document).__name__: document for document in SCHEMAS}
    for title, each in definitions.items():
        _close(each, whole=name in _WHOLE)
        if title in named:  # one document may hold another, which calls itself by its own name
            each["properties"]["schema"] = {"const": SCHEMAS[named[title]]}
    content = head | made | {"$defs": dict(sorted(definitions.items()))}
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"


def renew(folder: Path) -> None:
    """Write all schemas into `folder`."""
    for name in SCHEMAS:
        (folder / f"{name}.json").write_text(schema(name), encoding="utf-8", newline="\n")


def _type(name: str) -> type[msgspec.Struct]:
    """The type that says the shape of a document."""
    from reqtrace.report.change_json import ChangeDocument  # noqa: PLC0415 - likewise
    from reqtrace.report.dossier import Report  # noqa: PLC0415 - who only ships the files needs none of the types
    from reqtrace.report.schemas import comparing, tracing  # noqa: PLC0415 - likewise

    types: dict[str, type[msgspec.Struct]] = {
        "trace": tracing.TraceDocument,
        "run": tracing.RunDocument,
        "report": Report,
        "matrix": comparing.MatrixDocument,
        "adequacy": comparing.AdequacyDocument,
        "change": ChangeDocument,
    }
    return types[name]


def _close(definition: dict[str, object], *, whole: bool) -> None:
    """Let an object have no other keys; with `whole`, all keys that it may have it must have."""
    properties = definition.get("properties")
    if not isinstance(properties, dict):
        return
    definition["additionalProperties"] = False
    if whole:
        definition["required"] = list(properties)
