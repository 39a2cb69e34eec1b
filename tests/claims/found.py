"""What slow claims were found to be, kept so that a check that was stopped goes on.

A number is of one version of the program and its models: it is looked for anew when a file of either changes.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from playground.ui.explain.claims import Claim

ROOT = Path(__file__).parent.parent.parent
KEPT = Path(__file__).parent / "found.jsonl"


@cache
def version() -> str:
    """A digest of the program, its models’ cards and what finds the numbers."""
    digest = hashlib.sha256()
    sources = [
        *sorted((ROOT / "playground").rglob("*.py")),
        *sorted((ROOT / "models").glob("*/card.toml")),
        *sorted((Path(__file__).parent / "quantities").glob("*.py")),
    ]
    for path in sources:
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(claim: Claim) -> list[Any]:
    return [version(), claim.quantity, json.dumps(claim.of, sort_keys=True)]


def recall(claim: Claim, path: Path = KEPT) -> float | None:
    """What was found for the same quantity before, if it was."""
    if not path.is_file():
        return None
    for line in path.read_text("utf-8").splitlines():
        *key, found = json.loads(line)
        if key == _key(claim):
            return float(found)
    return None


def keep(claim: Claim, found: float, path: Path = KEPT) -> None:
    """Remember what was found."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps([*_key(claim), found]) + "\n")
