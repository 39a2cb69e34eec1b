"""How the equations of flow matching depend on what the tab shows."""

from __future__ import annotations

import math

from playground.core.frames import Scalar
from playground.core.likelihood import LEVELS
from playground.core.words import number
from playground.gaussian.paths import Linear
from playground.paradigms.denoising.network import works_on_latents
from playground.paradigms.plane.recipes import FlowLab
from playground.ui.explain.formulas import (
    GIVEN_VELOCITY,
    VELOCITY,
    beside_flow,
    formulas,
    guided,
    step_terms,
    straight_names_of,
)
from playground.ui.lab.feed import LabFeed
from playground.ui.sampling.answers_words import LOCAL_ANSWER, local_terms
from playground.ui.sampling.interpolations import BETWEEN, WAYS, of_flows, way_terms
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.sampling.scene import SamplingScene
from playground.ui.stage.binding import FamilyBinding, card_of
from playground.ui.stage.spec import IMAGES
from playground.ui.stage.stage_widget import Values
from playground.ui.stage.tab import StagedTab
from playground.ui.tabs.flow.state import FlowImages, FlowState

_STEPS = beside_flow()
_LOSSES = {"noise": "epsilon_loss", "v": "v_loss", "data": "data_loss", "velocity": "velocity_loss"}
_STEP = tuple(dict.fromkeys(term for name in _STEPS for term in formulas()[name].terms))
_TERMS = {
    **BETWEEN,
    "time": ("t", "signal", "noise_level"),
    "position": ("t", "latent_t"),
    "sampler": _STEP,
    "steps": _STEP,
    "budget": _STEP,
    "reflow.steps": ("step_size",),
    "guidance": ("guidance", "network"),
    "label": ("label",),
    "coupling": ("coupling", "argmin"),
    "reflows": ("next_flow",),
    "reflow.reflow": ("next_flow",),
    "pairs": ("line_velocity", "noisy"),
    "probes": ("probe", "probes"),
    "windows": ("window",),
    "likelihood.count": ("bits_per_dim",),
    "likelihood.steps": ("divergence",),
    "seed": ("noise",),
    "spacing": _STEP,
    "coordinates": _STEP,
    "learning_rate": ("loss",),
    "prediction": ("network",),
}


class FlowBinding(FamilyBinding[PlaneState, FlowImages, SamplingScene[FlowImages]]):
    """Equations by stage and panel, and the values of their terms."""

    name = "flow"
    equations = (
        "straight_path", "mixing", *_LOSSES.values(), "mixed_score", "marginal_velocity", "flow_loss",
        "optimal_transport", "reflow", "straightness",
        VELOCITY, GIVEN_VELOCITY, *_STEPS, "flow_guidance", *map(of_flows, WAYS.values()),
        "change_of_variables", "hutchinson", "density_bits", "latent_flow", "logit_normal", "adaln_zero",
        LOCAL_ANSWER,
    )  # fmt: skip
    terms = _TERMS

    def lab_equations(self, lab: PlaneState) -> tuple[str, ...]:
        """Those of what is predicted, and of the solver that is chosen."""
        run = lab.run
        if not isinstance(run, FlowLab):
            return ()
        if run.path != "linear" or run.prediction != "velocity":
            # These call the data x₀, and so cannot stand beside formulas of flows, which call the noise so.
            return ("mixing", _LOSSES[run.prediction], "mixed_score")
        optional = {"optimal_transport": run.coupling == "optimal transport", "reflow": run.reflows > 0}
        return (
            "straight_path",
            "marginal_velocity",
            "flow_loss",
            *(name for name, there in optional.items() if there),
            "straightness",
            *straight_names_of(run.sampler),
            "change_of_variables",
        )

    def lab_values(self, lab: PlaneState, feed: LabFeed) -> Values:
        """What the newest frame says, and how long the steps are."""
        run, scalars = lab.run, feed.scalars
        if not isinstance(run, FlowLab):
            return {}
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

    def image_values(self, images: FlowImages, scene: SamplingScene[FlowImages]) -> Values:
        """The step that is looked at, the way, and what was measured."""
        steps = {"solvers": images.solvers.budget, "reflow": next(iter(images.reflow.steps), 1)}
        values = {of_flows(way): terms for way, terms in way_terms(images.interpolate, images.look.t).items()}
        own = images.samples.coordinates in ("own", "time") or images.panel in ("solvers", "reflow")
        if scene.path.kind == "linear" and own:
            values |= step_terms(
                scene.path, steps.get(images.panel, images.samples.steps), images.samples.spacing
            )
        if images.panel == "solvers":
            values |= {name: {} for name in _STEPS}
        time = _time(scene, images)
        asked = {} if math.isnan(time) else guided(scene.trajectory.recipe, scene.card, 1 - time)
        values |= {
            **dict.fromkeys((VELOCITY, GIVEN_VELOCITY), asked),
            "straight_path": {"t": _two(time)},
            "latent_flow": {"latent_t": _two(time)},
            "flow_guidance": {
                "guidance": f"{images.samples.guidance:g}",
                "label": scene.label_name(images.samples.label),
            },
            "straightness": {"straightness": _three(_scalar(scene, "lines", "straightness"))},
            "hutchinson": {"probes": str(images.likelihood.probes)},
            "density_bits": _bits(scene),
            LOCAL_ANSWER: local_terms(scene),
        }
        return values

    def section(self, tab: StagedTab) -> str:
        """That of latents for a model that works on them, else the panel's."""
        state: FlowState = tab.store.state
        card, steps = card_of(tab), state.stage == IMAGES and state.images.panel == "denoise"
        latents = steps and card is not None and works_on_latents(card)
        return "latent" if latents else super().section(tab)


def _bits(scene: SamplingScene[FlowImages]) -> dict[str, str]:
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


def _time(scene: SamplingScene[FlowImages], images: FlowImages) -> float:
    """The papers’ time of the step that is looked at, NaN where there is none."""
    place = scene.trajectory.at(images.look.position)
    if images.panel != "denoise" or place < 0 or scene.path.kind != "linear":
        return math.nan
    return scene.clock.told(float(scene.trajectory.moments[place].scalars["t"]))


def _scalar(scene: SamplingScene[FlowImages], feed: str, name: str) -> float | None:
    shown = scene.current(feed)
    found = None if shown is None else shown.frame.scalars.get(name)
    return None if found is None else float(found)


def _two(time: float) -> str:
    return "" if math.isnan(time) else f"{time:.2f}"


def _three(value: Scalar | None) -> str:
    return "" if value is None or not math.isfinite(float(value)) else f"{float(value):.3f}"
