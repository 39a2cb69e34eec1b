"""What the GAN tab's Images stage can write: each export holds what was shown when it was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from PySide6.QtGui import QPicture

from playground.core.frames import Array
from playground.core.logistic import probability
from playground.core.recipe import change
from playground.ui.feed import Feed, Shown
from playground.ui.sampling.exports import ANIMATION, plot_of
from playground.ui.saving import saver
from playground.ui.tab import Export
from playground.ui.tabs.gan.scene import GanScene

_FILES = (".png", ".npz")
_STRIP = {"layout": "filmstrip", "spacing": 1}


class Kind(NamedTuple):
    """One way of writing what a feed shows; ``options`` are those of ``export`` itself."""

    feed: Feed
    title: str
    stem: str
    suffixes: tuple[str, ...]
    options: dict[str, Any]


def exports_of(scene: GanScene, built: dict[str, Any]) -> list[Export]:
    """All of what the open panel shows that is there whole; ``built`` are the panels by name."""
    found: list[Export] = []
    for kind in _kinds(scene):
        shown = _whole(scene, kind.feed)
        if shown is not None and scene.shows(kind.feed):
            save = saver(shown, kind.options)
            stem = f"{scene.card.name}-{kind.stem}"
            found.append(Export(kind.title, stem, kind.suffixes, save))
    return [*found, *_plots(scene, built)]


def _kinds(scene: GanScene) -> Iterator[Kind]:
    yield Kind(scene.point, "Picture at the point", "picture", _FILES, {"layout": "single", "scale": 10})
    yield Kind(scene.plane, "Latent plane, tiles alone", "tiles", _FILES, {"layout": "single", "scale": 2})
    grid = {"layout": "grid", "scale": 3, "spacing": 1}
    yield Kind(scene.sample, "Samples, grid and arrays", "samples", _FILES, grid)
    yield Kind(scene.sample, "Samples, a folder of pictures", "samples", ("",), {})
    way = "Between two seeds"
    yield Kind(scene.interpolate, f"{way}, filmstrip and arrays", "seeds", _FILES, {**_STRIP, "scale": 2})
    yield Kind(scene.interpolate, f"{way}, animated", "seeds", ANIMATION, {"scale": 8, "fps": 16})
    yield Kind(scene.directions, "As the seed has it, and moved", "moved", _FILES, {**_STRIP, "scale": 8})
    yield from _ways(scene, scene.traverse, "Along the directions", "directions")
    yield from _ways(scene, scene.moments, "Through the training", "training")
    yield Kind(scene.judge, "Decisions and pictures, arrays", "decisions", (".npz",), {})


def _ways(scene: GanScene, feed: Feed, title: str, stem: str) -> Iterator[Kind]:
    """Filmstrips with a row for each thing, and the same animated."""
    shown = _whole(scene, feed)
    if shown is not None:
        rows = {"moments": int(shown.frame.scalars["columns"]), "spacing": 1}
        yield Kind(feed, f"{title}, filmstrips and arrays", stem, _FILES, {**_STRIP, **rows, "scale": 2})
        yield Kind(feed, f"{title}, animated", stem, ANIMATION, {**rows, "scale": 4, "fps": 4})


def _plots(scene: GanScene, built: dict[str, Any]) -> Iterator[Export]:
    for feed, title, stem, picture, columns in _drawn(scene, built):
        shown = _whole(scene, feed)
        if shown is not None and scene.shows(feed):
            yield from plot_of(scene, shown, title, stem, picture, columns)


def _drawn(
    scene: GanScene, built: dict[str, Any]
) -> Iterator[tuple[Feed, str, str, QPicture, dict[str, Array]]]:
    none: dict[str, Array] = {}
    if "plane" in built:
        yield scene.plane, "Latent plane, as drawn", "plane", built["plane"].plane.picture(), none
    if "interpolate" in built:
        plot = built["interpolate"].decisions
        columns: dict[str, Array] = {"t": plot.t, "probability": plot.values}
        yield scene.interpolate, "D along the way, plot", "way", plot.picture(), columns
    if "directions" in built:
        rows = built["directions"].rows.picture()
        yield scene.traverse, "Along the directions, with headings", "directions", rows, none
    if "judge" in built:
        picture = built["judge"].judgements.picture()
        yield (
            scene.judge,
            "Decisions, histograms",
            "decisions",
            picture,
            _decisions(scene.whole(scene.judge)),
        )
    if "moments" in built:
        panel = built["moments"]
        means: dict[str, Array] = {
            "step": panel.plot.steps, "mean_real": panel.plot.real, "mean_generated": panel.plot.fake,
        }  # fmt: skip
        yield scene.moments, "Through the training, with headings", "training", panel.rows.picture(), none
        yield scene.moments, "Mean of D by moment, plot", "players", panel.plot.picture(), means


def _whole(scene: GanScene, feed: Feed) -> Shown | None:
    """What a feed shows, if it is whole; where it is the training, with the moment that is looked at."""
    shown = scene.whole(feed)
    if shown is None or feed is not scene.moments:
        return shown
    return Shown(change(shown.recipe, snapshot=scene.images.moment), shown.frame)


def _decisions(shown: Shown | None) -> dict[str, Array]:
    """A line for each pair of a real and a generated picture of one label."""
    if shown is None:
        return {}
    arrays = shown.frame.arrays
    real, fake = (np.asarray(arrays[f"{kind}_logits"]) for kind in ("real", "fake"))
    return {
        "label": arrays["labels"], "real_logit": real, "generated_logit": fake,
        "real_probability": probability(real), "generated_probability": probability(fake),
    }  # fmt: skip
