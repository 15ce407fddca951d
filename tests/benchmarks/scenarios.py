# SPDX-License-Identifier: Apache-2.0
"""Random scenarios about platform devices, each with what must come of it by a second, naive statement of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

DOM0 = "dom0"
NAMES = ("a", "b", "c")
FRAMES = {"/pl031@9010000": 0x9010000, "/fw-cfg@9020000": 0x9020000, "/pl061@9030000": 0x9030000}
USUAL_LINES = {"/pl031@9010000": 2, "/pl061@9030000": 7}
STREAMS = (0x1010, 0x1020)


@dataclass(frozen=True)
class Device:
    """A device of the host, as the scenario describes it; `line` is an interrupt as a device tree counts."""

    path: str
    marked: bool
    line: int | None
    stream: int | None

    @property
    def frame(self) -> int:
        return FRAMES[self.path]

    @property
    def dma(self) -> bool:
        return self.stream is not None or self.path.startswith("/fw-cfg")

    def fragment(self) -> str:
        """What the scenario adds to the host's tree."""
        said = ["xen,passthrough;"] if self.marked else []
        if self.line is not None:
            said.append(f"interrupts = <0 {self.line} 4>;")
        if self.stream is not None:
            said.append(f"iommus = <&smmu {self.stream:#x}>;")
        return f"&{{{self.path}}} {{ {' '.join(said)} }};"


@dataclass(frozen=True)
class Guest:
    """A domain that is wanted, with the devices it is given."""

    name: str
    wants: tuple[tuple[Device, bool], ...]
    direct: bool
    trusted: bool
    later: bool


@dataclass
class Oracle:
    """Who has what, told in the plainest way: a device is one frame, maybe one line and maybe one stream."""

    devices: tuple[Device, ...]
    iommu: bool
    owner: dict[Device, str] = field(default_factory=dict)
    mapped: dict[int, str] = field(default_factory=dict)
    routed: dict[int, str] = field(default_factory=dict)
    living: dict[str, Guest] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for device in self.devices:
            if not device.marked:
                self._give(device, DOM0)

    def create(self, guest: Guest) -> str:
        """Create a domain; the error, or nothing."""
        before = dict(self.owner), dict(self.mapped), dict(self.routed)
        for device, forced in guest.wants:
            if error := self._refusal(device, forced, guest):
                self.owner, self.mapped, self.routed = before
                return error
            self._give(device, guest.name)
        self.living[guest.name] = guest
        return ""

    def destroy(self, name: str) -> str:
        """Destroy a domain; the error, or nothing."""
        if name not in self.living:
            return "ESRCH"
        del self.living[name]
        for owned in (self.owner, self.mapped, self.routed):
            for what in [what for what, whose in owned.items() if whose == name]:
                del owned[what]  # type: ignore[attr-defined]  # each by its own keys
        return ""

    def assign(self, device: Device, name: str) -> str:
        """Let the control domain assign a device by a call; the error, or nothing."""
        guest = self.living.get(name)
        if guest is None:
            return "ESRCH"
        if not (guest.wants and self.iommu):
            return "EOPNOTSUPP"
        if device.stream is None or not device.marked:
            return "EINVAL"
        if device in self.owner or self._taken(device, name):
            return "EBUSY"
        self.owner[device] = name
        return ""

    def _refusal(self, device: Device, forced: bool, guest: Guest) -> str:
        """Why a domain that is being made is not given the device."""
        protected = self.iommu and device.stream is not None
        if not device.marked:
            return "EINVAL"
        if self._taken(device, guest.name):
            return "EBUSY"
        if not protected and not forced:
            return "EINVAL"
        if not protected and device.dma and not (guest.direct and guest.trusted):
            return "EPERM"
        return ""

    def _taken(self, device: Device, name: str) -> bool:
        """Whether somebody else has the device, or another one with the same line or stream."""
        return any(
            whose != name
            and (
                other == device
                or (device.line is not None and other.line == device.line)
                or (self.iommu and device.stream is not None and other.stream == device.stream)
            )
            for other, whose in self.owner.items()
        )

    def _give(self, device: Device, name: str) -> None:
        self.owner[device] = self.mapped[device.frame] = name
        if device.line is not None:
            self.routed[device.line] = name

    def says(self) -> Iterator[str]:
        """Everything that must be seen now, as steps."""
        for device in self.devices:
            whose = self.owner.get(device)
            if whose is not None:
                yield f'device "{device.path}" belongs to domain "{whose}"'
            elif self.iommu and device.stream is not None:
                yield f'device "{device.path}" is quarantined'
            else:
                yield f'device "{device.path}" has no owner'
            for name in sorted(self.living):
                can = "can" if self.mapped.get(device.frame) == name else "can not"
                yield f'domain "{name}" {can} read the peripheral at {device.frame:#x}'
            if device.line is not None:
                user = self.routed.get(device.line)
                to = "no domain" if user is None else f'domain "{user}"'
                yield f"interrupt {32 + device.line} is routed to {to}"
            if self.iommu and device.stream is not None:
                users = {whose for other, whose in self.owner.items() if other.stream == device.stream}
                (user,) = users or {""}
                yield (
                    f'stream {device.stream:#x} is translated for domain "{user}"'
                    if user
                    else (f"stream {device.stream:#x} faults")
                )


