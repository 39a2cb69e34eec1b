"""Things by dotted names, which cost nothing before they are needed."""

from __future__ import annotations

import importlib
from typing import Any


def load(dotted: str) -> Any:
    """What a dotted name means: ``package.module:name``, or the module alone."""
    module, colon, name = dotted.partition(":")
    found: Any = importlib.import_module(module.strip())
    for part in name.strip().split(".") if colon else ():
        found = getattr(found, part)
    return found
