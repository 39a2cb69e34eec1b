"""What lessons set: claims are of the very labs that they open."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from playground.core.folders import assets

_KINDS = {
    "consistency": "consistency-lab",
    "diffusion": "diffusion-lab",
    "flow": "flow-lab",
    "gan": "gan-lab",
    "nflow": "nflow-lab",
    "vae": "vae-lab",
}


@cache
def presets() -> dict[str, dict[str, Any]]:
    """The preset of every lesson by ``tab/id``."""
    return {
        f"{path.stem}/{lesson['id']}": lesson["preset"]
        for path in sorted((assets() / "lessons").glob("*.toml"))
        for lesson in msgspec.toml.decode(path.read_bytes())["lesson"]
    }


def lab_of(lesson: str, *, whole: bool = False) -> dict[str, Any]:
    """The recipe of the 2-D lab that a lesson opens, trained from the start unless it is wanted ``whole``;
    raises ``LookupError`` where it opens none."""
    tab = lesson.partition("/")[0]
    found = {"kind": _KINDS[tab], **presets()[lesson]["lab"]["run"]}
    return found if whole else {name: value for name, value in found.items() if name != "start"}
