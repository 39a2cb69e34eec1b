"""The normalizing flow's 2-D lab: the transport goes through its layers while they learn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from playground.core.fields import fields
from playground.core.recipe import change
from playground.core.words import in_sum, magnitude, number, subscript
from playground.paradigms.nflow_lab.presets import PRESETS
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.ui.lab.densities import LOG_DENSITY, RATIO
from playground.ui.lab.parts import Figure, Part, curves
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.words import Scalars, Words, distance, known, least_seen, modes, those
from playground.ui.plots.colours import DATA, WAY, inks
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.heat import DENSITY, SIGNED
from playground.ui.plots.key_strip import Key
from playground.ui.plots.mesh import AREA
from playground.ui.plots.waterfall_plot import WaterfallPlot
from playground.ui.plots.wheel import wheel
from playground.ui.stage.spec import Group, Simple, Walk
from playground.ui.state.player import Player
from playground.ui.tabs.nflow import diagram
from playground.ui.tabs.nflow.lab.places import STOPS, NflowLabScene, layer_of, place_names, stop_of, turn
from playground.ui.tabs.nflow.lab.planes import GRID, LOG_AREA, NflowPlanes
from playground.ui.tabs.nflow.lab.state import NflowLabState, NflowLabView
from playground.ui.widgets.editors import SegmentEditor
from playground.ui.widgets.inputs import Slider, Title
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.readings import Reading

_ARROWS = {"noise to data": "Noise → data", "data to noise": "Data → noise"}


class LayerBar(QWidget):
    """A toggle of the direction, and a slider from one end to the other with a name at every layer."""

    def __init__(self, scene: NflowLabScene, player: Player) -> None:
        super().__init__()
        self._player = player
        spec = {field.name: field for field in fields(NflowLab)}
        self.direction = SegmentEditor(spec["direction"])
        self.direction.edited.connect(lambda value: turn(scene, str(value)))
        for title in self.direction.findChildren(Title):
            title.hide()  # the buttons say what they do
        for index, choice in enumerate(spec["direction"].choices):
            self.direction.buttons.button(index).setText(_ARROWS[choice])
        self.slider = Slider()
        self.slider.setAccessibleName("Layer")
        self.slider.setAccessibleDescription(spec["layer"].help)
        set_tip(self.slider, spec["layer"].help)
        self.slider.setStatusTip(spec["layer"].help)
        self.slider.setPageStep(STOPS)
        self.slider.picked.connect(self._go)
        self.slider.sliderReleased.connect(scene.store.end_gesture)
        self.names = _Names(self.slider)
        column = down(self.slider, self.names, spacing=0)
        lay_out(self, across(self.direction, (column, 1), spacing=10))
        scene.changed.connect(self._follow)
        self._follow(scene.state, scene.state)

    def _go(self, stop: int) -> None:
        self._player.pause()
        self._player.seek(stop)

    def _follow(self, old: NflowLabState, new: NflowLabState) -> None:
        run = new.run
        longer = change(run.first, layers=run.most_layers)
        if old is new or (old.run.most_layers, old.run.direction) != (longer.layers, run.direction):
            self.slider.setRange(0, STOPS * longer.layers)
            self.names.set_names(place_names(longer))
            self.direction.show_value(run.direction)
        self.slider.setValue(stop_of(run))


class _Names(QWidget):
    """Names under the stops of a slider that stand for whole layers."""

    def __init__(self, slider: Slider) -> None:
        super().__init__()
        self._slider = slider
        self.names: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_names(self, names: tuple[str, ...]) -> None:
        """Write these, from one end to the other."""
        self.names = names
        self.setAccessibleDescription(", ".join(names))
        self.update()

    def sizeHint(self) -> QSize:
        """A line of text."""
        return QSize(120, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write each name under its stop; where they are too many, only some."""
        painter = QPainter(self)
        painter.setPen(inks(self.palette()).text)
        handle = self._slider.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength)
        room, last = self.width() - handle, len(self.names) - 1
        widest = max(map(self.fontMetrics().horizontalAdvance, self.names)) + 6
        every = max(1, -(-widest * last // max(room, 1)))
        for index, name in enumerate(self.names):
            if index % every and index != last:
                continue
            if last - index < every and index != last:
                continue
            middle = handle / 2 + room * index / last
            place = QRectF(middle - widest / 2, 0, widest, self.height())
            if index == 0:
                place.moveLeft(max(0.0, place.left()))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
        painter.end()


def _nll(scalars: Scalars) -> tuple[Reading, ...]:
    nll, entropy, kl = in_sum([float(scalars[name]) for name in ("entropy", "kl")], 3)
    error = number(float(scalars["kl_error"]), 3)
    return (
        Reading("−log p(x) of new data", nll),
        Reading("entropy", entropy, sign="="),
        Reading("KL", f"{kl} ± {error}", sign="+"),
    )


def _condition(scalars: Scalars) -> Reading:
    median, worst = (float(scalars[f"condition_{name}"]) for name in ("median", "max"))
    return Reading("condition number", magnitude(median), f"largest {magnitude(worst)}")


# The midpoint rule sums a narrow peak to a little more than there can be.
_WORDS: Words = (
    ("nll", _nll),
    ("round_trip", lambda scalars: Reading("round-trip error", magnitude(float(scalars["round_trip"])))),
    ("condition_median", _condition),
    ("mass", lambda scalars: Reading("in the square", f"{min(float(scalars['mass']), 1):.1%}")),
    ("sliced_wasserstein", distance),
    ("modes_covered", modes),
)


def readings(scalars: Scalars) -> tuple[Reading, ...]:
    """What is known."""
    return known(_WORDS, scalars)


TO_COME: Scalars = {
    "nll": 1.0, "entropy": 0.5, "kl": 0.5, "kl_error": 0.001, "round_trip": 1.23e-6, "condition_median": 2.5,
    "condition_max": 500.0, "mass": 1.0, "sliced_wasserstein": 0.1, "noise_floor": 0.05,
    "noise_floor_low": 0.05, "noise_floor_high": 0.05,
}  # fmt: skip


def _seen(scene: NflowLabScene) -> str:
    scalars = scene.numbers()
    if "nll" not in scalars:
        return ""
    return least_seen("−log p(x) of new data", float(scalars["nll"]), float(scalars["entropy"]))


def keys(view: NflowLabView) -> tuple[Key, ...]:
    """The meaning of what is drawn."""
    low, high = LOG_DENSITY
    around = tuple(colour.name() for colour in wheel()[::4])
    return those(
        (view.points, Key("scale", (*around, around[0]), "angle of the noise, −π … π")),
        (view.areas, Key("scale", AREA, f"log of the area’s growth, −{LOG_AREA:g} … {LOG_AREA:g}")),
        (view.grid, Key("line", (GRID.name(),), "even grid")),
        (view.probe, Key("line", (WAY.name(),), "path of the probe, layer by layer")),
        (True, Key("scale", DENSITY, f"log density {low:g} … {high:g}".replace("-", "−"))),
        (view.error, Key("scale", SIGNED, f"log of learned / known ±{RATIO:g}")),
        (view.data_points, Key("points", (DATA.name(),), "data")),
    )


_LEAST, _MOST = 104, 140
_FAR = 1500
"""Training steps after which there is something to see."""


def _parts(scene: NflowLabScene, player: Player) -> tuple[Part[QWidget], ...]:
    layers = Part(name="layers", widget=LayerBar(scene, player), place="below")
    return layers, *_fit(scene)


def _fit(scene: NflowLabScene) -> tuple[Part[QWidget], ...]:
    return _likelihood(scene), _waterfall(scene)


def _likelihood(scene: NflowLabScene) -> Part[CurvesPlot]:
    plot, feed = CurvesPlot(("−log p(x)",), (), "entropy"), scene.feed
    set_tip(
        plot,
        "Nats per point. The mean over the data cannot fall below their entropy:\n"
        "−log p = entropy + KL(data‖model).",
    )

    return curves(
        "curve", plot, feed, lambda: feed.arrays.get("losses"), ("loss",), "entropy",
        title="Curve of the likelihood", stem="nll", columns=("nll",), stretch=2, empty=False,
    )  # fmt: skip


def _waterfall(scene: NflowLabScene) -> Part[WaterfallPlot]:
    plot, feed = WaterfallPlot("log p(x)", "nats", "known"), scene.feed
    set_tip(
        plot,
        "The probe’s log-likelihood: the log-density of its noise, and each layer’s log|det J|\n"
        "in the sense from data to noise, in nats.",
    )

    def tell() -> bool:
        terms, scalars = feed.arrays.get("waterfall"), feed.scalars
        if terms is None:
            return True
        names = [f"f{subscript(index)}" for index in range(1, len(terms))]
        if scalars["direction"] == "noise to data":
            # In the order in which they are walked through.
            names, terms = names[::-1], terms[[0, *range(len(terms) - 1, 0, -1)]]
        level = float(scalars.get("log_density_exact", "nan"))
        position = round(float(scalars["position"]))
        plot.set_terms(("log p(z)", *names, "log p(x)"), terms, level, position)
        return True

    def figures() -> Iterator[Figure]:
        if len(plot.terms):
            # From the data's side on, as frames have them.
            terms = feed.arrays["waterfall"].astype(np.float64)
            columns = {"log_density": np.append(terms, terms.sum())}
            yield Figure("Waterfall of the probe", "waterfall", plot.picture(), columns)

    return Part(name="waterfall", widget=plot, tell=tell, figures=figures, stretch=3)


def _far(_recipe: NflowLab, scalars: Scalars) -> bool:
    known = {"nll", "sliced_wasserstein", "condition_median"} <= scalars.keys()
    return known and int(scalars.get("step", 0)) >= _FAR


LAB: LabSpec[NflowLabState, NflowLab] = LabSpec(
    name="nflow",
    stem="nflow-lab",
    kept=("data_points", "points", "angles", "radii", "grid", "log_areas", "density", "density_exact"),
    groups=(
        Group("Flow", "transform layers width bins"),
        Group("Training", "learning_rate batch speed seed"),
        Group("View", "points"),
    ),
    presets=PRESETS,
    left=("seed", "training", "single_steps", "speed", "direction", "layer", "points", "probe", "held"),
    layers=("points", "grid", "areas", "probe", "data_points", "error"),
    rows={"bins": lambda recipe: recipe.transform == "spline coupling"},
    planes=lambda scene, _player: NflowPlanes(scene),
    parts=_parts,
    twice=_fit,
    heights=(_LEAST, _MOST),
    readings=readings,
    to_come=TO_COME,
    modes_with="sliced_wasserstein",
    keys=lambda state, _scalars: keys(state.view),
    far=_far,
    per_second=20.0,
    walk=Walk(
        "Through the layers",
        "Go to a layer",
        lambda recipe: (STOPS * recipe.most_layers + 1, stop_of(recipe)),
        lambda recipe, stop: {"layer": layer_of(stop, recipe.most_layers)},
        reads=lambda recipe, stop: f"layer {stop / STOPS:.3g} of {recipe.most_layers}",
    ),
    diagram=diagram.LAB,
    simple=Simple(sees=_seen),
)
