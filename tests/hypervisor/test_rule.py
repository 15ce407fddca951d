# SPDX-License-Identifier: Apache-2.0
"""How a book of rules is gone through: in order, without what the Xen lacks, broken or failing where that is asked."""

from __future__ import annotations

from dataclasses import replace

from machines import machine

from reqtrace.hypervisor import Errno, Mutation, Refused, State, Way, Xen
from reqtrace.hypervisor.findings import Finding
from reqtrace.hypervisor.rule import Book, Reached, atomically, check, effect, follow, witnessed
from reqtrace.hypervisor.xen import Fault


@effect("a.c, first")
def first(state: State, word: str) -> State:
    """Write the word down."""
    return replace(state, log=(*state.log, word))


@check("XenSSR~short_words~1", lacking=Finding.D_04)
def short(_state: State, word: str) -> Refused | None:
    """A word has four letters at most."""
    return Refused(Errno.EINVAL, f"{word} is long", "XenSSR~short_words~1") if len(word) > 4 else None


@effect("a.c, last")
def last(state: State, word: str) -> State:
    """Write the word down once more, backwards."""
    return replace(state, log=(*state.log, word[::-1]))


BOOK: Book[str] = (first, short, last)
EMPTY = machine()
LONG = Refused(Errno.EINVAL, "words is long", "XenSSR~short_words~1")


def on(xen: Xen) -> State:
    return replace(EMPTY, xen=xen)


def reached(xen: Xen, word: str) -> tuple[tuple[str, ...], Refused | None]:
    """What was logged, and what ended it."""
    after = follow("writing", BOOK, on(xen), word)
    return after.state.log[len(EMPTY.log) :], after.refused


def test_the_rules_are_gone_through_in_order_until_one_refuses() -> None:
    assert reached(Xen(), "word") == (("word", "drow"), None)
    assert reached(Xen(), "words") == (("words",), LONG)


# [utest->dsn~operations_are_books_of_rules~1]
def test_a_refusal_undoes_what_was_done_where_all_or_nothing_is_asked_for() -> None:
    assert atomically("writing", BOOK, EMPTY, "words") == LONG
    assert atomically("writing", BOOK, EMPTY, "word") == follow("writing", BOOK, EMPTY, "word").state


# [utest->dsn~findings_are_switches~1]
def test_a_xen_lacks_the_rules_of_its_findings_only() -> None:
    assert reached(Xen(frozenset({Finding.D_04})), "words") == (("words", "sdrow"), None)
    assert reached(Xen(frozenset({Finding.D_05})), "words") == (("words",), LONG)


def test_a_rule_is_broken_in_the_way_that_is_asked_for() -> None:
    assert reached(Xen(mutation=Mutation(short.name, Way.DROP_CHECK)), "words") == (("words", "sdrow"), None)
    assert reached(Xen(mutation=Mutation(last.name, Way.SKIP_EFFECT)), "word") == (("word",), None)
    swapped = replace(LONG, errno=Errno.EPERM)
    assert reached(Xen(mutation=Mutation(short.name, Way.SWAP_ERRNO)), "words") == (("words",), swapped)


def test_a_fault_strikes_after_the_rule_that_is_named_in_the_book_that_is_named() -> None:
    words = "failed after step 1 of 3, test_rule.first"
    assert reached(Xen(fault=Fault("writing", 0)), "word") == (("word",), Refused(Errno.ENOMEM, words, "a.c, first"))
    assert reached(Xen(fault=Fault("reading", 0)), "word") == (("word", "drow"), None)
    assert isinstance(atomically("writing", BOOK, on(Xen(fault=Fault("writing", 2))), "word"), Refused)


def test_a_witness_knows_which_rules_were_asked_and_which_mattered() -> None:
    with witnessed() as witness:
        follow("writing", BOOK, EMPTY, "words")
    assert witness.asked == witness.mattered == {first.name, short.name}
    with witnessed() as witness:
        follow("writing", BOOK, EMPTY, "word")
    assert witness.asked - witness.mattered == {short.name}


def test_a_rule_says_what_it_demands_and_where_that_stands() -> None:
    assert (short.meaning, short.source, short.checks) == (
        "A word has four letters at most.",
        "XenSSR~short_words~1",
        True,
    )
    assert (first.ways, short.ways) == ((Way.SKIP_EFFECT,), (Way.DROP_CHECK, Way.SWAP_ERRNO))
    assert isinstance(follow("writing", BOOK, EMPTY, "word"), Reached)
