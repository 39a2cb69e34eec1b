"""Configurations as diffusers writes them: values are taken one by one, so that none is overlooked."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from playground.core import plain_text
from playground.core.errors import ImportingError
from playground.core.guard import guarded
from playground.core.regular_files import read_regular

MAX_BYTES = 2_000_000


def read_json(path: Path) -> dict[str, Any]:
    """An object of a JSON file, in which may stand ``Infinity``, too; raises :class:`ImportingError`."""
    with guarded(ImportingError, f"The configuration {path} cannot be read"):
        found = json.loads(read_regular(path, MAX_BYTES).decode())
    if not isinstance(found, dict):
        raise ImportingError(f"The configuration {path} is no object of JSON.")
    return found


class Configuration:
    """The keys of one configuration, of which it is known which were looked at."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fields = read_json(path)
        self.kind = str(self._fields.get("_class_name", ""))[:80]
        self._seen: set[str] = set()

    def take(self, name: str, default: Any, kind: type | tuple[type, ...] = (int, float)) -> Any:
        """The value of a key, or the default where it is absent or null; raises :class:`ImportingError`."""
        self._seen.add(name)
        value = self._fields.get(name)
        if value is None:
            return default
        wanted = kind if isinstance(kind, tuple) else (kind,)
        endless = isinstance(value, float) and not math.isfinite(value)
        if endless or not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            said = plain_text.line(str(value)[:60])
            raise ImportingError(f"“{name}” in {self.path} is {said}, which it cannot be.")
        return value

    def text(self, name: str, default: str) -> str:
        """The text of a key."""
        return str(self.take(name, default, str))

    def switch(self, name: str) -> bool:
        """Whether a key is true."""
        return bool(self.take(name, False, bool))

    def know(self, *names: str) -> None:
        """These keys change nothing here."""
        self._seen.update(names)

    def given(self, name: str) -> Any:
        """What stands there, of whatever type."""
        self._seen.add(name)
        return self._fields.get(name)

    def unknown(self) -> list[str]:
        """A sentence for every key that nobody asked for and that says something."""
        return [
            f"“{plain_text.line(name)}” = {plain_text.line(str(value)[:60])} "
            f"in {self.path.name} is not understood."
            for name, value in self._fields.items()
            if name not in self._seen and not name.startswith("_") and value not in (None, False)
        ]
