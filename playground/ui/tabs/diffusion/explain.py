"""What the panel at the right says of the Diffusion tab: equations for what is open, and their numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from playground.core.words import figure, number
from playground.gaussian import samplers
from playground.gaussian.levels import Level
from playground.gaussian.paths import Path
from playground.gaussian.samplers import Interval, Options
from playground.paradigms.denoising.refusals import options_of
from playground.paradigms.plane.recipes import ConsistencyLab
from playground.paradigms.plane.setting import path_of, shown
from playground.ui.explain.formulas import formulas, guided, terms_of_steps
from playground.ui.lab.feed import LabFeed
from playground.ui.sampling.answers_words import LOCAL_ANSWER, local_terms
from playground.ui.sampling.clock import clock_of
from playground.ui.sampling.interpolations import BETWEEN, way_terms
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.sampling.scene import SamplingScene
from playground.ui.stage.binding import FamilyBinding
from playground.ui.stage.stage_widget import Values
from playground.ui.tabs.diffusion.state import DiffusionImages

Terms = dict[str, str]
Filled = dict[str, Terms]


def guidance(scale: float, label: str) -> Terms:
    """The scale 1 + w, and w."""
    return {"guidance": f"{scale:g}", "guidance_excess": f"{scale - 1:g}", "label": label}


def in_numbers(sampler: str, path: Path, times: tuple[float, ...], index: int, options: Options) -> Filled:
    """The values of a sampler's equations in its step from ``times[index]``, by equation and term."""
    chosen, now = samplers.sampler(sampler), path.level(times[index])
    targets = samplers.targets(path, times, options if "ending" in chosen.uses else Options())
    if now.sigma == 0 or now.alpha == 0:
        return {}
    before = path.level(times[index - 1]) if index else None
    step = Interval(path, before, now, targets[index], options.eta, options.variance, options.coordinates)
    clock = clock_of(path, from_noise=False)
    times_of_step = {"now": clock.value(now.t), "next": clock.value(step.target.t, "s")}
    return {
        formula.name: {
            term: times_of_step.get(term) or figure(value(step)) for term, value in formula.terms.items()
        }
        for formula in chosen.formulas
    }


_LOSSES = {"noise": "noise_loss", "v": "v_loss", "data": "data_loss", "velocity": "velocity_loss"}
_ORDER = (
    "noising", "mixing", "forward_step", "forward", "schedule", "noise_loss", "epsilon_loss", "v_loss",
    "data_loss", "velocity_loss", "score", "mixed_score", *formulas(), "best_variance", "guidance",
    "noise_line", "noise_sphere", "variational_bound", "bound_bits", LOCAL_ANSWER,
)  # fmt: skip

_TERMS = {
    **BETWEEN,
    "time": ("noisy", "signal", "noise_level"),
    "prediction": ("network", "loss"),
    "path": ("beta", "signal", "noise_level"),
    "seed": ("noise", "fresh"),
    "source": ("data",),
    "level": ("noisy", "signal", "noise_variance", "alpha_bar", "snr", "beta"),
    "position": ("noisy", "now", "noise_level", "signal"),
    "steps": terms_of_steps(),
    "spacing": terms_of_steps(),
    "coordinates": ("step_size", "half_step"),
    "eta": ("eta", "step_noise", "fresh"),
    "etas": ("eta", "step_noise", "fresh"),
    "variance": ("variance", "beta", "step_noise", "step_terms", "mmse"),
    "guidance": ("guidance", "guidance_excess", "network"),
    "label": ("label",),
    "windows": ("window",),
}


