"""The Images stage of Flow Matching: its panels, its controls, and what can be exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.ui.sampling.controls import SAMPLER_FIELDS, Group
from playground.ui.sampling.denoise_panel import DenoisePanel
from playground.ui.sampling.images_stage import ImagesStage
from playground.ui.sampling.interpolate_panel import InterpolatePanel
from playground.ui.sampling.panels import Panel
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.flow import exports
from playground.ui.tabs.flow.scene import FlowScene

_EXPORTS: dict[str, Callable[[FlowScene, Any], list[Export]]] = {
    "lines": exports.lines_exports,
    "reflow": exports.reflow_exports,
    "solvers": exports.solver_exports,
    "likelihood": exports.likelihood_exports,
}


class FlowStage(ImagesStage):
    """Denoising, lines and paths, reflow, solvers, interpolation, and the likelihood."""

    groups = (
        Group("", SAMPLER_FIELDS, ("denoise", "interpolate", "lines")),
        Group("", ("compared", "sampler", "guidance", "label", "spacing"), ("reflow",)),
        Group("", ("budget", "guidance", "label"), ("solvers",)),
        Group("Samples", ("count", "seed"), ("denoise",)),
        Group("Pairs", ("pairs", "lines", "seed"), ("lines",)),
        Group("Samples", ("few", "seed"), ("reflow", "solvers")),
        Group("Between two seeds", ("a", "b", "way", "frames"), ("interpolate",)),
        Group("Likelihood", ("held", "labelled", "probes", "solver_steps", "seed"), ("likelihood",)),
    )

    @property
    def own(self) -> FlowScene:
        """The scene as what it is."""
        return cast("FlowScene", self.scene)

    def make_panels(self) -> dict[str, Panel]:
        """The panels in the order of the story: samples, why few steps fail, what helps, what is likely."""
        return {
            "denoise": Panel(
                "Denoising", "From noise to data, step by step", lambda: DenoisePanel(self.scene, self.player)
            ),
            "lines": Panel(
                "Lines and paths", "Straight lines against the model’s paths", self._make_lines, "Paths"
            ),
            "reflow": Panel("Reflow", "Few steps before and after", self._make_reflow),
            "solvers": Panel("Solvers", "As many evaluations for every solver", self._make_solvers),
            "interpolate": Panel(
                "Interpolate", "Between the noise of two seeds",
                lambda: InterpolatePanel(self.scene, self.player), "A to B",
            ),
            "likelihood": Panel(
                "Likelihood", "Bits per dimension of held-out images", self._make_likelihood, "log p"
            ),
        }  # fmt: skip

    def more_exports(self) -> list[Export]:
        """What the open panel shows whole."""
        panel = self.scene.state.panel
        return _EXPORTS[panel](self.own, self.panels.built[panel]) if panel in _EXPORTS else []

    def _make_lines(self) -> QWidget:
        from playground.ui.tabs.flow.lines_panel import LinesPanel

        return LinesPanel(self.own)

    def _make_reflow(self) -> QWidget:
        from playground.ui.tabs.flow.reflow_panel import ReflowPanel

        return ReflowPanel(self.own)

    def _make_solvers(self) -> QWidget:
        from playground.ui.tabs.flow.solvers_panel import SolversPanel

        return SolversPanel(self.own)

    def _make_likelihood(self) -> QWidget:
        from playground.ui.tabs.flow.likelihood_panel import LikelihoodPanel

        return LikelihoodPanel(self.own)


def make(context: Context, store: Store, cards: tuple[Card, ...]) -> FlowStage:
    """The stage that runs these models."""
    return FlowStage(FlowScene(store, context.link, cards))
