"""Mixing by layers: sources at the left and on top, between them what takes the styles of both."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from playground.core.fields import Value
from playground.core.frames import Array, Scalar
from playground.core.noise import any_seed, following
from playground.core.words import number
from playground.paradigms.gan_images.recipes import SAMPLE, Layers, Mix
from playground.ui.plots.colours import worn
from playground.ui.plots.picture_matrix import Heading, Overlay, PictureMatrix, Spot
from playground.ui.stage.exports import GRID, Written, frame_exports, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, Walk
from playground.ui.stage.spent import spent
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.gan.gauge import BELOW, in_words, on_view, under_matrix
from playground.ui.tabs.gan.layer_span import COLUMNS, ROWS, LayerSpan, others_told, told
from playground.ui.tabs.gan.scene import LABEL, NETWORKS, SNAPSHOT, GanScene, verdict
from playground.ui.widgets.buttons import push, tool
from playground.ui.widgets.icons import icon
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.layouts import Box, across, down, lay_out
from playground.ui.widgets.plain import coloured, strong
from playground.ui.widgets.restyled import Restyled
from playground.ui.widgets.splitter import Turning
from playground.ui.widgets.still_label import FittingLabel

_LARGE, _SMALL = 72, 44
_WIDE = 1.25
"""So many times as wide as high a picture stands large beside the grid, and not under it."""
_SOURCES = {"row": ("A", ROWS), "column": ("B", COLUMNS)}
_SEEDS = {"row": "a", "column": "b"}
_CLICK = "Click a picture to see it large with the two that it is made of; arrow keys walk over them."


class MixingPanel(Restyled, Panel[GanScene], QWidget):
    """A drag on the layers mixes anew; a click on a picture shows it large, beside what it is made of."""

    def __init__(self, scene: GanScene) -> None:
        super().__init__(scene)
        self.layers = LayerSpan("Layers that take the column’s style")
        self.told = FittingLabel(name="Which layers take which style", selectable=True)
        self.matrix = PictureMatrix("Pictures mixed by layers", below=BELOW)
        self.matrix.setStatusTip(_CLICK)
        self.again = {
            side: push(f"New {side}s", f"Mix with other {side}s: another seed {name}")
            for side, (name, _) in _SOURCES.items()
        }
        self.title = FittingLabel(name="The picture that is looked at")
        self.view = ImageView("The picture that is looked at, large", _LARGE)
        self.about = FittingLabel(name="What it takes from which", selectable=True)
        self.decision = FittingLabel(name="What the discriminator says of it", selectable=True)
        self.parents = {side: ImageView(f"Its {side}’s picture", _SMALL) for side in _SOURCES}
        self.others = {side: tool(f"Another {side}", f"Draw this {side}’s picture anew") for side in _SOURCES}
        self.captions = {side: FittingLabel(name=f"Its {side}") for side in _SOURCES}
        self._lay_out()
        self._ink()
        self._connect()

    def _lay_out(self) -> None:
        parents = across(*((self._parent(side), 1) for side in _SOURCES), spacing=8)
        large = down(self.title, (self.view, 1), self.about, self.decision, spacing=2)
        side = lay_out(_Long(), down((large, 5), (parents, 3), spacing=8))
        top = across((self.told, 1), *self.again.values())
        both = Turning(self.matrix, side, over=(270, 150), beside=(560, 220), wide=_WIDE)
        lay_out(self, down(top, self.layers, (both, 1), spacing=4), top=4)

    def _parent(self, side: str) -> Box:
        """A source of the picture that is looked at, under which it is drawn anew."""
        self.others[side].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return down((self.parents[side], 1), across((self.captions[side], 1), self.others[side]))

    def _ink(self) -> None:
        for button in self.others.values():
            button.setIcon(icon("dice", self.palette()))
        if self.layers.count:
            self._tell()
            self._look()

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._show_layers, "first last model", "mixing")
        scene.follow(self._look, "row column", "mixing")
        scene.show("mixing", self._draw, self.matrix, self.view, anew="verdicts", panel="mixing")
        scene.feeds["layers"].arrived.connect(lambda _shown: self._show_changes())
        of_layers = "model label a b own_rows own_columns mixing.rows columns truncation snapshot"
        scene.follow(self._show_changes, of_layers, "mixing")
        scene.let(self.layers.moved, self.layers.released, self._move)
        self.matrix.clicked.connect(self._choose)
        for side, button in self.again.items():
            button.clicked.connect(partial(self._renew, side))
            self.others[side].clicked.connect(partial(self._renew_one, side))

    # From the state and frames

    def status(self) -> Mapping[str, Scalar]:
        """What a picture costs, be it mixed or a source."""
        shown = self.scene.feeds["mixing"].last
        if shown is None:
            return {}
        recipe, done = shown.recipe, int(shown.frame.scalars["done"])
        return spent(shown, recipe.rows + recipe.columns + done * recipe.columns)

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture that is looked at."""
        return self.view.picture

    def exports(self) -> list[Export]:
        """The mixed pictures, the same with what they are made of, and how far each layer changes them."""
        scene, shown = self.scene, self.scene.whole("mixing")
        if shown is None:
            return []
        grid = Written(
            "Mixed pictures, grid and arrays", "mixed", options={**GRID, "columns": shown.recipe.columns}
        )
        return [
            *frame_exports(scene, shown, grid),
            *plot_export(scene, shown, "Mixed by layers, as drawn", "mixing", self.matrix.picture()),
            *self._changes(),
        ]

    def _changes(self) -> list[Export]:
        scene, shown = self.scene, self.scene.whole("layers")
        if shown is None:
            return []
        alone = shown.frame.arrays["change"]
        columns: dict[str, Array] = {"layer": np.arange(1, len(alone) + 1), "change": alone}
        return plot_export(scene, shown, "What each layer changes", "layers", self.layers.picture(), columns)

    def _show_layers(self) -> None:
        count = self.scene.gan.layers
        if count:
            self.layers.set_span(count, self.scene.span)
            self._tell()

    def _tell(self) -> None:
        """Say which layers take what, in the colours of the bar, and what the bars are."""
        (first, last), count = self.scene.span, self.layers.count
        column, row = (coloured("▬ ", worn(colour).name()) for colour in (COLUMNS, ROWS))
        said = told((first, last), count)
        take = "take" if last > first else "takes"
        text = column + strong(said[:1].upper() + said[1:]) + f" {take} the column’s w"
        if last - first + 1 < count:
            text += ", " + row + f"{others_told((first, last), count)} the row’s"
        known = self.layers.changes[np.isfinite(self.layers.changes)]
        most = f"up to {number(float(known.max()), 1)} grey levels" if len(known) == count else "…"
        bars = f". Bars: what each layer changes alone, {most}"
        brief = column + strong(said[:1].upper() + said[1:])
        self.told.set_texts(
            [text + bars, text + ". Bars: what each changes alone", text, f"{brief} {take} B’s w", brief]
        )

    def _draw(self, shown: Shown) -> None:
        arrays, recipe = shown.frame.arrays, shown.recipe
        images = framed(arrays, "images", np.zeros_like(arrays["row_images"][0]))
        filled = np.ones(images.shape[:2], dtype=np.bool_)
        filled[1:, 1:] = (np.arange(recipe.rows) < int(shown.frame.scalars["done"]))[:, None]
        filled[0, 0] = False
        wanted = np.ones_like(filled)
        wanted[0, 0] = False
        rows, columns = (
            [Heading(""), *(Heading(f"{name} {index + 1}") for index in range(count))]
            for name, count in (("A", recipe.rows), ("B", recipe.columns))
        )
        self.matrix.set_headings(rows, columns)
        said = self.scene.said(framed(arrays, "probabilities", np.nan)[:, :, None])
        self.matrix.set_overlay(_with_frames(under_matrix(said)))
        self.matrix.set_classes(in_words(said))
        self.matrix.set_images(images[:, :, None], filled, wanted)
        self._look()

    def _show_changes(self) -> None:
        """Show what each layer changes alone, as far as it is known of these rows and columns."""
        scene, shown = self.scene, self.scene.current("layers")
        if shown is not None and scene.is_of_state("layers"):
            self.layers.set_changes(shown.frame.arrays["change"])
        else:
            self.layers.set_changes(np.full(scene.gan.layers, np.nan))
        if self.layers.count:
            self._tell()

    @property
    def _at(self) -> Spot:
        """Where the picture stands that is looked at."""
        asked, look = self.scene.state.mixing, self.scene.state.look
        row, column = min(look.row, asked.rows), min(look.column, asked.columns)
        return Spot(row, column, 0) if row or column else Spot(1, 1, 0)

    def _look(self) -> None:
        """Show the picture that is looked at, and both that it is made of."""
        shown = self.scene.current("mixing")
        if shown is None:
            return
        arrays, at = shown.frame.arrays, self._at
        self.matrix.set_lit(at.row, at.column)
        there = at.row <= int(shown.frame.scalars["done"]) or not at.column
        probabilities = framed(arrays, "probabilities", np.nan)
        self.view.set_picture(self.matrix.picture_at(at) if there else None)
        said = self.scene.said(float(probabilities[at.row, at.column]))
        self.view.set_overlay(on_view(said, written=False))
        self.title.set_texts([strong(text) for text in _names(at)])
        self._say(at, shown, float(probabilities[at.row, at.column]))
        for side, spot in (("row", Spot(at.row, 0, 0)), ("column", Spot(0, at.column, 0))):
            name, colour = _SOURCES[side]
            whose = spot.row or spot.column
            decision = float(probabilities[spot.row, spot.column])
            self.parents[side].set_picture(self.matrix.picture_at(spot) if whose else None)
            self.parents[side].set_overlay(on_view(self.scene.said(decision)))
            called = coloured("▬ ", worn(colour).name()) + strong(f"{name} {whose}") if whose else Markup("")
            self.captions[side].set_texts([called])
            self.others[side].setEnabled(bool(whose))

    def _say(self, at: Spot, shown: Shown, probability: float) -> None:
        """What the picture takes from which, and what the discriminator says of it."""
        if at.row and at.column:
            span, count = self.scene.span, self.layers.count
            taken = f"{told(span, count)} from B {at.column}"
            made = [f"{taken}, {others_told(span, count)} from A {at.row}", taken, told(span, count)]
        else:
            made = _source_in_words(shown.recipe, at)
        self.about.set_texts(made)
        said = strong(f"D\u00a0=\u00a0{number(probability)}")
        judged = self.scene.judged
        self.decision.set_texts([said + f": {verdict(probability)}", said] if judged else [""])

    # To the state

    def _move(self, first: int, last: int) -> None:
        self.scene.edit("Mix other layers", first=first, last=last)

    def _choose(self, spot: Spot) -> None:
        if spot.row or spot.column:
            self.scene.act("Look at a picture", row=spot.row, column=spot.column)

    def _renew(self, side: str, _checked: bool = False) -> None:
        """Other sources on one side, and none with a seed of its own there."""
        asked = self.scene.state.mixing
        seed = following(max(asked.a, asked.b))
        values: dict[str, Value] = {_SEEDS[side]: seed, f"own_{side}s": ()}
        self.scene.act(f"Mix other {side}s", **values)

    def _renew_one(self, side: str, _checked: bool = False) -> None:
        """Another picture for the row or column of the one that is looked at."""
        at = self._at
        place = (at.row if side == "row" else at.column) - 1
        if place >= 0:
            own = list(getattr(self.scene.state.mixing, f"own_{side}s"))
            own += [SAMPLE] * (place + 1 - len(own))
            own[place] = any_seed()
            self.scene.act(f"Draw {_SOURCES[side][0]} {place + 1} anew", **{f"own_{side}s": tuple(own)})


