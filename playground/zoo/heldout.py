"""The small held-out samples in ``assets/heldout`` that the window shows: written here, read by anyone."""

from __future__ import annotations

from pathlib import Path

from playground.core.images import write_idx
from playground.zoo.data import load

COUNT = 1000


def write_heldout(name: str, data: Path | None, folder: Path, count: int = COUNT) -> None:
    """Write the first ``count`` test images of a data set to ``folder`` as gzipped IDX files."""
    images = load(name, "t10k", data)
    folder.mkdir(parents=True, exist_ok=True)
    write_idx(folder / "t10k-images-idx3-ubyte.gz", images.images[:count, 0])
    write_idx(folder / "t10k-labels-idx1-ubyte.gz", images.labels[:count])
