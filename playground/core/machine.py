"""The machine that something was measured on, and which versions of packages are installed."""

from __future__ import annotations

import os
import platform
import re
from importlib import metadata
from pathlib import Path

import msgspec


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """Where something was measured; ``workers`` is how many jobs ran beside each other, one thread each."""

    processor: str
    cores: int
    system: str
    python: str
    workers: int = 1

    @property
    def sentence(self) -> str:
        """The machine in a few words."""
        cores = f"{self.cores} core{'s' if self.cores > 1 else ''}"
        beside = f", {self.workers} jobs at a time" if self.workers > 1 else ""
        return f"{cores} of {self.processor}, {self.system}, Python {self.python}{beside}"


def this_machine(workers: int = 1) -> Machine:
    """The machine that this process runs on."""
    return Machine(
        processor=processor(),
        cores=usable_cores(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        workers=workers,
    )


def processor() -> str:
    """The processor's name for people, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def at_least(package: str, least: str) -> bool:
    """Whether a package is as new as a version, such as 2.6; raises ``ImportError`` where it is not there."""
    return _numbers(metadata.version(package)) >= _numbers(least)


def _numbers(version: str) -> list[int]:
    """The numbers that a version begins with."""
    return [int(number) for number in re.split(r"[^0-9.]", version)[0].split(".") if number]
