"""The Images stage of the Diffusion tab."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.ui.sampling.controls import SAMPLER_FIELDS, Group
from playground.ui.sampling.denoise_panel import DenoisePanel
from playground.ui.sampling.exports import plot_export
from playground.ui.sampling.images_stage import ImagesStage
from playground.ui.sampling.interpolate_panel import InterpolatePanel
from playground.ui.sampling.panels import Panel
from playground.ui.saving import saver
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.diffusion.etas_editor import EtasEditor
from playground.ui.tabs.diffusion.scene import DiffusionScene
from playground.ui.tabs.diffusion.state import LEVELS
from playground.ui.widgets.form import EditorFactory

_FAN_FIELDS = ("etas", "steps", "guidance", "label", "spacing")


class DiffusionImagesStage(ImagesStage):
    """Forward process, denoising, the fan of η, interpolation between seeds, and the bound."""

    groups = (
        Group("", SAMPLER_FIELDS, ("denoise", "interpolate")),
        Group("Samples", ("count", "seed"), ("denoise",)),
        Group("Between two seeds", ("a", "b", "way", "frames"), ("interpolate",)),
        Group("Noise", ("level", "seed"), ("forward",)),
        Group("", ("steps", "spacing"), ("forward",), unfolded=True),
        Group("", _FAN_FIELDS, ("fan",)),
        Group("Trajectories", ("branches", "seed"), ("fan",)),
        Group("Bound", ("held", "labelled", "seed"), ("bound",)),
        Group("", ("variance",), ("bound",), unfolded=True),
    )

    walked = ("forward", "denoise", "interpolate")

    @property
    def own(self) -> DiffusionScene:
        """The scene as what it is."""
        return cast("DiffusionScene", self.scene)

    def make_panels(self) -> dict[str, Panel]:
        """The panels in the order of the story: noise is added, taken away, and looked at."""
        return {
            "forward": Panel("Forward", "An image with more and more noise", self._make_forward),
            "denoise": Panel(
                "Denoising", "From noise to data, step by step", lambda: DenoisePanel(self.scene, self.player)
            ),
            "fan": Panel("Fan of η", "Trajectories from one start with more and more chance", self._make_fan),
            "interpolate": Panel(
                "Interpolate", "Between the noise of two seeds",
                lambda: InterpolatePanel(self.scene, self.player), "A to B",
            ),
            "bound": Panel("Bound", "Bits per dimension of held-out images", self._make_bound),
        }  # fmt: skip

    def walk(self, position: int) -> None:
        """Noise the image as far as the transport went."""
        if round(self.scene.state.level * (LEVELS - 1)) != position:
            self.go("Change the noise", level=position / (LEVELS - 1))

    def make_editors(self) -> dict[str, EditorFactory]:
        """The η that are compared are written as a list."""
        return {"etas": EtasEditor}

    def more_exports(self) -> list[Export]:
        """The schedule, the fan, or the bound."""
        scene, built, exports = self.own, self.panels.built, list[Export]()
        match scene.state.panel:
            case "forward":
                columns = built["forward"].schedule.columns()
                for symbol, picture in built["forward"].schedule.pictures():
                    title = f"Schedule, plot of {symbol}"
                    exports += plot_export(scene, scene.forward, title, "schedule", picture, columns)
            case "fan":
                fan = scene.whole(scene.fan)
                if fan is not None:
                    arrays = saver(fan, {})
                    exports.append(Export("Fan of η, arrays", f"{scene.card.name}-fan", (".npz",), arrays))
                picture, columns = built["fan"].plot.picture(), built["fan"].columns()
                exports += plot_export(scene, scene.fan, "Fan of η, plot", "fan", picture, columns)
            case "bound":
                picture, columns = built["bound"].plot.picture(), built["bound"].plot.columns()
                exports += plot_export(scene, scene.bound, "Bound, terms", "bound", picture, columns)
        return exports

    def _make_forward(self) -> QWidget:
        from playground.ui.tabs.diffusion.forward_panel import ForwardPanel

        return ForwardPanel(self.own, self.player)

    def _make_fan(self) -> QWidget:
        from playground.ui.tabs.diffusion.fan_panel import FanPanel

        return FanPanel(self.own)

    def _make_bound(self) -> QWidget:
        from playground.ui.tabs.diffusion.bound_panel import BoundPanel

        return BoundPanel(self.own)


def make(context: Context, store: Store, cards: tuple[Card, ...]) -> DiffusionImagesStage:
    """The stage that runs these models."""
    return DiffusionImagesStage(DiffusionScene(store, context.link, cards))
