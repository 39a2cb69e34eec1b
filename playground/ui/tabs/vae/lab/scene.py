"""What the views of the VAE's lab share."""

from __future__ import annotations

from PySide6.QtCore import QObject

from playground.paradigms.vae_lab.frames import KEPT
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.ui.lab.scene import TrainingScene
from playground.ui.link import Link
from playground.ui.store import Store
from playground.ui.tabs.vae.lab.state import VaeLabState


class VaeLabScene(TrainingScene):
    """The training of a VAE on the plane."""

    kept = KEPT

    def __init__(self, store: Store, link: Link, parent: QObject | None = None) -> None:
        super().__init__("vae/lab", store, link, parent)

    @property
    def state(self) -> VaeLabState:
        """The current state."""
        state: VaeLabState = self.store.state
        return state

    @property
    def recipe(self) -> VaeLab:
        """The current recipe of the run."""
        return self.state.run
