"""Pictures with captions, read from a folder: an archive of pictures and a file of captions."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.captioned import MOST_TEXTS, CaptionedImages
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.images import Part
from playground.core.regular_files import read_regular
from playground.export.reading import read_arrays

MAX_BYTES = 50_000_000
_ARRAYS = ("images", "style", "emoji", "held_out")

STYLES = ("twemoji", "noto", "fluent")


def read_emoji(folder: Path, part: Part) -> CaptionedImages:
    """Emoji of three styles: ``emoji-32.npz`` and ``captions.json``; raises ``PlaygroundError``.

    Some pictures are held out (``t10k``): what they show stands in the training part in the other styles.
    """
    archive, texts = folder / "emoji-32.npz", folder / "captions.json"
    found = read_arrays(archive)
    if missing := [name for name in _ARRAYS if name not in found]:
        raise DataError(f"{archive} does not hold captioned pictures: it has no “{missing[0]}”.")
    images, style, kinds, held_out = (found[name] for name in _ARRAYS)
    with guarded(DataError, f"The captions {texts} cannot be read"):
        captions = msgspec.json.decode(read_regular(texts, MAX_BYTES), type=tuple[tuple[str, ...], ...])
    _check(folder, images, style, kinds, held_out, captions)
    names = list(STYLES)
    chosen = np.flatnonzero(held_out == (part == "t10k"))
    return CaptionedImages(
        images=np.ascontiguousarray(images[chosen].transpose(0, 3, 1, 2)),
        labels=np.array([names.index(str(each)) for each in style[chosen]], dtype=np.uint8),
        captions=tuple(captions[index] for index in chosen),
        kinds=tuple(str(kinds[index]) for index in chosen),
    )


def _check(
    folder: Path,
    images: NDArray[np.uint8],
    style: NDArray[np.str_],
    kinds: NDArray[np.str_],
    held_out: NDArray[np.bool_],
    captions: tuple[tuple[str, ...], ...],
) -> None:
    count = len(captions)
    whole = images.ndim == 4 and images.dtype == np.uint8 and images.shape[3] == 3 and held_out.dtype == bool
    if (
        not whole
        or not all(each.shape == (count,) for each in (style, kinds, held_out))
        or len(images) != count
    ):
        raise DataError(f"{folder} does not hold captioned pictures: their numbers or kinds do not agree.")
    if not set(style.tolist()) <= set(STYLES):
        raise DataError(f"{folder} holds pictures of a style that is none of {', '.join(STYLES)}.")
    if not all(caption and caption[0] and len(caption) <= MOST_TEXTS for caption in captions):
        raise DataError(f"{folder} holds a picture without a name, or with more than {MOST_TEXTS} texts.")
