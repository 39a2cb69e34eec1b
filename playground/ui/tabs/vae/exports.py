"""What the VAE tab can write to files: each export holds the frame and recipe shown when it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from playground.core.frames import Array
from playground.core.progress import Progress
from playground.core.recipe import to_json
from playground.ui.feed import Feed
from playground.ui.plots.plot_files import save_plot
from playground.ui.saving import saver
from playground.ui.tab import Export
from playground.ui.tabs.vae.scene import Scene

_ANIMATION = (".gif", ".webp", ".apng")


def frame_exports(scene: Scene, below: Feed) -> list[Export]:
    """Pictures and arrays of the picture at z, and of the feed that the open panel shows, where whole."""
    card = scene.card.name
    made: tuple[tuple[Feed, str, str, tuple[str, ...], dict[str, Any]], ...] = (
        (scene.decode, "Decoded picture", "decoded", (".png", ".npz"), {"layout": "single", "scale": 10}),
        (
            scene.reconstruct, "Image, decoded mean and decoded sample", "reconstruction", (".png", ".npz"),
            {"layout": "filmstrip", "scale": 8, "spacing": 1},
        ),
        (scene.interpolate, "Interpolation, animated", "interpolation", _ANIMATION, {"scale": 8, "fps": 16}),
        (
            scene.interpolate, "Interpolation, filmstrip and arrays", "filmstrip", (".png", ".npz", ".csv"),
            {"layout": "filmstrip", "scale": 2, "spacing": 1},
        ),
        (
            scene.sample, "Prior samples, grid and arrays", "samples", (".png", ".npz"),
            {"layout": "grid", "scale": 3, "spacing": 1},
        ),
        (scene.sample, "Prior samples, a folder of pictures", "samples", ("",), {}),
    )  # fmt: skip
    exports = []
    for feed, title, stem, suffixes, options in made:
        shown = scene.whole(feed) if feed in (scene.decode, below) else None
        if shown is not None:
            save = saver(shown, options)
            exports.append(Export(title, f"{card}-{stem}", suffixes, save))
    return exports


def codes_export(scene: Scene) -> list[Export]:
    """Posteriors of the held-out images as a table or arrays."""
    shown = scene.whole(scene.codes)
    if shown is None:
        return []
    columns: dict[str, Array] = {"index": np.arange(len(shown.frame.arrays["labels"]))}
    columns["label"] = shown.frame.arrays["labels"]
    for name in ("mean", "deviation"):
        matrix = shown.frame.arrays[name]
        columns |= {f"{name}_{axis + 1}": matrix[:, axis] for axis in range(matrix.shape[1])}
    arrays = saver(shown, {})

    def save(path: Path, overwrite: bool, progress: Progress) -> None:
        if path.suffix.lower() == ".npz":
            arrays(path, overwrite, progress)
        else:
            save_plot(path, None, columns, to_json(shown.recipe, shown.frame.facts), overwrite=overwrite)

    return [Export("Codes of the held-out images", f"{scene.card.name}-codes", (".csv", ".npz"), save)]
