"""What an Images stage can write to files: each export holds the frames and recipe shown when it was made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace
from PySide6.QtGui import QPicture

from playground.core.frames import Array, Frame
from playground.core.recipe import change, to_json
from playground.paradigms.denoising.walks import moments_of
from playground.ui.feed import Feed, Shown
from playground.ui.sampling.model_scene import ModelScene
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.trajectory import Trajectory
from playground.ui.saving import plotted, saver
from playground.ui.tab import Export

ANIMATION = (".gif", ".webp", ".apng")
_MOMENTS = 11
_FINE = 49


def sample_exports(scene: SamplingScene) -> list[Export]:
    """The samples, and their trajectories in x and in predicted data, once the run is over."""
    shown = scene.whole(scene.samples)
    if shown is None or scene.trajectory.final is None:
        return []
    stem = f"{scene.card.name}-"
    exports = [
        Export(
            "Samples, grid and arrays", f"{stem}samples", (".png", ".npz"),
            saver(shown, {"layout": "grid", "scale": 3, "spacing": 1}),
        ),
        Export("Samples, a folder of pictures", f"{stem}samples", ("",), saver(shown, {})),
    ]  # fmt: skip
    for output, what in (("trajectory", "x on the way"), ("predictions", "predicted data on the way")):
        coarse = along(scene.trajectory, shown, output, _MOMENTS)
        fine = along(scene.trajectory, shown, output, _FINE)
        if coarse is not None:
            options = {"layout": "filmstrip", "moments": _columns(coarse), "scale": 3, "spacing": 1}
            title = f"{what[:1].upper()}{what[1:]}, a filmstrip for each sample"
            save = saver(coarse, options)
            exports.append(Export(title, f"{stem}{output}", (".png", ".npz"), save))
        if fine is not None:
            title = f"{what[:1].upper()}{what[1:]}, animated"
            save = saver(fine, {"moments": _columns(fine), "scale": 4, "spacing": 1, "fps": 12})
            exports.append(Export(title, f"{stem}{output}", ANIMATION, save))
    return exports


def interpolation_exports(scene: SamplingScene) -> list[Export]:
    """The pictures between two seeds, once all of them are there."""
    shown = scene.whole(scene.interpolate)
    if shown is None:
        return []
    stem = f"{scene.card.name}-seeds"
    strip = {"layout": "filmstrip", "scale": 2, "spacing": 1}
    animated = saver(shown, {"scale": 8, "fps": 16})
    return [
        Export("Between two seeds, filmstrip and arrays", stem, (".png", ".npz"), saver(shown, strip)),
        Export("Between two seeds, animated", stem, ANIMATION, animated),
    ]


def plot_export(
    scene: ModelScene, feed: Feed, title: str, stem: str, picture: QPicture, columns: dict[str, Array]
) -> list[Export]:
    """A plot of what a feed shows as PNG and SVG, and as CSV where it has columns of equal length."""
    shown = scene.whole(feed)
    return [] if shown is None else plot_of(scene, shown, title, stem, picture, columns)


def plot_of(
    scene: ModelScene, shown: Shown, title: str, stem: str, picture: QPicture, columns: dict[str, Array]
) -> list[Export]:
    """The same of one result, as where a plot shows several: it is written with this one's recipe."""
    document = to_json(shown.recipe, shown.frame.facts)
    return [plotted(title, f"{scene.card.name}-{stem}", picture, columns, document)]


def _columns(shown: Shown) -> int:
    return int(shown.frame.scalars["columns"])


def along(trajectory: Trajectory, shown: Shown, output: str, moments: int) -> Shown | None:
    """What the run would have given with another ``output``: made from the steps that are there.

    ``None`` where steps are missing, as in runs so long that not all were kept.
    """
    steps = {moment.step: moment for moment in trajectory.moments}
    last = trajectory.last_step
    chosen: Sequence[int] = moments_of(last, moments)
    if not all(step in steps for step in chosen):
        return None
    name = "x" if output == "trajectory" else "data"
    rows = np.stack([steps[step].arrays[name] for step in chosen], axis=1)
    frame: Frame = replace(
        shown.frame,
        arrays={
            **shown.frame.arrays,
            "images": rows.reshape(-1, *rows.shape[2:]),
            "shown": np.array([steps[step].scalars["t"] for step in chosen], dtype=np.float32),
        },
        scalars={**shown.frame.scalars, "columns": len(chosen)},
    )
    return Shown(change(shown.recipe, output=output, moments=moments), frame)
