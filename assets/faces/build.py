"""Make the layers of faces anew: ``python assets/faces/build.py MODULES``.

MODULES is a folder in which the packages that README.md names are installed.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
TESTS = HERE.parents[1] / "tests" / "faces"


def main() -> None:
    """Render by node, and write ``layers.npz`` and the whole faces that tests hold it against."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(["node", HERE / "build.mjs", out, sys.argv[1]], check=True)
        about = json.loads((Path(out) / "layers.json").read_text())
        pixels = np.frombuffer((Path(out) / "layers.bin").read_bytes(), np.uint8)
    size, count = about["size"], len(about["layers"])
    pixels = pixels.reshape(-1, size, size, 4)[..., :3]
    whole = about.pop("whole")
    arrays = solved(pixels[: 4 * count].reshape(count, 2, 2, size, size, 3).astype(np.float64))
    np.savez_compressed(
        HERE / "layers.npz", about=np.frombuffer(json.dumps(about).encode(), np.uint8), **arrays
    )
    TESTS.mkdir(exist_ok=True)
    faces = np.frombuffer(json.dumps(whole).encode(), np.uint8)
    np.savez_compressed(TESTS / "whole.npz", images=pixels[4 * count :], faces=faces)


def solved(rendered: NDArray[np.float64]) -> dict[str, NDArray[np.float16]]:
    """What a layer adds, how much of its colour, and how much it covers, in 0 to 255.

    ``rendered`` is ``(layer, colour, ground, height, width, channels)``, each colour and ground black, then
    white.
    """
    covers = 255 - (rendered[:, :, 1] - rendered[:, :, 0]).mean(axis=(1, 4))
    colour = (rendered[:, 1] - rendered[:, 0]).mean(axis=(1, 4))
    own = (rendered[:, 0, 0] + rendered[:, 0, 1] - (255 - covers)[..., None]) / 2
    own[covers <= 0] = 0
    parts = {"own": own, "colour": colour, "covers": covers}
    return {name: np.maximum(part, 0).astype(np.float16) for name, part in parts.items()}


if __name__ == "__main__":
    main()
