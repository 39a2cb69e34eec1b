"""What stands around the planes: who learns, slow motion, the losses, and how far the points are off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from markupsafe import Markup
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from playground.core.floors import floor_of
from playground.core.frames import Array, Scalar
from playground.core.words import magnitude
from playground.live.gan import PARTS
from playground.paradigms.gan_lab.slow import LONGEST
from playground.ui.lab.history import History
from playground.ui.lab.parts import Figure, Part, curves
from playground.ui.plots.colours import inks
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.state.player import Player
from playground.ui.tabs.gan.judgements import FAKE, REAL
from playground.ui.tabs.gan.lab.slow_motion import GanLabScene, SlowMotion
from playground.ui.tabs.gan.lab.state import GanLabState
from playground.ui.widgets.buttons import show_pressed, tool
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import coloured, set_tip

COLOURS = {"discriminator": REAL, "generator": FAKE}
_SIZES = np.full(4, 0.012)
"""As many layers as a player often has."""
WAITING = "Slow motion: each update in its five parts. “Train” walks on, one step makes the next part."


class SlowStrip(QWidget):
    """The five parts in a row with the present one marked, and the caption below.

    They have room for the longest that they say, so that what is below stays where it is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.parts = Label(name="Parts of an update", wraps=True)
        self.caption = Label(WAITING, name="What happens", align=Qt.AlignmentFlag.AlignTop, wraps=True)
        self._present: tuple[str, str] = ("", "")
        self._most = Label(wraps=True)
        self._most.setParent(self)
        self._most.hide()
        lay_out(self, down(self.parts, self.caption, spacing=2))
        self._write()

    def tell(self, arrays: Mapping[str, Array], scalars: Mapping[str, Scalar]) -> None:
        """Say what the newest frame shows."""
        self._present = str(scalars.get("player", "")), str(scalars.get("part", ""))
        caption = str(scalars.get("caption", "")) or WAITING
        sizes = arrays.get("gradient_sizes")
        if sizes is not None:
            caption += _gradients(sizes)
        if caption != self.caption.text():
            self.caption.setText(caption)
            self._keep(self.caption, self.caption.text())
        self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With another width they need other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_letters()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()
        elif event.type() == QEvent.Type.FontChange:
            self._fit_letters()

    def _fit_letters(self) -> None:
        self._most.setFont(self.font())  # It may hear of a font after this strip.
        for label in (self.parts, self.caption):
            label.setMinimumHeight(0)
        self._keep(self.caption, LONGEST + _gradients(_SIZES))
        for player in COLOURS:
            for part in PARTS:
                self._keep(self.parts, self._row(player, part))

    def _keep(self, label: Label, text: str) -> None:
        """Have room for a text from now on."""
        self._most.setText(text)
        label.setMinimumHeight(max(label.minimumHeight(), self._most.heightForWidth(self.width())))

    def _write(self) -> None:
        text = self._row(*self._present)
        if text != self.parts.said:
            self.parts.setText(text)

    def _row(self, player: str, present: str) -> str:
        """All parts, and which of them is done by whom."""
        faint, colour = inks(self.palette()).faint.name(), COLOURS.get(player)
        words = []
        for number, name in enumerate(PARTS, start=1):
            text = f"{number}\u00a0{name}"
            if name == present and colour is not None:
                style = f"background-color: {colour.name()}; color: #101216"
                text = Markup("<span style='{}'>&nbsp;<b>{}</b>&nbsp;</span>").format(style, text)
            else:
                text = coloured(text, faint)
            words.append(text)
        who = Markup("<b>{}</b> &nbsp;").format(player.capitalize()) if player else ""
        arrow = " " + coloured("→", faint) + " "
        return who + arrow.join(words)


def _gradients(sizes: Array) -> str:
    return f" Root mean square of the gradient by layer: {layers(sizes)}."


def layers(sizes: Array) -> str:
    """Sizes of the gradient in each layer, from the first to the last."""
    return " → ".join(magnitude(float(size), 2) for size in np.asarray(sizes))


_PLAYERS = (
    ("both", "Both", "Both", "Both players learn in turn"),
    ("discriminator", "Only D", "D", "Only the discriminator learns; the generator stands still"),
    ("generator", "Only G", "G", "Only the generator learns; the discriminator stands still"),
)
_SLOW = ("Slow motion", "Slow")


class PlayersBar(QWidget):
    """Three buttons of which one is pressed, and a switch."""

    def __init__(self, scene: GanLabScene) -> None:
        super().__init__()
        self.scene = scene
        self.group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for name, text, _short, words in _PLAYERS:
            button = self.buttons[name] = self._button(text, words)
            self.group.addButton(button)
            button.clicked.connect(lambda _on, name=name: self._choose(name))
        self.slow = self._button(_SLOW[0], "Walk through each update in its five parts")
        self.slow.clicked.connect(self._set_slow)
        lay_out(self, across(*self.buttons.values(), 6, self.slow, spacing=2))
        scene.changed.connect(self._follow)
        self._follow(scene.state, scene.state)

    def set_short(self, short: bool) -> None:
        """Write few letters, or whole words."""
        for name, text, few, _words in _PLAYERS:
            self.buttons[name].setText(few if short else text)
        self.slow.setText(_SLOW[short])

    def _button(self, text: str, words: str) -> QToolButton:
        button = tool(text, words, name=text, checkable=True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleDescription(words)
        button.setStatusTip(words)
        button.toggled.connect(lambda _on: show_pressed(button, self.palette()))
        return button

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for button in (*self.buttons.values(), self.slow):
                show_pressed(button, self.palette())

    def _choose(self, name: str) -> None:
        if name != self.scene.recipe.players:
            self.scene.act("Players", self.scene.run, players=name)

    def _set_slow(self, slow: bool) -> None:
        self.scene.act("Slow motion", self.scene.run, slow=slow)

    def _follow(self, _old: GanLabState, new: GanLabState) -> None:
        self.buttons[new.run.players].setChecked(True)
        self.slow.setChecked(new.run.slow)


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
