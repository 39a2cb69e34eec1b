"""Which versions of packages are installed."""

from __future__ import annotations

import re
from importlib import metadata


def at_least(package: str, least: str) -> bool:
    """Whether a package is as new as a version, such as 2.6; raises ``ImportError`` where it is not there."""
    return _numbers(metadata.version(package)) >= _numbers(least)


def _numbers(version: str) -> list[int]:
    """The numbers that a version begins with."""
    return [int(number) for number in re.split(r"[^0-9.]", version)[0].split(".") if number]
