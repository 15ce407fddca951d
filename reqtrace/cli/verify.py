# SPDX-License-Identifier: Apache-2.0
"""The command ``reqtrace verify``."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import click

import reqtrace
from reqtrace.catalogue import Code, Severity
from reqtrace.cli.answer import give, say, tell
from reqtrace.cli.exits import Exit, Stop
from reqtrace.cli.libraries import need_to_bundle
from reqtrace.cli.manner import Manner
from reqtrace.cli.options import color_option, output_option, quiet_option, verbose_option
from reqtrace.cli.program import program_digest
from reqtrace.cli.resources import resources
from reqtrace.diagnostic import Diagnostic
from reqtrace.provenance import LIBRARIES, Provenance
from reqtrace.span import Span

if TYPE_CHECKING:
    from securesystemslib.signer import SSlibKey

    from reqtrace.bundle.check import Bundle
    from reqtrace.bundle.verify import Verified


@click.command()
@click.argument("file")
@click.option(
    "--public-key", "keys", metavar="FILE", multiple=True, help="Trust this key: ed25519, in PEM. Any one has signed."
)
@click.option("--allow-unsigned", is_flag=True, help="Check what nobody answers for, or whoever it is.")
@click.option("--repeat/--no-repeat", default=True, help="Trace and execute again, or check the bytes alone.")
@click.option(
    "--other-environment", "lenient", is_flag=True, help="Accept a PDF that can not be confirmed with the Typst here."
)
@output_option
@color_option
@quiet_option
@verbose_option("List every member with its SHA-256.")
def verify(
    *,
    file: str,
    keys: tuple[str, ...],
    allow_unsigned: bool,
    repeat: bool,
    lenient: bool,
    output: str | None,
    color: str,
    quiet: bool,
    verbose: bool,
) -> Exit:
    """Check a bundle of evidence: who signed it, that no bit of it was altered, and that it can be repeated.

    FILE is what reqtrace bundle wrote. First the signature of a trusted key is checked, the day until which one may
    rely on it, and the SHA-256 of every member. Then what was packed is traced and executed again, from the bundle
    alone, in a folder for temporary files, and every document is held against the one that was packed. Nothing in the
    bundle is executed but its test cases, on the model.

    Exit code: 0 the evidence holds, whatever it says; 1 it does not: it was altered, has expired, was signed with
    another key, or can not be repeated or confirmed as a whole; 2 the call or the file can not be used; 3 a fault of
    reqtrace itself.
    """
    need_to_bundle()
    manner = Manner(color, quiet, verbose, cache=False)
    if keys and allow_unsigned:
        raise click.UsageError("--public-key says who must have signed, --allow-unsigned that nobody must: choose one.")
    if output is not None:
        _spare(manner, output, file, keys)
    bundle, told = _checked(manner, file, keys, allow_unsigned=allow_unsigned)
    tell(manner, told)
    if bundle is None:
        return _exit(told)
    verified = _repeated(manner, bundle, file, lenient=lenient) if repeat else None
    if verified is not None:
        tell(manner, verified.diagnostics)
        told = (*told, *verified.diagnostics)
    words = "".join(f"{line}\n" for line in _answer(manner, file, bundle, verified, told, signed=bool(keys)))
    if output is not None:
        give(manner, output, words)
    elif not quiet:
        say(words)
    return _exit(told)


def _spare(manner: Manner, output: str, file: str, keys: Sequence[str]) -> None:
    """Stop where the answer would be written over what it rests on: the bundle, or a key."""
    kept = dict.fromkeys(keys, "a key that is trusted") | {file: "the bundle that is checked"}
    for name, what in kept.items():
        if _same(output, name):
            message = f"{output} can not be written: it is {what}"
            tell(manner, (Diagnostic(Code.CAN_NOT_WRITE, message, Span(output), (), "choose another place with -o"),))
            raise Stop(Exit.MISUSE)


def _same(one: str, other: str) -> bool:
    """Whether two names are those of one file, whatever links lead to it."""
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return os.path.realpath(one) == os.path.realpath(other)


def _checked(
    manner: Manner, file: str, keys: Sequence[str], *, allow_unsigned: bool
) -> tuple[Bundle | None, tuple[Diagnostic, ...]]:
    """The bundle, if it is what a trusted key signed, and what is wrong with it."""
    from reqtrace.bundle.check import check  # noqa: PLC0415 - only after what it needs is known to be installed

    trusted = list(_trusted(manner, keys))
    content = _content(manner, file)
    if not keys and not allow_unsigned:
        message = f"{file} is not checked: no key is named that is trusted"
        help_ = "name the public key of whoever should have signed it with --public-key"
        return None, (Diagnostic(Code.UNSIGNED, message, Span(file), (), help_),)
    return check(content, file, None if allow_unsigned else trusted, datetime.now(UTC).date())


def _trusted(manner: Manner, keys: Sequence[str]) -> Iterator[SSlibKey]:
    from reqtrace.bundle.keys import load_trusted  # noqa: PLC0415 - as above

    for name in keys:
        try:
            key = load_trusted(Path(name).read_bytes(), name)
        except OSError as problem:
            message = f"{name} can not be read: {problem.strerror or problem}"
            key = Diagnostic(Code.BAD_KEY, message, Span(name))
        if isinstance(key, Diagnostic):
            tell(manner, (key,))
            raise Stop(Exit.MISUSE)
        yield key


def _content(manner: Manner, file: str) -> bytes:
    """The bytes of a bundle, unless there are more than a bundle has."""
    from reqtrace.bundle.container import LIMIT  # noqa: PLC0415 - as above

    try:
        with Path(file).open("rb") as opened:
            content = opened.read(LIMIT + 1)
    except (OSError, ValueError) as problem:  # a name with a NUL is a ValueError
        code = Code.MISSING_PATH if isinstance(problem, FileNotFoundError) else Code.UNREADABLE_FILE
        reason = getattr(problem, "strerror", None) or problem
        told = Diagnostic(code, f"{file} can not be read: {reason}", Span(file), (), "name a file that can be read")
    else:
        if len(content) <= LIMIT:
            return content
        told = Diagnostic(Code.NO_BUNDLE, f"{file} is larger than {LIMIT >> 20} MiB, which no bundle is", Span(file))
    tell(manner, (told,))
    raise Stop(Exit.MISUSE)


def _repeated(manner: Manner, bundle: Bundle, file: str, *, lenient: bool) -> Verified:
    from reqtrace.bundle.verify import Checker  # noqa: PLC0415 - as above
    from reqtrace.bundle.verify import verify as repeated  # noqa: PLC0415 - as above

    checker = Checker(_environment(), program_digest(), datetime.now(UTC).date(), lenient)
    with resources(manner) as tools:
        return repeated(bundle, file, checker, tools.workers)


def _environment() -> Provenance:
    """What repeats a bundle here."""
    return Provenance(
        tool=f"reqtrace {reqtrace.__version__}",
        platform=f"{platform.system()} {platform.machine()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        packages=tuple((name, _version(name)) for name in LIBRARIES),
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _exit(told: Sequence[Diagnostic]) -> Exit:
    if any(each.code.misuse for each in told):
        return Exit.MISUSE
    return Exit.DEFECT if any(each.severity is Severity.ERROR for each in told) else Exit.OK


def _answer(
    manner: Manner,
    file: str,
    bundle: Bundle,
    verified: Verified | None,
    told: Sequence[Diagnostic],
    *,
    signed: bool,
) -> Iterator[str]:
    """What was checked and what was not, each in a line."""
    from reqtrace.bundle.summary import contents, summary  # noqa: PLC0415 - as above

    yield from summary(file, bundle, verified, told, signed=signed)
    if manner.verbose:
        yield from contents(bundle)
