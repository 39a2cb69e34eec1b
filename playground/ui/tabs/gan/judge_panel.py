"""What the discriminator says of held-out pictures and of generated ones."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array, Frame, Scalar
from playground.core.likelihood import probability
from playground.core.words import number
from playground.paradigms.gan_images.recipes import Judge
from playground.ui.stage.exports import Written, frame_exports, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.samples import LEAST_SAMPLE
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.gan.gauge import on_strip
from playground.ui.tabs.gan.judgements import PROBABILITY, Judgements
from playground.ui.tabs.gan.scene import LABELS, NETWORKS, SNAPSHOT, GanScene, spent_by_both, verdict
from playground.ui.widgets.buttons import push
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import strong

_CELL = 40
"""Pixels of a picture's side, but for Simple."""
_KINDS = (("real", "Real"), ("fake", "Generated"))


_SPANS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
_MOST_BEYOND = 0.04
"""How far from ½ the histogram may go, and the share of all that may lie beyond its ends."""

_OWN = Markup("<br>Your picture as {}: <b>D = {}</b>, above {:.0f} % of the real ones")
_OWN_SEEN = "Your picture, judged as {}, gets **D = {}**: more than {:.0f} % of the real ones."

_WRITTEN = Written("Decisions and pictures, arrays", "decisions", (".npz",))


class JudgePanel(Panel[GanScene], QWidget):
    """Two histograms with a line at ½, what they come to, and the pictures themselves."""

    def __init__(self, scene: GanScene) -> None:
        super().__init__(scene)
        self.judgements = Judgements()
        self.judgements.setMinimumHeight(110)
        self.numbers = Paragraph(
            name="What the decisions come to", selectable=True, align=Qt.AlignmentFlag.AlignTop
        )
        self.about = Paragraph(name="Picture under the mouse")
        self.again = push("Next seed", "Judge other generated pictures")
        self.strips = {name: ImageStrip(title, _CELL) for name, title in _KINDS}
        for strip in self.strips.values():
            strip.set_names(scene.named("judge"))
        self.titles = {name: Paragraph(strong(title)) for name, title in _KINDS}
        self._judged: object = None
        self._span = 0.0
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        words = down(self.numbers, (self.about, 1), across(self.again, None))
        below = []
        for name, strip in self.strips.items():
            strip.viewport().setStatusTip("Hover to read what the discriminator says of a picture.")
            below.append((down(self.titles[name], (strip, 1)), 1))
        top = across((self.judgements, 5), (words, 4))
        lay_out(self, down((top, 2), (across(*below, spacing=10), 3)), top=4)

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return self.again, self.numbers

    def set_simple(self, simple: bool) -> None:
        super().set_simple(simple)
        for strip in self.strips.values():
            strip.set_cell(LEAST_SAMPLE if simple else _CELL)

    def _connect(self) -> None:
        scene = self.scene
        scene.show("judge", self._draw, *self.strips.values(), anew="order verdicts", panel="judge")
        self.again.clicked.connect(lambda: scene.draw_again("Judge other pictures"))
        for name, strip in self.strips.items():
            strip.hovered.connect(lambda index, name=name: self._tell(name, index))

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The generated picture that is most taken for real."""
        frame = self._frame
        if frame is None or not frame.final:
            return None
        return np.asarray(frame.arrays["fake"][int(np.argmax(frame.arrays["fake_logits"]))])

    @property
    def _frame(self) -> Frame | None:
        shown = self.scene.current("judge")
        return None if shown is None else shown.frame

    def status(self) -> Mapping[str, Scalar]:
        """What a picture costs the generator, and what a decision costs the discriminator."""
        shown = self.scene.feeds["judge"].last
        return {} if shown is None else spent_by_both(shown, int(shown.frame.scalars["done"]))

    def exports(self) -> list[Export]:
        """Everything as arrays, and the histograms with a line for each pair of one label."""
        scene, shown = self.scene, self.scene.whole("judge")
        if shown is None:
            return []
        arrays, picture = shown.frame.arrays, self.judgements.picture()
        real, fake = (np.asarray(arrays[f"{kind}_logits"]) for kind, _ in _KINDS)
        columns: dict[str, Array] = {
            "label": arrays["labels"], "real_logit": real, "generated_logit": fake,
            "real_probability": probability(real), "generated_probability": probability(fake),
        }  # fmt: skip
        plot = plot_export(scene, shown, "Decisions, histograms", "decisions", picture, columns)
        return [*frame_exports(scene, shown, _WRITTEN), *plot]

    def _draw(self, shown: Shown) -> None:
        arrays, scalars = shown.frame.arrays, shown.frame.scalars
        done = int(scalars["done"])
        bins = len(arrays["edges"]) - 1
        said = [probability(np.asarray(arrays[f"{name}_logits"])[:done]) for name, _ in _KINDS]
        if shown.recipe != self._judged:
            self._judged, self._span = shown.recipe, 0.0
        # While pictures are judged it only widens.
        self._span = max(self._span, span_of(np.concatenate(said)))
        real, fake = (around_half(values, self._span, bins) for values in said)
        means = float(scalars["mean_real"]), float(scalars["mean_fake"])
        self.judgements.set_marks(marks_of(self._span))
        self.judgements.show_shares(real, fake)
        self.judgements.show_means(*means)
        said_of_own = _own(scalars)
        self.judgements.show_own(_along(said_of_own, self._span))
        for name, title in _KINDS:
            logits, strip = np.asarray(arrays[f"{name}_logits"]), self.strips[name]
            strip.set_images(np.asarray(arrays[name]))
            strip.set_overlay(on_strip(self.scene.said(probability(logits))))
            order = np.arange(done)
            if self.scene.state.look.order == "by D":
                order = np.argsort(-logits[:done], kind="stable")
            strip.set_shown(order)
            taken = int((logits[:done] >= 0).sum())
            self.titles[name].setText(strong(title) + f": {taken} of {done} taken for real")
        own = "" if said_of_own is None else _own_words(self.scene, scalars, said_of_own, _OWN)
        self.numbers.setText(_words(shown.frame) + own)

    def _tell(self, name: str, index: int) -> None:
        frame = self._frame
        if frame is None or not 0 <= index < int(frame.scalars["done"]):
            self.about.setText("")
            return
        logit = float(frame.arrays[f"{name}_logits"][index])
        said = _decision(logit)
        label = self.scene.label_name(int(frame.arrays["labels"][index]))
        kind = "real" if name == "real" else "generated"
        self.about.setText(
            Markup("{}, {}: <b>D = {}</b> (logit {}), {}").format(
                label, kind, number(said), number(logit, 1), verdict(said)
            )
        )


def span_of(said: Array) -> float:
    """How far around ½ hardly any decision lies beyond."""
    away = np.abs(said - 0.5)
    return next(span for span in _SPANS if span == _SPANS[-1] or (away > span).mean() <= _MOST_BEYOND)


def around_half(said: Array, span: float, bins: int) -> Array:
    """Shares of decisions in equal bins from ½ − ``span`` to ½ + ``span``, at the ends with all beyond."""
    counts, _ = np.histogram(np.clip(said, 0.5 - span, 0.5 + span), bins, (0.5 - span, 0.5 + span))
    return np.asarray(counts / max(1, len(said)))


def marks_of(span: float) -> tuple[str, str, str]:
    """What is written at the ends and in the middle."""
    if span == _SPANS[-1]:
        return PROBABILITY
    return f"≤ {0.5 - span:g}", "½", f"≥ {0.5 + span:g}"


def _own(scalars: Mapping[str, Scalar]) -> float | None:
    """What is said of one's own picture, if there is one."""
    return _decision(float(scalars["own_logit"])) if "own_logit" in scalars else None


