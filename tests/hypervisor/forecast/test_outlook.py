# SPDX-License-Identifier: Apache-2.0
"""The forecast is what the model does: it refuses whom the model refuses, alone and in company."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from drafts import EVERY_XEN, FORCED, FW_CFG, GPIO, MARKS, RTC, SMMU, guest, host, node, refused, told
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.hypervisor import DomainSpec, Refused, Region, State, Xen, boot, create
from reqtrace.hypervisor.control.bindings import bind
from reqtrace.hypervisor.control.operations import assign
from reqtrace.hypervisor.control.permissions import MOST_PAGES, permit_pages, show_pages
from reqtrace.hypervisor.forecast import Fate, Guest, forecast, has_dom0
from reqtrace.hypervisor.forecast.outlook import DOM0_NAME
from reqtrace.hypervisor.forecast.settings import SETTINGS
from reqtrace.hypervisor.host.discovery import discover
from reqtrace.hypervisor.region import PAGE
from reqtrace.hypervisor.xen import REQUIRED

HOSTS = (
    host(),
    host(f"&{{{RTC}}} {{ xen,passthrough; }};"),
    host(MARKS + SMMU + f"&{{{RTC}}} {{ iommus = <&smmu 1>; }}; &{{{GPIO}}} {{ iommus = <&smmu 1>; }};"),
    host(MARKS + SMMU + f"&{{{RTC}}} {{ iommus = <&smmu 0x8001>; }}; &{{{GPIO}}} {{ interrupts = <0 2 4>; }};"),
)
nodes = st.builds(
    node,
    st.sampled_from([RTC, GPIO, FW_CFG, "/nosuch@9010000", "bare@9010000", "bare@9030000"]),
    st.sampled_from(
        [
            None,
            "0 0x9010000 0 0x1000 0 0x9010000",
            "0 0x9030000 0 0x1000 0 0x50000000",
            "0 0x9020000 0 0x800 0 0x9020000",
            "0 0x9020000 0",
            "0 0x40000000 0 0x1000 0 0x50000000",
        ]
    ),
    st.sampled_from(["", FORCED, f"{FORCED} iommus = <1>;"]),
)
wishes = st.lists(st.lists(nodes, min_size=1, max_size=3), min_size=1, max_size=3)
machines = st.integers(0, len(HOSTS) - 1)


def named(wanted: list[list[str]]) -> tuple[Guest, ...]:
    return tuple(guest(f"g{number}", *asked) for number, asked in enumerate(wanted))


# [utest->dsn~forecast_asks_the_rule_books~1]
@given(machines, wishes)
def test_whoever_is_refused_in_the_model_is_refused_here_for_that_reason_too(
    number: int, asked: list[list[str]]
) -> None:
    machine, wanted = HOSTS[number], named(asked)
    state = boot(discover(machine.tree, ()), dom0=DOM0_NAME)
    assert not isinstance(state, Refused)
    for each, told_ in zip(wanted, forecast(machine, wanted).guests, strict=True):
        assert each.tree is not None
        answer = create(state, DomainSpec(each.name, each.tree.tree))
        assert told_.created is not isinstance(answer, Refused), (answer, told_.refusals)
        if isinstance(answer, Refused):
            assert answer.errno in {refusal.errno for refusal in told_.refusals}
        else:
            state = answer


lists = {
    "irqs": st.sampled_from(["33", "34", "34", "39", "39", "1500"]),
    "iomem": st.sampled_from(
        ['"9010,1"', '"9030,1"', '"9030,1@50000"', '"9020,1"', '"9010,41"', '"8000,1"', '"9010,1@40000"']
    ),
    "dtdev": st.sampled_from([f'"{RTC}"', f'"{GPIO}"', f'"{FW_CFG}"', '"/nosuch"', '"0000:00:01.0"']),
}
settings = st.fixed_dictionaries({name: st.lists(each, max_size=2) for name, each in lists.items()})
words = st.sampled_from([*[""] * 6, *(f'passthrough = "{word}"\n' for word in ("enabled", "disabled", "sync_pt"))])
configs = st.builds(
    lambda said, word: word + "".join(f"{name} = [ {', '.join(each)} ]\n" for name, each in said.items()),
    settings,
    words,
)
by_xl = st.builds(lambda config, nodes_: (config, nodes_), configs, st.lists(nodes, max_size=1))
mixed = st.lists(st.one_of(by_xl, st.lists(nodes, min_size=1, max_size=2)), min_size=1, max_size=3)


def by_calls(state: State, wanted: Guest) -> State | Refused:
    """What xl does for a guest, call by call as the model knows them; nothing once one is refused."""
    config = wanted.config
    assert config is not None
    for rule in SETTINGS:
        if isinstance(refused_ := rule(state, wanted), Refused):
            return refused_
    spec = DomainSpec(wanted.name, None if wanted.tree is None else wanted.tree.tree, wanted.options)
    made = create(state, spec, at_boot=False)
    if isinstance(made, Refused):
        return made
    by_tree: set[int | str] = {line for line, user in made.routes.items() if user == state.next_number}
    by_tree |= {device.name for device in made.held_by(state.next_number)}
    state = made
    calls: list[Callable[[State], State | Refused]] = [
        *(partial(bind, name=wanted.name, line=each.number) for each in config.irqs if each.number not in by_tree),
        *(partial(assign, device=each.name, name=wanted.name) for each in config.dtdev if each.name not in by_tree),
    ]
    for each in config.iomem:
        calls.append(partial(permit_pages, name=wanted.name, pages=each.host))
        for at in range(0, each.host.size, MOST_PAGES * PAGE):
            part = Region(each.host.base + at, min(MOST_PAGES * PAGE, each.host.size - at))
            calls.append(partial(show_pages, name=wanted.name, pages=part, guest=each.guest + at))
    for call in calls:
        answer = call(state)
        if isinstance(answer, Refused):
            return answer
        state = answer
    return state


def described(wanted: Sequence[tuple[str, list[str]] | list[str]]) -> tuple[Guest, ...]:
    """Guests of xl, each with a configuration and maybe a tree, and guests that Xen makes at boot."""
    return tuple(
        guest(f"g{number}", *asked)
        if isinstance(asked, list)
        else guest(f"g{number}", *asked[1], config=f'name = "g{number}"\n{asked[0]}')
        for number, asked in enumerate(wanted)
    )


# [utest->dsn~forecast_asks_the_rule_books~1]
@given(machines, mixed, st.sampled_from([REQUIRED, Xen.of("xen-4.17"), Xen.of("xen-head")]))
def test_guests_of_xl_are_refused_by_the_model_and_here_alike(
    number: int, asked: list[tuple[str, list[str]] | list[str]], xen: Xen
) -> None:
    machine, wanted = HOSTS[number], described(asked)
    profile = next((name for name in EVERY_XEN if Xen.of(name) == xen), "")
    state = boot(discover(machine.tree, (), xen=xen), dom0=DOM0_NAME, xen=xen)
    assert not isinstance(state, Refused)
    answer = forecast(machine, wanted, (profile,) if profile else ())
    for each, told_ in zip(wanted, answer.guests, strict=True):
        spec = DomainSpec(each.name, None if each.tree is None else each.tree.tree, each.options)
        made = by_calls(state, each) if each.config is not None else create(state, spec)
        ended = isinstance(made, Refused) or made.panic is not None
        if profile:
            assert told_.outcomes[0].fate in ((Fate.REFUSED, Fate.PANIC) if ended else (Fate.CREATED, Fate.STARTED))
        else:
            assert told_.created is not ended, (made, told_.refusals)
            assert not isinstance(made, Refused) or made.errno in {each.errno for each in told_.refusals}
        if isinstance(made, State) and made.panic is None:
            state = made


@given(machines, wishes)
def test_whoever_shares_something_with_one_that_lives_is_not_created(number: int, asked: list[list[str]]) -> None:
    wanted = named(asked)
    answer = forecast(HOSTS[number], wanted)
    created = {told_.guest.name for told_ in answer.guests if told_.created}
    assert not any(created.issuperset(conflict.guests) for conflict in answer.conflicts)
    assert answer.ok is (len(created) == len(wanted) and not answer.conflicts)


@given(wishes)
def test_without_a_host_too(asked: list[list[str]]) -> None:
    answer = forecast(None, named(asked))
    created = {told_.guest.name for told_ in answer.guests if told_.created}
    assert not any(created.issuperset(conflict.guests) for conflict in answer.conflicts)


def test_the_second_of_two_is_refused_by_name() -> None:
    answer = told(guest("a", node(RTC)), guest("b", node(RTC)), on=host())
    assert [each.created for each in answer.guests] == [True, False]
    assert refused(answer, 1) == [
        ("EBUSY", "IRQ 34 is already used by domain 1 (a)"),
        ("EBUSY", f"{RTC} is already assigned to domain 1 (a)"),
    ]


def test_one_that_is_refused_by_itself_is_in_nobodys_way() -> None:
    answer = told(guest("a", node(RTC), node("/nosuch@b000000")), guest("b", node(RTC)), on=host())
    assert [each.created for each in answer.guests] == [False, True]
    assert [conflict.guests for conflict in answer.conflicts] == [("a", "b"), ("a", "b")]


def test_a_host_with_domains_and_no_kernel_for_dom0_has_none() -> None:
    domain = 'a { compatible = "xen,domain"; };'
    kernel = 'k { compatible = "multiboot,kernel", "multiboot,module"; };'
    assert has_dom0(host().tree)
    assert not has_dom0(host(f"/ {{ chosen {{ {domain} }}; }};").tree)
    assert has_dom0(host(f"/ {{ chosen {{ {domain} {kernel} }}; }};").tree)


def test_where_there_is_no_dom0_nobody_uses_what_is_not_marked() -> None:
    fates = [
        [
            outcome.fate.name
            for outcome in forecast(host(""), (guest("a", node(RTC)),), ("xen-head",), dom0=dom0).guests[0].outcomes
        ]
        for dom0 in (True, False)
    ]
    assert fates == [["PANIC"], ["CREATED"]]


def test_a_host_without_memory_is_judged_all_the_same() -> None:
    bare = host(MARKS + "/delete-node/ &{/memory@40000000};")
    answer = told(guest("a", node(RTC, more=f"{FORCED} interrupts = <0 2 4>;")), on=bare)
    assert answer.ok
    assert [remark.message for remark in answer.remarks] == [
        "the host's tree has no memory, so nobody can say whether registers lie within it"
    ]
