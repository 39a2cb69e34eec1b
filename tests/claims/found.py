"""What slow claims were found to be when ``make claims`` looked last, so that one that was stopped goes on.

A number is of one version of the program, its models and its lessons’ presets: it is looked for anew when any
of them changes. The window is left out, which shows numbers and makes none, and so are other quantities.
Until then it stays, so that a test can hold texts against it.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from playground.core.claims import Claim
from tests.claims.lessons import presets
from tests.claims.quantities import Finding, quantities, recipes

ROOT = Path(__file__).parent.parent.parent
KEPT = Path(__file__).parent / "found.jsonl"


class _Kept(NamedTuple):
    version: str
    found: Finding


@cache
def version(quantity: str) -> str:
    """A digest of the program, its models’ cards, the presets and the files that find the numbers."""
    digest = hashlib.sha256(json.dumps(presets(), sort_keys=True).encode())
    program = ROOT / "playground"
    sources = [
        *sorted(path for path in program.rglob("*.py") if path.relative_to(program).parts[0] != "ui"),
        *sorted((ROOT / "models").glob("*/card.toml")),
        *sorted({Path(inspect.getfile(quantities()[quantity].find)), Path(inspect.getfile(recipes))}),
    ]
    for path in sources:
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _key(claim: Claim) -> str:
    return json.dumps([claim.quantity, claim.of], sort_keys=True)


def _read(path: Path) -> dict[str, _Kept]:
    lines = path.read_text("utf-8").splitlines() if path.is_file() else ()
    return {
        json.dumps([quantity, of], sort_keys=True): _Kept(when, Finding(tuple(values)))
        for quantity, of, when, values in map(json.loads, lines)
    }


def _line(key: str, kept: _Kept) -> str:
    return json.dumps([*json.loads(key), kept.version, kept.found.values], sort_keys=True) + "\n"


def last(claim: Claim, path: Path = KEPT) -> Finding | None:
    """What was found last, by whatever version."""
    kept = _read(path).get(_key(claim))
    return kept and kept.found


def recall(claim: Claim, path: Path = KEPT) -> Finding | None:
    """What this version found, if it was asked."""
    kept = _read(path).get(_key(claim))
    return kept.found if kept and kept.version == version(claim.quantity) else None


def keep(claim: Claim, found: Finding, path: Path = KEPT) -> None:
    """Remember what was found; two commands may do so at a time."""
    with path.open("a", encoding="utf-8") as file:
        file.write(_line(_key(claim), _Kept(version(claim.quantity), found)))


def forget_others(claims: Iterable[Claim], path: Path = KEPT) -> None:
    """Keep only what is of one of these claims, once, in the order of keys."""
    wanted = {_key(claim) for claim in claims}
    kept = sorted(_read(path).items())
    path.write_text("".join(_line(key, each) for key, each in kept if key in wanted), "utf-8")


def others(claims: Iterable[Claim], path: Path = KEPT) -> list[str]:
    """What is kept of none of these claims."""
    return sorted(set(_read(path)) - {_key(claim) for claim in claims})
