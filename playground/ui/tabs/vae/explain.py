"""The panel at the right: equations with their current values, what one is looking at, and lessons."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.errors import PlaygroundError
from playground.ui.explain.content import Lesson, apply_preset, load_equation, load_explanation, load_lessons
from playground.ui.explain.panel import ExplainPanel
from playground.ui.feed import Shown
from playground.ui.tabs.vae.scene import Scene
from playground.ui.tabs.vae.state import VaeImages
from playground.ui.tabs.vae.switch import with_model
from playground.ui.words import vector

_EQUATIONS = {
    "encode": ("elbo", "bits_per_dim", "reparameterization", "kl", "likelihood"),
    "interpolate": ("linear", "spherical"),
    "sample": ("sampling",),
}
_TERMS = {
    "seed": ("noise", "z"),
    "draw": ("noise", "z"),
    "temperature": ("temperature",),
    "sample_seed": ("noise",),
    "output": ("output",),
    "path": ("length", "z"),
    "t": ("t",),
}


class VaeExplanation(QWidget):
    """Follows the open panel; terms light up with the control that enters them, and the other way round."""

    pointed = Signal(tuple)
    """Fields that enter the term under the mouse."""

    asked = Signal(tuple)
    """Fields that enter the term that was clicked."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        names = dict.fromkeys(name for group in _EQUATIONS.values() for name in group)
        self.panel = ExplainPanel(
            [load_equation(name) for name in names], load_explanation("vae"), load_lessons("vae")
        )
        self.setFocusProxy(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        scene.changed.connect(self._follow)
        scene.reconstruct.arrived.connect(self._show_values)
        self.panel.lesson_chosen.connect(self._try)
        self.panel.term_hovered.connect(lambda term: self.pointed.emit(_fields(term)))
        self.panel.term_clicked.connect(lambda term: self.asked.emit(_fields(term)))
        self._follow(scene.state, scene.state)
        if scene.reconstruct.last is not None:
            self._show_values(scene.reconstruct.last)

    def light(self, field: str) -> None:
        """Light the terms that a field's control enters."""
        self.panel.set_lit(_TERMS.get(field, ()))

    def explain(self) -> None:
        """Open the section on the panel in use."""
        self.panel.show_section(self.scene.state.panel)

    def _follow(self, old: VaeImages, new: VaeImages) -> None:
        if old is new or (old.panel, old.path) != (new.panel, new.path):
            names = (new.path,) if new.panel == "interpolate" else _EQUATIONS[new.panel]
            self.panel.show_equations(names)
        if old is new or (old.temperature, old.t, old.model) != (new.temperature, new.t, new.model):
            self._show_controls(new)
        changed = [field for field in _TERMS if getattr(old, field) != getattr(new, field)]
        if changed:
            self.panel.set_lit({term for field in changed for term in _TERMS[field]})

    def _show_controls(self, state: VaeImages) -> None:
        card = self.scene.card
        self._set("sampling", temperature=f"{state.temperature:g}")
        for path in ("linear", "spherical"):
            self._set(path, t=f"{state.t:.2f}")
        self._set("kl", latent_dimensions=str(card.latent))
        self._set("bits_per_dim", pixels=str(card.image.dimensions), nats_per_bit=f"{math.log(2):.3f}")

    def _show_values(self, shown: Shown) -> None:
        scalars, arrays = shown.frame.scalars, shown.frame.arrays
        parts = {name: f"{float(scalars[name]):.1f}" for name in ("elbo", "reconstruction", "kl")}
        self._set("elbo", **parts)
        self._set("kl", kl=parts["kl"])
        self._set("bits_per_dim", elbo=parts["elbo"], bits_per_dim=f"{float(scalars['bits_per_dim']):.3f}")
        terms = {"mean": "mean", "deviation": "deviation", "noise": "noise", "z": "latent"}
        self._set("reparameterization", **{term: _vector(arrays[name]) for term, name in terms.items()})

    def _set(self, equation: str, **values: str) -> None:
        view = self.panel.equations[equation]
        changed = {name: text.replace("-", "−") for name, text in values.items()}
        view.set_values({name: text for name, text in (view.values | changed).items() if text})

    def _try(self, lesson: Lesson) -> None:
        scene = self.scene
        try:
            chosen = scene.cards.get(lesson.preset.get("model", scene.card.name))
            if chosen is None:
                name = lesson.preset["model"]
                sentence = f"The lesson “{lesson.title}” needs the model {name}, which was not found."
                scene.report.emit(sentence, "")
                return
            fitting = with_model(scene.state, scene.card, chosen) if chosen is not scene.card else scene.state
            state = apply_preset(lesson, fitting)
        except PlaygroundError as error:
            scene.report.emit(error.sentence, "")
            return
        scene.store.end_gesture()
        scene.store.replace(f"Try “{lesson.title}”", state)


def _fields(term: str) -> tuple[str, ...]:
    return tuple(field for field, terms in _TERMS.items() if term in terms)


def _vector(values: NDArray[np.float32]) -> str:
    """Up to two numbers; more have no room under a symbol."""
    return vector(values.tolist()) if len(values) <= 2 else ""
