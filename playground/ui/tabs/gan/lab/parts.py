"""What stands around the planes: who learns, slow motion, the losses, and how far the points are off."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtWidgets import QWidget

from playground.core.floors import floor_of
from playground.core.frames import Array
from playground.ui.lab.history import History
from playground.ui.lab.parts import Figure, Part, curves
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.state.player import Player
from playground.ui.tabs.gan.judgements import FAKE
from playground.ui.tabs.gan.lab.players_bar import PlayersBar
from playground.ui.tabs.gan.lab.slow_motion import GanLabScene, SlowMotion
from playground.ui.tabs.gan.lab.slow_strip import SlowStrip
from playground.ui.widgets.plain import set_tip

_NARROW = 520


def parts(scene: GanLabScene, _player: Player) -> tuple[Part[QWidget], ...]:
    """All of them."""
    players = PlayersBar(scene)
    return (
        Part(
            name="players",
            widget=players,
            place="head",
            # Where there is little room, words are short.
            fit=lambda width: players.set_short(width < _NARROW),
        ),
        _slow(scene),
        *measured(scene),
    )


def measured(scene: GanLabScene) -> tuple[Part[QWidget], ...]:
    """The curves."""
    return _losses(scene), *_divergences(scene)


def _slow(scene: GanLabScene) -> Part[SlowStrip]:
    strip = SlowStrip()
    SlowMotion(scene)
    scene.changed.connect(lambda _old, new: strip.setVisible(new.run.slow))
    if not scene.recipe.slow:
        strip.hide()

    def tell() -> bool:
        strip.tell(scene.feed.arrays, scene.feed.scalars)
        return scene.recipe.slow

    return Part(name="slow", widget=strip, tell=tell, place="above")


def _losses(scene: GanLabScene) -> Part[CurvesPlot]:
    plot = CurvesPlot(("loss of D", "loss of G"), (FAKE.name(),), short=(("loss D", "G"), ("D", "G")))
    feed = scene.feed

    def both() -> Array | None:
        of_d, of_g = feed.arrays.get("losses_d"), feed.arrays.get("losses_g")
        return None if of_d is None or of_g is None else np.column_stack([of_d, of_g[:, 1]])

    return curves("losses", plot, feed, both, ("loss_d", "loss_g"), title="Losses", stem="losses")


def _divergences(scene: GanLabScene) -> tuple[Part[SeriesPlot], Part[SeriesPlot]]:
    js, kl = SeriesPlot("JS", "floor"), SeriesPlot("KL(G\u200a‖\u200adata)", "floor", "KL")
    set_tip(
        js,
        "Jensen–Shannon divergence of the generated points from the known density, in nats, on a grid\n"
        "of cells: from 0 to log 2 ≈ 0.693. The floor is what as many exact samples give: 95 % of\n"
        "such sets lie in the band, and what does, too, cannot be told from the data.",
    )
    set_tip(
        kl,
        "Kullback–Leibler divergence from the known density to the generated points, in nats: how far\n"
        "points are where no data are. The curve has gaps where it is infinite.\n"
        "It is of shares of points in cells, which chance alone puts at the floor and its band.",
    )
    measures = History(scene.feed, ("js", "kl"), "measured", scene)

    def tell_js() -> bool:
        floor, low, high = floor_of(scene.feed.scalars, "js_floor")
        newest = float(scene.feed.scalars.get("js", "nan"))
        js.set_series(measures.steps, measures.values[:, 0], floor, newest, band=(low, high))
        return True

    def tell_kl() -> bool:
        values = measures.values
        # Where the other divergence is known, this one is left out because it is infinite.
        infinite = np.isfinite(values[:, 0]) & np.isnan(values[:, 1])
        floor, low, high = floor_of(scene.feed.scalars, "kl_floor")
        newest = float(scene.feed.scalars.get("kl", "nan"))
        curve = np.where(infinite, np.inf, values[:, 1])
        kl.set_series(measures.steps, curve, floor, newest, band=(low, high))
        return True

    def figures() -> Iterator[Figure]:
        columns = {"step": js.steps, "js": js.values, "kl": kl.values}
        yield Figure("JS divergence", "js", js.picture(), columns)

    return (
        Part(name="js", widget=js, tell=tell_js, figures=figures),
        Part(name="kl", widget=kl, tell=tell_kl),
    )
