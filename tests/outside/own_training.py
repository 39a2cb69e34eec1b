"""``playground data add`` and ``playground train`` on drawings of one's own, to the measured end."""

from __future__ import annotations

from pathlib import Path

from playground import cli
from tests.support.own_drawings import draw

MINUTES = 0.05


def main() -> int:
    """Train in a process of its own, as the window does, and follow that; gives the command's exit status."""
    place = draw(Path("drawings"), 100, 16)
    words = ["train", "vae", "--data", "drawings", "--minutes", str(MINUTES), "--device", "cpu"]
    return cli.main(["data", "add", "drawings", str(place)]) or cli.main(words)


if __name__ == "__main__":
    raise SystemExit(main())
