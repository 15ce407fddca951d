# SPDX-License-Identifier: Apache-2.0
"""Runs a command as a whole process, and says what it cost."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_LOOK = 0.1
"""How many seconds lie between two looks at the memory of a process and its children."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds on the clock, seconds of all processors, and at most so many MiB at once."""

    seconds: float
    cpu: float
    memory: float


def cost(command: Sequence[str], environment: Mapping[str, str], times: int = 1) -> Cost:
    """The medians over several runs of `command`, which must end with exit code 0."""
    runs = [_run(command, environment) for _ in range(times)]
    return Cost(*(median(getattr(run, name) for run in runs) for name in ("seconds", "cpu", "memory")))


def _run(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    peak = 0.0
    while True:
        try:
            # WNOWAIT leaves the process to `wait4`, which says what it used.
            process_ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
        except ChildProcessError:
            break
        if process_ended:
            break
        peak = max(peak, _memory(process.pid))
        _pause(process)
    seconds = time.perf_counter() - start
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(seconds, used.ru_utime + used.ru_stime, max(peak, used.ru_maxrss / 1024))


def _pause(process: subprocess.Popen[bytes]) -> None:
    """Wait until the process ends or it is time to look again."""
    descriptor = os.pidfd_open(process.pid)
    try:
        select.select([descriptor], [], [], _LOOK)
    finally:
        os.close(descriptor)


def _memory(pid: int) -> float:
    """The MiB that a process and its children hold now, what they share counted once."""
    total = 0.0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total = int(line.split()[1]) / 1024
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has just ended
        return total
    return total + sum(_memory(int(child)) for child in children)
