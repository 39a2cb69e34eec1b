"""The Images stage of Consistency: its panels, its controls, and what can be exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.ui.sampling.controls import Group
from playground.ui.sampling.denoise_panel import DenoisePanel
from playground.ui.sampling.images_stage import ImagesStage
from playground.ui.sampling.interpolate_panel import InterpolatePanel
from playground.ui.sampling.panels import Panel
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.consistency import exports
from playground.ui.tabs.consistency.scene import ConsistencyScene

_EXPORTS: dict[str, Callable[[ConsistencyScene, Any], list[Export]]] = {
    "rows": exports.rows_exports,
    "jumps": exports.jumps_exports,
    "multistep": exports.multistep_exports,
}


class ConsistencyStage(ImagesStage):
    """Rows beside the teacher, jumps from one trajectory, multistep sampling, and interpolation."""

    groups = (
        Group("", ("own_steps", "teacher_steps", "teacher_sampler", "label", "spacing"), ("rows",)),
        Group("", ("points", "label", "fine"), ("jumps",)),
        Group("", ("own_steps", "label", "spacing"), ("multistep",)),
        Group("", ("sampler", "steps", "label", "spacing"), ("denoise", "interpolate")),
        Group("Samples", ("few", "seed"), ("rows", "multistep")),
        Group("Start", ("seed",), ("jumps",)),
        Group("Samples", ("count", "seed"), ("denoise",)),
        Group("Between two seeds", ("a", "b", "way", "frames"), ("interpolate",)),
    )

    @property
    def own(self) -> ConsistencyScene:
        """The scene as what it is."""
        return cast("ConsistencyScene", self.scene)

    def make_panels(self) -> dict[str, Panel]:
        """The panels in the order of the story: what it buys, why it works, how to go on, and samples."""
        return {
            "rows": Panel(
                "Beside the teacher", "Few steps beside the teacher’s many", self._make_rows, "Teacher"
            ),
            "jumps": Panel("Self-consistency", "From one trajectory to its end", self._make_jumps, "Ends"),
            "multistep": Panel(
                "Jump, noise, jump", "More jumps from one start", self._make_multistep, "Jumps"
            ),
            "denoise": Panel(
                "Denoising", "From noise to data, jump by jump", lambda: DenoisePanel(self.scene, self.player)
            ),
            "interpolate": Panel(
                "Interpolate", "Between the noise of two seeds",
                lambda: InterpolatePanel(self.scene, self.player), "A to B",
            ),
        }  # fmt: skip

    def more_exports(self) -> list[Export]:
        """What the open panel shows whole."""
        panel = self.scene.state.panel
        return _EXPORTS[panel](self.own, self.panels.built[panel]) if panel in _EXPORTS else []

    def _make_rows(self) -> QWidget:
        from playground.ui.tabs.consistency.rows_panel import RowsPanel

        return RowsPanel(self.own)

    def _make_jumps(self) -> QWidget:
        from playground.ui.tabs.consistency.jumps_panel import JumpsPanel

        return JumpsPanel(self.own)

    def _make_multistep(self) -> QWidget:
        from playground.ui.tabs.consistency.multistep_panel import MultistepPanel

        return MultistepPanel(self.own)


def make(context: Context, store: Store, cards: tuple[Card, ...]) -> ConsistencyStage:
    """The stage that runs these models."""
    return ConsistencyStage(ConsistencyScene(store, context.link, cards, context.cards))
