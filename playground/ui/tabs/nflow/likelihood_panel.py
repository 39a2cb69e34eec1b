"""How likely the flow finds held-out images, and what else it finds likely."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from playground.core.cards import Card
from playground.core.fields import Value
from playground.core.frames import Array, Frame, Scalar
from playground.core.words import number
from playground.paradigms.nflow_images import recipes
from playground.paradigms.nflow_images.likelihoods import told_apart
from playground.paradigms.nflow_images.network import refusal_of
from playground.paradigms.nflow_images.recipes import Likelihood, PicturesName
from playground.ui.plots.colours import worn
from playground.ui.stage.exports import plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple
from playground.ui.stage.spent import spent
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.nflow.bits_histogram import Bars, BitsHistogram
from playground.ui.tabs.nflow.exports import bits_exports
from playground.ui.tabs.nflow.scene import NflowScene, known_bits
from playground.ui.tabs.nflow.sources import LOOKS
from playground.ui.tabs.nflow.state import NflowImages
from playground.ui.widgets.buttons import push
from playground.ui.widgets.inputs import CheckBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, fill
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import coloured, set_tip, strong

_ABOUT = (
    "Measured: −log₂ p(x + u) / D, exactly, of each picture with one draw of the noise u. Pictures "
    "that are all equally likely take 8 bits; what lies beyond stands in the last bar."
)
_ACROSS = 3
"""So many switches stand side by side."""
_COLUMNS = ("pictures", "measured", "bits/dim", "told apart")
_APART = (
    "told apart: how often one of these has more bits than a held-out image. 1: bits always tell them apart; "
    "½: they say nothing; 0: these are always the likelier ones"
)


class LikelihoodPanel(Panel[NflowScene], QWidget):
    """A switch for each kind of picture, the histograms, and a table of what they say."""

    def __init__(self, scene: NflowScene) -> None:
        super().__init__(scene)
        self.go_on = push("Go on", "Measure what is still missing")
        self.stop = push("Stop", "Stop measuring; what is finished stays")
        self.about = Paragraph(_ABOUT)
        self.switches: dict[PicturesName, CheckBox] = {}
        self.plot = BitsHistogram()
        self.table = Paragraph(name="Bits per dimension of each kind of picture", selectable=True)
        self._lay_out()
        self._queue = scene.queues["likelihood"]
        scene.follow(self._show_switches, "beside")
        scene.follow(self._draw, "panel", "likelihood")
        scene.queued.connect(lambda _view: self._draw())
        self.go_on.clicked.connect(lambda: scene.measure("likelihood"))
        self.stop.clicked.connect(lambda: scene.stop("likelihood"))

    def _lay_out(self) -> None:
        column, switches = QVBoxLayout(self), QGridLayout()
        column.setContentsMargins(0, 4, 0, 0)
        fill(column, self.about, switches)
        switches.setHorizontalSpacing(12)
        switches.addWidget(Label("Set beside"), 0, 0)
        others = [name for name in LOOKS if name != "held-out"]
        for place, name in enumerate(others):
            switch = CheckBox(LOOKS[name].title)
            switch.setAccessibleName(f"Set beside: {LOOKS[name].title}")
            set_tip(switch, LOOKS[name].meaning)
            switch.clicked.connect(lambda on, name=name: self._switch(name, on))
            self.switches[name] = switch
            switches.addWidget(switch, place // _ACROSS, 1 + place % _ACROSS)
        switches.setColumnStretch(1 + _ACROSS, 1)
        fill(column, (self.plot, 1), self.table, across(self.go_on, self.stop, None))

    def _switch(self, name: PicturesName, on: bool) -> None:
        beside = [each for each in self.scene.state.likelihoods.beside if each != name]
        self.scene.act("Set beside", beside=(*beside, *((name,) if on else ())))

    # From the state and frames

    def status(self) -> Mapping[str, Scalar]:
        """What measuring costs."""
        return spent(self.scene.feeds["likelihood"].last)

    def exports(self) -> list[Export]:
        """The bits of each kind of picture, and their histograms once all of them are whole."""
        scene, found, bars = self.scene, bits_exports(self.scene), self.plot.bars
        if not bars or not self._queue.complete:
            return found
        edges = next(iter(bars.values())).edges
        columns: dict[str, Array] = {"from": edges[:-1], "to": edges[1:]}
        columns |= {LOOKS[name].title.replace(" ", "_"): each.counts for name, each in bars.items()}
        frame = self._queue.result(self._queue.planned[0])
        if frame is not None:
            shown = Shown(scene.recipe("likelihoods"), frame)
            title = "Bits per dimension, histograms"
            found += plot_export(scene, shown, title, "histogram", self.plot.picture(), columns)
        return found

    def _show_switches(self) -> None:
        for name, switch in self.switches.items():
            switch.setChecked(name in self.scene.state.likelihoods.beside)

    def _draw(self) -> None:
        scene = self.scene
        if scene.state.panel != "likelihood":
            return
        found = self._found()
        bars = {
            name: Bars(frame.arrays["edges"], frame.arrays["counts"], float(frame.scalars["bits_per_dim"]))
            for name, frame in found.items()
        }
        self.plot.show_bars(bars)
        self.table.setText(_table(self._planned, found))
        pending, busy = self._queue.pending() is not None, scene.feeds["likelihood"].busy
        self.go_on.setEnabled((pending or not self._queue.complete) and not busy)
        self.stop.setEnabled(busy and pending)

    @property
    def _planned(self) -> tuple[Likelihood, ...]:
        return tuple(recipe for recipe in self._queue.planned if isinstance(recipe, Likelihood))

    def _found(self) -> dict[PicturesName, Frame]:
        every = ((recipe.of, self.scene.bits_of(recipe)) for recipe in self._planned)
        return {name: frame for name, frame in every if frame is not None}


def _table(planned: tuple[Likelihood, ...], found: dict[PicturesName, Frame]) -> Markup:
    head = Markup().join(Markup("<td><b>{}</b>&nbsp;&nbsp;&nbsp;</td>").format(name) for name in _COLUMNS)
    rows = Markup().join(Markup("<tr>{}</tr>").format(_row(recipe, found)) for recipe in planned)
    table = Markup("<table cellspacing='0' cellpadding='1'><tr>{}</tr>{}</table>").format(head, rows)
    return table + _APART if len(planned) > 1 else table


def _row(recipe: Likelihood, found: dict[PicturesName, Frame]) -> Markup:
    frame, held_out = found.get(recipe.of), found.get("held-out")
    cells: list[str] = [_sign(LOOKS[recipe.of].colour) + LOOKS[recipe.of].title]
    if frame is None:
        cells += ["…", "", ""]
    else:
        bits, error = float(frame.scalars["bits_per_dim"]), float(frame.scalars["error"])
        whole = "" if frame.final else f" of {len(frame.arrays['bits']):,} …"
        cells += [
            f"{frame.scalars['done']:,}{whole}",
            strong(number(bits, 3)) + f" ± {number(error, 3)}",
        ]
        apart = held_out is not None and recipe.of != "held-out"
        cells += (
            [number(told_apart(known_bits(frame), known_bits(held_out)), 3)] if apart and held_out else [""]
        )
    return Markup().join(Markup("<td>{}&nbsp;&nbsp;&nbsp;</td>").format(cell) for cell in cells)


def _sign(colour: QColor) -> Markup:
    return coloured("▬", worn(colour).name()) + " "


def _measured(images: NflowImages, card: Card) -> list[Likelihood]:
    """The held-out images, and where they are compared what stands beside them."""
    beside = images.likelihoods.beside if images.panel == "likelihood" else ()
    wanted = (images.likelihood_of(of) for of in dict.fromkeys(("held-out", *beside)))
    return [each for each in wanted if each.of == "held-out" or refusal_of(each, card) is None]


def _set_beside(images: NflowImages, recipe: Likelihood) -> dict[str, Value]:
    """Held-out images are always there; others are set beside them."""
    there = recipe.of == "held-out" or recipe.of in images.likelihoods.beside
    return {} if there else {"beside": (*images.likelihoods.beside, recipe.of)}


MEASURED = View(
    "likelihood",
    Likelihood,
    opens="likelihood",
    asked="on demand",
    left="count bins of",
    writes=_set_beside,
    queue=_measured,
    skips=True,
)
"""The bits of held-out images, which stand beside a picture, too."""

PANEL = PanelSpec(
    "likelihood",
    "Histogram",
    "Bits per dimension of held-out and of other pictures",
    equations="nflow_bits nflow_dequantisation",
    # One picture's is none of the many's.
    explains="density=-",
    also="x first middle last z",
    draws=LikelihoodPanel,
    asks=(
        MEASURED,
        View("likelihoods", recipes.Likelihoods, opens="likelihood", asked="never", left="count bins"),
    ),
    controls=(Group("Likelihood", "labelled noise", unfolded=True),),
    simple=Simple("labelled"),
)
