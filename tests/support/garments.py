"""The held-out clothes that ship."""

from __future__ import annotations

from functools import cache

from playground.core import folders
from playground.core.images import LabelledImages, read_labelled_images

DATA = "fashion-mnist"
LABELS = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip


@cache
def garments() -> LabelledImages:
    """The held-out images that ship."""
    return read_labelled_images(folders.assets() / "heldout" / DATA, "t10k")
