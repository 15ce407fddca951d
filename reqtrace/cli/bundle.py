# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace bundle``."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reqtrace.catalogue import Code
from reqtrace.cli.answer import say, tell, verdict, write
from reqtrace.cli.conclusion import conclude_here, today
from reqtrace.cli.elsewhere import results_option
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.libraries import need_to_bundle
from reqtrace.cli.manner import Manner, Source, TracingCommand
from reqtrace.cli.options import formats_option, on_option, profile_option
from reqtrace.cli.program import program_digest
from reqtrace.cli.provenance import day_judged, provenance
from reqtrace.cli.resources import resources
from reqtrace.cli.signing import signer_of
from reqtrace.config import Format, find
from reqtrace.diagnostic import Diagnostic
from reqtrace.pipeline import Conclusion
from reqtrace.read.ours import is_ours
from reqtrace.report.formats import choose
from reqtrace.report.view.printable import printable
from reqtrace.span import Span

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner

    from reqtrace.bundle.former import PackedFormer
    from reqtrace.bundle.make import Evidence
    from reqtrace.bundle.manifest import Procedure

_LONGEST = 100 * 366
"""The most days for which anybody answers."""


@click.command(cls=TracingCommand)
@on_option
@profile_option
@formats_option
@click.option("--versions/--no-versions", default=None, help="Execute on every profile too, or on one alone.")
@click.option("--adequacy/--no-adequacy", default=None, help="Measure what the test cases notice, or do not.")
@results_option
@click.option("--baseline", metavar="STATE", help="Say what changed since: a revision in git, a folder, a bundle.")
@click.option("--key", metavar="FILE", help="Sign with this key: ed25519, in PEM.")
@click.option(
    "--passphrase", metavar="env:NAME|file:PATH", help="Where the passphrase of the key is, if it is encrypted."
)
@click.option(
    "--valid-days",
    type=click.IntRange(1, _LONGEST),
    metavar="N",
    help="For how many days one may rely on the evidence; without end where nothing is said.",
)
@click.option("-o", "--output", metavar="FILE", required=True, help="The bundle to write, a zip archive.")
def bundle(
    *,
    manner: Manner,
    source: Source,
    on: str,
    profile: str,
    formats: tuple[Format, ...] | None,
    versions: bool | None,
    adequacy: bool | None,
    results: tuple[str, ...],
    baseline: str | None,
    key: str | None,
    passphrase: str | None,
    valid_days: int | None,
    output: str,
) -> Exit:
    """Trace, execute, and pack all that an assessor needs into one file, signed.

    It holds every file that was read, the report in all formats, a log of every step, a manifest, and an attestation
    with the SHA-256 of each. The evidence is made from the packed files alone, so that reqtrace verify can repeat it.
    The exit code is that of the command run.
    """
    need_to_bundle()
    signer = signer_of(manner, key, passphrase)
    _spare(manner, output)
    traced = conclude_here(manner, source)
    if verdict(traced) is Exit.MISUSE:
        return Exit.MISUSE
    wanted = traced.config.report
    procedure = _procedure(
        manner,
        source,
        traced,
        formats or wanted.formats,
        executed=(on, profile),
        results=results,
        compared=wanted.versions if versions is None else versions,
        probed=wanted.adequacy if adequacy is None else adequacy,
        former=bool(baseline or wanted.baseline),
    )
    evidence = _made(manner, traced, procedure, _before(manner, source, baseline or wanted.baseline))
    content = _sealed(evidence, signer, _expiry(today(manner), valid_days))
    path = Path(output)
    write(manner, path.parent, {path.name: content})
    if not manner.quiet:
        say(_summary(path, evidence, len(content), signer))
    return verdict(evidence.conclusion)


