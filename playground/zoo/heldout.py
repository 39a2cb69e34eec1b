"""The small held-out samples in ``assets/heldout`` that the window shows: written here, read by anyone."""

from __future__ import annotations

from pathlib import Path

from playground.core.heldout import About, write_about
from playground.core.images import LabelledImages, write_idx
from playground.zoo.data import DATA_SETS


def write_heldout(name: str, images: LabelledImages, folder: Path, count: int = 1000) -> None:
    """Write the first ``count`` test images of a data set to ``folder`` as IDX files, and what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    pixels = images.images[:count]
    grey = pixels.shape[1] == 1
    write_idx(folder / f"t10k-images-idx{3 if grey else 4}-ubyte.gz", pixels[:, 0] if grey else pixels)
    write_idx(folder / "t10k-labels-idx1-ubyte.gz", images.labels[:count])
    known, (size, channels, height, width) = DATA_SETS[name], pixels.shape
    shape = (size, channels, height, width)
    write_about(folder, About(title=known.title, shape=shape, labels=known.labels, licence=known.licence))