def _decision(logit: float) -> float:
    """What the discriminator says with this logit."""
    return float(probability(np.array([logit], dtype=np.float32))[0])


def _along(said: float | None, span: float) -> float | None:
    """The share of the axis at which a decision is."""
    return None if said is None else min(max((said - 0.5 + span) / (2 * span), 0.0), 1.0)


def _own_words(scene: GanScene, scalars: Mapping[str, Scalar], said: float, words: str) -> str:
    return words.format(
        scene.label_name(int(scalars["own_label"])), number(said), 100 * float(scalars["own_above"])
    )


def _words(frame: Frame) -> str:
    scalars = frame.scalars
    going = "" if frame.final else Markup(" &nbsp; ({} of {} judged)").format(scalars["done"], frame.total)
    return Markup(
        "On its side of ½: <b>{:.1f} %</b> of both kinds{}<br>"
        "A real one above a generated one: <b>{:.1f} %</b> of all pairs "
        "(50 % if it could not tell them apart)"
    ).format(100 * float(scalars["accuracy"]), going, 100 * float(scalars["area"]))


def _sees(scene: GanScene) -> str:
    shown = scene.current("judge")
    if shown is not None and (said := _own(shown.frame.scalars)) is not None:
        return _own_words(scene, shown.frame.scalars, said, _OWN_SEEN)
    right = 0.0 if shown is None else 100 * float(shown.frame.scalars["accuracy"])
    return (
        ""
        if shown is None
        else f"The discriminator is right in **{right:.1f} %** of cases; guessing is 50 %."
    )


PANEL = PanelSpec(
    "judge",
    "Discriminator",
    "What it says of real and generated ones",
    "D",
    equations="gan_decision gan_best gan_area",
    explains="real=judge/real[0] discriminator",
    also="fake=judge/fake[0]",
    draws=JudgePanel,
    asks=(View("judge", Judge),),
    controls=(LABELS, Group("Judged", "judge.count seed order bins"), NETWORKS, SNAPSHOT),
    simple=Simple(
        "sample.label order",
        draw_again("Other pictures", "Judge other generated pictures", "Judge other pictures"),
        sees=_sees,
    ),
)