class _Long(QWidget):
    """Has its parts in a row where it is wider than high, else in a column."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn with the shape."""
        super().resizeEvent(event)
        layout = self.layout()
        if isinstance(layout, QBoxLayout):
            wide = self.width() > self.height()
            ways = QBoxLayout.Direction
            layout.setDirection(ways.LeftToRight if wide else ways.TopToBottom)


def framed(arrays: Mapping[str, Array], name: str, corner: Array | float) -> Array:
    """Mixed pictures, or what is said of them, ``(rows + 1, columns + 1, …)``: the first row and column are
    those of the sources, with ``corner`` where these meet."""
    above, left = (np.asarray(arrays[f"{side}_{name}"]) for side in ("column", "row"))
    mixed = np.asarray(arrays[name]).reshape(len(left), len(above), *above.shape[1:])
    top = np.concatenate([np.asarray(corner, dtype=above.dtype)[None], above])
    return np.concatenate([top[None], np.concatenate([left[:, None], mixed], axis=1)])


def _with_frames(inner: Overlay | None) -> Overlay:
    """What is drawn on each picture, and on sources a frame in the colour of their layers."""

    def draw(painter: QPainter, rect: QRect, spot: Spot) -> None:
        if inner is not None:
            inner(painter, rect, spot)
        if not spot.row or not spot.column:
            painter.setPen(QPen(QColor(worn(COLUMNS if spot.column else ROWS)), 2))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    return draw