class DiffusionBinding(FamilyBinding[PlaneState, DiffusionImages, SamplingScene[DiffusionImages]]):
    """Equations by stage, panel and sampler; numbers of the step that is looked at."""

    name = "diffusion"
    equations = _ORDER
    terms = _TERMS

    def lab_equations(self, lab: PlaneState) -> tuple[str, ...]:
        """Those of what is predicted, and of the sampler that is chosen."""
        run = lab.run
        prediction = "noise" if isinstance(run, ConsistencyLab) else run.prediction
        if run.path == "linear":
            # There α² + σ² is not 1, so nothing can be said in terms of ᾱ.
            return ("mixing", "epsilon_loss" if prediction == "noise" else _LOSSES[prediction], "mixed_score")
        draws = "variance" in samplers.sampler(run.sampler).uses
        variances = ("ddpm_variance", "best_variance") if draws else ()
        return "noising", _LOSSES[prediction], "score", *variances

    def lab_values(self, lab: PlaneState, feed: LabFeed) -> Values:
        """The level at the chosen time, that of the arrows beside the score, and the newest loss."""
        path = path_of(lab.run)
        level, arrows = path.level(lab.run.time * path.end), shown(lab.run, path).arrows
        levels = {"signal": figure(level.alpha), "noise_level": figure(level.sigma)}
        of_score = {"noise_level": figure(arrows.sigma)}
        loss = {"loss": figure(float(feed.scalars.get("loss", math.nan)))}
        return {
            "noising": levels, "mixing": levels, "score": of_score, "mixed_score": of_score,
            **dict.fromkeys((*_LOSSES.values(), "epsilon_loss"), loss),
            "v_loss": {**loss, **levels},
        }  # fmt: skip

    def lab_notes(self, lab: PlaneState, feed: LabFeed) -> Mapping[str, str]:
        """At which time the arrows are, where the score grows beyond all arrows at the chosen one."""
        path = path_of(lab.run)
        arrows = shown(lab.run, path).arrows.t
        if arrows == lab.run.time * path.end:
            return {}
        return dict.fromkeys(
            ("score", "mixed_score"), f"arrows: {clock_of(path, from_noise=False).value(arrows)}"
        )

    def image_values(self, images: DiffusionImages, scene: SamplingScene[DiffusionImages]) -> Values:
        """The numbers of what is shown."""
        match str(images.panel):
            case "forward":
                return _forward(scene.path.level(images.look.level * scene.path.end), scene)
            case "denoise":
                return {
                    **_step(scene, images),
                    "guidance": guidance(images.samples.guidance, scene.label_name(images.samples.label)),
                }
            case "fan":
                return _fan(scene, images)
            case "interpolate":
                return way_terms(images.interpolate, images.look.t)
            case "bound":
                return _bound(scene)
            case "answers":
                return {LOCAL_ANSWER: local_terms(scene)}
            case _:
                return {}


def _forward(level: Level, scene: SamplingScene[DiffusionImages]) -> Filled:
    filled: Filled = {
        "forward": {"signal": figure(level.alpha), "noise_variance": figure(level.sigma**2)},
        "schedule": {"alpha_bar": figure(level.alpha**2), "snr": figure(level.snr) or "∞"},
    }
    schedule = getattr(scene.path, "schedule", None)
    if schedule is not None and level.t >= 1:
        filled["forward_step"] = {"beta": figure(float(schedule.betas[round(level.t) - 1]))}
    return filled


def _step(scene: SamplingScene[DiffusionImages], state: DiffusionImages) -> Filled:
    trajectory = scene.trajectory
    times = tuple(float(time) for time in trajectory.times)
    place = trajectory.at(state.look.position)
    if place < 0 or len(times) < 2 or trajectory.recipe.sampler != state.samples.sampler:
        return {}
    index = min(trajectory.moments[place].step, len(times) - 2)
    found = in_numbers(
        state.samples.sampler, scene.path, times, index, options_of(trajectory.recipe, scene.card.image)
    )
    by = guided(trajectory.recipe, scene.card, times[index] / scene.path.end)
    return {name: terms | by for name, terms in found.items()}


def _fan(scene: SamplingScene[DiffusionImages], state: DiffusionImages) -> Filled:
    """The first step of the largest η: there the branches part."""
    times, eta = scene.times, max(state.fan.etas, default=0.0)
    if len(times) < 2:
        return {}
    return in_numbers("ddim", scene.path, tuple(times), 0, Options(eta=eta))


def _bound(scene: SamplingScene[DiffusionImages]) -> Filled:
    shown = scene.current("bound")
    if shown is None:
        return {}
    dimensions = scene.card.image.dimensions
    nats = dimensions * math.log(2)
    terms = shown.frame.arrays["terms"].astype(np.float64) * nats
    bits = float(shown.frame.scalars["bits_per_dim"])
    return {
        "variational_bound": {
            "prior_term": figure(float(terms[-1])),
            "step_terms": figure(float(np.nansum(terms[1:-1]))),
            "decoder_term": figure(-float(terms[0])),
        },
        "bound_bits": {
            "bits_per_dim": f"{bits:.3f}", "bound": number(bits * nats, 0), "pixels": str(dimensions),
            "nats_per_bit": f"{math.log(2):.3f}",
        },
    }  # fmt: skip