def _spare(manner: Manner, output: str) -> None:
    """Stop where something stands that is no bundle: nobody made it to be written over."""
    path = Path(output)
    if path.suffix.lower() != ".zip":
        raise click.UsageError(f"A bundle is a zip archive: call it {path.stem or 'evidence'}.zip, not {path.name}.")
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            spared = not is_ours(path.name, file.read(1 << 12))
    except OSError:
        spared = True
    if spared:
        message = f"{output} can not be written: what is there is no bundle of reqtrace"
        tell(manner, (Diagnostic(Code.CAN_NOT_WRITE, message, Span(output), (), "choose another place with -o"),))
        raise Stop(Exit.MISUSE)


def _procedure(
    manner: Manner,
    source: Source,
    traced: Conclusion,
    formats: tuple[Format, ...] | None,
    *,
    executed: tuple[str, str],
    results: tuple[str, ...],
    compared: bool,
    probed: bool,
    former: bool,
) -> Procedure:
    """What was typed and decided, as it is packed; `former` says whether changes are counted from a former state."""
    from reqtrace.bundle.manifest import Procedure  # noqa: PLC0415 - only who bundles has what it needs

    configuration = find(Path.cwd())
    choice = choose(formats)
    for each in choice.absent:
        message = f"{each.format} can not be written: {each.reason}"
        tell(manner, (Diagnostic(Code.FORMAT_LEFT_OUT, message, Span(str(each.format))),))
    return Procedure(
        here=".",
        paths=traced.paths,
        whole=not source.paths,
        kinds=_sorted(source.selection.kinds),
        tags=_sorted(source.selection.tags),
        folders=(),
        configuration=os.path.relpath(configuration) if configuration else "",
        on=executed[0],
        profile=executed[1],
        compared=compared,
        probed=probed,
        results=results,
        formats=choice.formats,
        absent=tuple((each.format, each.reason) for each in choice.absent),
        today=day_judged(manner, traced.config, compared=former),
    )


def _sorted(words: frozenset[str] | None) -> tuple[str, ...] | None:
    return None if words is None else tuple(sorted(words))


def _before(manner: Manner, source: Source, name: str | None) -> PackedFormer | None:
    """The state that changes are counted from, packed; None where none is named."""
    if name is None:
        return None
    from reqtrace.cli.former import packed_state  # noqa: PLC0415 - who names no baseline needs no git

    packed = packed_state(manner, source, name)
    if isinstance(packed, Diagnostic):
        tell(manner, (packed,))
        raise Stop(Exit.MISUSE)
    return packed


def _made(manner: Manner, traced: Conclusion, procedure: Procedure, before: PackedFormer | None) -> Evidence:
    """The evidence; what it tells besides what the trace told already is told."""
    from reqtrace.bundle.make import make  # noqa: PLC0415 - only who bundles has what it needs

    with resources(manner) as tools:
        made = make(
            traced,
            procedure,
            provenance(manner, traced, compared=before is not None),
            Path.cwd(),
            before=before,
            program=program_digest(),
            workers=tools.workers,
        )
    if isinstance(made, tuple):
        tell(manner, made)
        raise Stop(Exit.MISUSE)
    known = set(traced.diagnostics)
    fresh = [each for each in made.conclusion.diagnostics if each not in known]
    tell(manner, fresh, traced.library.sources, traced.library.base)
    return made


def _expiry(day: date, valid_days: int | None) -> date | None:
    """The last day; one beyond the calendar is none."""
    if valid_days is None:
        return None
    try:
        return day + timedelta(valid_days)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC).date()


def _sealed(evidence: Evidence, signer: CryptoSigner | None, expires: date | None) -> bytes:
    from reqtrace.bundle.seal import seal  # noqa: PLC0415 - only who bundles has what it needs

    return seal(evidence.members, evidence.origin, signer, expires)


def _summary(path: Path, evidence: Evidence, size: int, signer: CryptoSigner | None) -> str:
    """What came of it, where it is, and who answers for it."""
    signed = f"signed with the key {signer.public_key.keyid[:16]}" if signer else "signed by nobody"
    packed = f"{len(evidence.members)} files, {max(size >> 10, 1)} KiB, {signed}"
    return f"{printable(evidence.conclusion.view.answer)}\nThe evidence is in {path}: {packed}\n"