def _source_in_words(recipe: Mix, at: Spot) -> list[str]:
    """Which noise a source is drawn from."""
    name, seed, own = ("A", recipe.a, recipe.own_rows) if at.row else ("B", recipe.b, recipe.own_columns)
    place = max(at.row, at.column) - 1
    if place < len(own) and own[place] != SAMPLE:
        return [f"of a seed of its own, {own[place]}", f"seed {own[place]}"]
    return [f"sample {place} of seed {name}, {seed}", f"seed {name}"]


def _names(spot: Spot) -> tuple[str, ...]:
    if spot.row and spot.column:
        return f"A {spot.row} mixed with B {spot.column}", f"A {spot.row} + B {spot.column}"
    return (f"A {spot.row}" if spot.row else f"B {spot.column}",)


def _layers(scene: GanScene) -> tuple[int, int] | None:
    (first, last), layers = scene.span, scene.gan.layers
    return (layers - (last - first), first - 1) if layers else None


def _span_at(scene: GanScene, place: int) -> Mapping[str, float]:
    if not scene.gan.layers:
        return {}
    first, last = scene.span
    return {"first": place + 1, "last": place + 1 + last - first}


PANEL = PanelSpec(
    "mixing",
    "Mixing",
    "Some layers take the style of one picture, the others that of another",
    "Mix",
    # What a layer changes is to be looked at.
    Walk("From coarse layers to fine ones", "Go to other layers", _layers, _span_at, pace=1.5),
    "gan_mapping gan_w_truncation gan_mixing gan_modulation gan_decision",
    explains="mapping synthesis",
    also="z=mixing/row_noise[0] w=mixing/row_styles[0] fake=mixing/images[0] discriminator",
    draws=MixingPanel,
    # What each layer changes alone does not depend on the span, so it is not asked for as that is dragged.
    asks=(View("mixing", Mix), View("layers", Layers)),
    controls=(LABEL, Group("Mixed", "a b mixing.rows columns"), NETWORKS, SNAPSHOT),
    simple=Simple("label a b"),
)
