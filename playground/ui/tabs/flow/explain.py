"""How the equations of flow matching depend on what the tab shows."""

from __future__ import annotations

import math
from typing import Any

from playground.core.cards import Card
from playground.core.likelihood import LEVELS
from playground.gaussian.paths import Linear
from playground.ui.sampling.explanation import Binding, Values
from playground.ui.sampling.formulas import WAYS, flow_names_of, formulas, of_flows, step_terms, way_terms
from playground.ui.sampling.staged_tab import IMAGES, LAB, StagedTab
from playground.ui.tabs.flow.scene import FlowScene
from playground.ui.tabs.flow.state import FlowImages, FlowState
from playground.ui.words import number

_STEPS = tuple(name for name, formula in formulas().items() if formula.of_flow)
_PANELS = {
    "lines": ("straight_path", "marginal_velocity", "straightness"),
    "reflow": ("reflow", "euler"),
    "solvers": _STEPS,
    "likelihood": ("change_of_variables", "hutchinson", "density_bits"),
}


_LOSSES = {"noise": "epsilon_loss", "v": "v_loss", "data": "data_loss", "velocity": "velocity_loss"}
_STEP = tuple(dict.fromkeys(term for name in _STEPS for term in formulas()[name].terms))
_TERMS = {
    "time": ("t", "signal", "noise_level"),
    "position": ("t", "latent_t"),
    "sampler": _STEP,
    "steps": _STEP,
    "budget": _STEP,
    "compared": ("step_size",),
    "guidance": ("guidance",),
    "label": ("label",),
    "coupling": ("coupling", "argmin"),
    "reflows": ("next_flow",),
    "reflow": ("next_flow",),
    "pairs": ("line_velocity", "noisy"),
    "probes": ("probe", "probes"),
    "held": ("bits_per_dim",),
    "solver_steps": ("divergence",),
    "a": ("seed_a",),
    "b": ("seed_b",),
    "way": ("length", "start"),
    "seed": ("noise",),
    "spacing": _STEP,
    "t": ("position",),
    "learning_rate": ("loss",),
    "prediction": ("network",),
}


class FlowBinding(Binding):
    """Equations by stage and panel, and the values of their terms."""

    name = "flow"
    equations = (
        "straight_path", "mixing", *_LOSSES.values(), "mixed_score", "marginal_velocity", "flow_loss",
        "optimal_transport", "reflow", "straightness",
        "flow_ode", *_STEPS, "flow_guidance", *map(of_flows, WAYS.values()), "change_of_variables",
        "hutchinson", "density_bits", "latent_flow", "logit_normal", "adaln_zero",
    )  # fmt: skip
    terms = _TERMS

    def shown(self, tab: StagedTab) -> tuple[str, ...]:
        """The equations that belong to the open stage and panel."""
        state: FlowState = tab.store.state
        if state.stage == LAB:
            return _lab_equations(state.lab.run)
        images = state.images
        if images.panel == "interpolate":
            return (of_flows(WAYS[images.way]), *flow_names_of(images.sampler))
        if images.panel != "denoise":
            return _PANELS[images.panel]
        latent = _on_latents(_card(tab))
        path = "latent_flow" if latent else "straight_path"
        more = ("logit_normal", "adaln_zero") if latent else ()
        return (path, "flow_ode", *flow_names_of(images.sampler), "flow_guidance", *more)

    def section(self, tab: StagedTab) -> str:
        """That of latents for a model that works on them, else the panel's."""
        state: FlowState = tab.store.state
        latents = state.stage == IMAGES and state.images.panel == "denoise" and _on_latents(_card(tab))
        return "latent" if latents else super().section(tab)

    def values(self, tab: StagedTab) -> Values:
        """By equation and term, what the term is now."""
        state: FlowState = tab.store.state
        values = _lab_values(tab, state) if state.stage == LAB else _image_values(tab, state.images)
        # Equations that another stage wrote on forget what it wrote.
        return {name: values.get(name, {}) for name in self.equations}