def scenario(seed: int) -> str:
    """A scenario in Gherkin; the same seed gives the same one."""
    random = Random(seed)  # noqa: S311 - nothing is secret here
    devices, iommu = _devices(random)
    guests = _guests(random, devices)
    oracle = Oracle(devices, iommu)
    lines = [f'Given the host "qemu-virt"{" with smmuv2 and" if iommu else " with"}', '  """dts']
    lines += [f"  {device.fragment()}" for device in devices] + ['  """', "And dom0 controls the host"]
    for guest in guests:
        lines += _described(guest)
    lines.append("When the host boots")
    told = []
    for guest in guests:
        if not guest.later:
            told.append(_made(guest, oracle.create(guest)))
    lines += _seen(told, oracle)
    for _ in range(random.randint(1, 4)):
        lines += _operation(random, guests, oracle)
    return "\n".join(["Scenario: generated", *(f"  {line}" for line in lines)])


def _devices(random: Random) -> tuple[tuple[Device, ...], bool]:
    """The host: its three devices, and whether there is an IOMMU."""
    iommu = random.random() < 0.6
    found = []
    for path in FRAMES:
        line = random.choice((USUAL_LINES.get(path), 2)) if path in USUAL_LINES else None
        stream = random.choice((None, *STREAMS)) if iommu else None
        found.append(Device(path, random.random() < 0.85, line, stream))
    shared = {device.stream for device in found if device.stream is not None and not device.marked}
    if len([device for device in found if device.stream in shared]) > 1:  # dom0 keeps one of two that look alike
        return _devices(random)
    return tuple(found), iommu


def _guests(random: Random, devices: tuple[Device, ...]) -> list[Guest]:
    guests = []
    for name in NAMES:
        wanted = random.sample(devices, random.choice((0, 1, 1, 1, 2)))
        wants = tuple((device, random.random() < 0.6) for device in wanted)
        direct, later = random.random() < 0.6, random.random() < 0.4
        guests.append(Guest(name, wants, direct, random.random() < 0.9, later))
    return guests


def _described(guest: Guest) -> Iterator[str]:
    yield f'And domain "{guest.name}"'
    for device, forced in guest.wants:
        yield f'And domain "{guest.name}" is given "{device.path}"{", forced" if forced else ""}'
    if guest.direct:
        yield f'And domain "{guest.name}" is direct-mapped'
    if not guest.trusted:
        yield f'And domain "{guest.name}" is untrusted'
    if guest.later:
        yield f'And domain "{guest.name}" is created later'


def _made(guest: Guest, error: str) -> str:
    return f'domain "{guest.name}" is not created: {error}' if error else f'domain "{guest.name}" runs'


def _operation(random: Random, guests: list[Guest], oracle: Oracle) -> Iterator[str]:
    """One operation, and what must be seen afterwards."""
    waiting = [guest for guest in guests if guest.name not in oracle.living]
    kind = random.choice(("create", "destroy", "assign", "assign"))
    if kind == "create" and waiting:
        guest = random.choice(waiting)
        yield f'When domain "{guest.name}" is created'
        yield from _seen([_made(guest, oracle.create(guest))], oracle)
        return
    name = random.choice(sorted(oracle.living) or NAMES)
    if kind == "assign":
        device = random.choice(oracle.devices)
        yield f'When dom0 assigns "{device.path}" to domain "{name}"'
        error = oracle.assign(device, name)
    else:
        yield f'When domain "{name}" is destroyed'
        error = oracle.destroy(name)
    yield from _seen([f"the call is refused: {error}" if error else "the call succeeds"], oracle)


def _seen(told: list[str], oracle: Oracle) -> Iterator[str]:
    for word, sentence in zip(("Then", *["And"] * 99), [*told, *oracle.says()], strict=False):
        yield f"{word} {sentence}"