def _lab_equations(run: Any) -> tuple[str, ...]:
    if run.path != "linear" or run.prediction != "velocity":
        # These formulas call the data x₀ and so cannot stand beside those of flows, which call the noise so.
        return ("mixing", _LOSSES[run.prediction], "mixed_score")
    optional = {"optimal_transport": run.coupling == "optimal transport", "reflow": run.reflows > 0}
    return (
        "straight_path",
        "marginal_velocity",
        "flow_loss",
        *(name for name, there in optional.items() if there),
        "straightness",
        *flow_names_of(run.sampler),
        "change_of_variables",
    )


def _lab_values(tab: StagedTab, state: FlowState) -> dict[str, dict[str, str]]:
    run: Any = state.lab.run
    stage = tab.stages.get(LAB)
    scalars = {} if stage is None else stage.scene.feed.scalars
    straight = run.path == "linear"
    return {
        # The papers' time runs from noise to data.
        "straight_path": {"t": f"{1 - run.time:.2f}" if straight else ""},
        **{name: {"loss": _three(scalars.get("loss"))} for name in ("flow_loss", *_LOSSES.values())},
        "mixing": {"signal": _three(scalars.get("alpha")), "noise_level": _three(scalars.get("sigma"))},
        # As Liu et al. count: the flow itself is the first.
        "reflow": {"next_flow": f"k = {max(1, run.reflows)}"},
        "straightness": {"straightness": _three(scalars.get("straightness"))},
        **(step_terms(Linear(), run.steps, run.spacing) if straight else {}),
    }


def _image_values(tab: StagedTab, images: FlowImages) -> dict[str, dict[str, str]]:
    stage = tab.stages.get(IMAGES)
    scene = getattr(stage, "scene", None)
    if not isinstance(scene, FlowScene):
        return {}
    steps = {"solvers": images.budget, "reflow": images.compared[0] if images.compared else 1}
    values = {of_flows(way): terms for way, terms in way_terms(images).items()}
    if scene.path.kind == "linear":
        values |= step_terms(scene.path, steps.get(images.panel, images.steps), images.spacing)
    if images.panel == "solvers":
        values |= {name: {} for name in _STEPS}
    time = _time(scene, images)
    values |= {
        "straight_path": {"t": _two(time)},
        "latent_flow": {"latent_t": _two(time)},
        "flow_guidance": {"guidance": f"{images.guidance:g}", "label": scene.label_name(images.label)},
        "straightness": {"straightness": _three(_scalar(scene, "lines", "straightness"))},
        "hutchinson": {"probes": str(images.probes)},
        "density_bits": _bits(scene),
    }
    return values


def _bits(scene: FlowScene) -> dict[str, str]:
    pixels, bits = scene.card.image.dimensions, _scalar(scene, "likelihood", "bits_per_dim")
    width = (scene.card.image.high - scene.card.image.low) / (LEVELS - 1)
    terms = {
        "pixels": str(pixels),
        "nats_per_bit": f"{math.log(2):.3f}",
        "level_width": f"{math.log2(width):.2f}",
    }
    if bits is not None and math.isfinite(bits):
        log_density = -(bits + math.log2(width)) * pixels * math.log(2)
        terms |= {"bits_per_dim": f"{bits:.3f}", "log_density": number(log_density, 0)}
    return terms


def _time(scene: FlowScene, images: FlowImages) -> float:
    """The papers’ time of the step that is looked at, NaN where there is none."""
    place = scene.trajectory.at(images.position)
    if images.panel != "denoise" or place < 0 or scene.path.kind != "linear":
        return math.nan
    return scene.clock.told(float(scene.trajectory.moments[place].scalars["t"]))


def _scalar(scene: FlowScene, feed: str, name: str) -> float | None:
    shown = scene.current(scene.feeds[feed])
    found = None if shown is None else shown.frame.scalars.get(name)
    return None if found is None else float(found)


def _two(time: float) -> str:
    return "" if math.isnan(time) else f"{time:.2f}"


def _three(value: Any) -> str:
    return "" if value is None or not math.isfinite(float(value)) else f"{float(value):.3f}"


def _card(tab: StagedTab) -> Card | None:
    wanted = tab.store.state.images.model
    return next((card for card in tab.context.cards if card.name == wanted), None)


def _on_latents(card: Card | None) -> bool:
    if card is None or card.denoising is None:
        return False
    image = card.image
    return card.denoising.shape != (image.channels, image.height, image.width)
