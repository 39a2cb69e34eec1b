"""Pictures of one network from one noise, in the loops of diffusers and in ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground import paradigms
from playground.core.noise import standard_normal
from playground.core.resources import Placement
from playground.gaussian.noise import KeyedNoise
from playground.paradigms.cards import rules
from playground.paradigms.diffusion import Sample
from playground.runtimes.resources import open_resources

SEED = 5


class How(NamedTuple):
    """A scheduler of theirs with its options, and what a recipe of ours says for the same."""

    scheduler: str
    options: dict[str, Any]
    recipe: dict[str, Any]


_UNCLIPPED = {"clip_sample": False}
_THRESHOLDING = {"thresholding": True, "sample_max_value": 2.0}
_KARRAS = {"timestep_spacing": "linspace", "use_karras_sigmas": True}
_LEADING = {"steps": 20, "spacing": "leading"}
THEIRS = {
    "DDIM": How("DDIMScheduler", _UNCLIPPED, {"sampler": "ddim", "steps": 10, "spacing": "leading"}),
    "DDIM, trailing": How(
        "DDIMScheduler", _UNCLIPPED, {"sampler": "ddim", "steps": 20, "spacing": "trailing"}
    ),
    "DDIM, clipped": How("DDIMScheduler", {}, {**_LEADING, "sampler": "ddim", "clip": "range"}),
    "DDIM, thresholded": How(
        "DDIMScheduler", _THRESHOLDING, {**_LEADING, "sampler": "ddim", "clip": "quantile", "clip_limit": 2.0}
    ),
    "DDIM, shifted": How(
        "DDIMScheduler", {"clip_sample": False, "timestep_spacing": "leading", "steps_offset": 1},
        {"sampler": "ddim", "steps": 20, "spacing": "leading-shifted"},
    ),
    "DDPM": How("DDPMScheduler", _UNCLIPPED, {"sampler": "ddpm", "steps": 20, "spacing": "leading"}),
    "DDPM, clipped": How("DDPMScheduler", {}, {**_LEADING, "sampler": "ddpm", "clip": "range"}),
    "Euler": How(
        "EulerDiscreteScheduler", {},
        {"sampler": "euler", "steps": 12, "spacing": "leading", "coordinates": "ratio"},
    ),
    "Euler, linspace": How(
        "EulerDiscreteScheduler", {"timestep_spacing": "linspace"},
        {"sampler": "euler", "steps": 12, "spacing": "uniform", "coordinates": "ratio"},
    ),
    "Euler, Karras": How(
        "EulerDiscreteScheduler", _KARRAS,
        {"sampler": "euler", "steps": 12, "spacing": "karras-whole", "coordinates": "ratio"},
    ),
    "Heun": How(
        "HeunDiscreteScheduler", {"beta_start": 1e-4, "beta_end": 0.02},
        # From the last of a cosine's steps σ/α falls from 20,000, where Heun's method magnifies any rounding.
        {"sampler": "heun", "steps": 8, "spacing": "leading", "coordinates": "ratio"},
    ),
    "DPM-Solver++": How(
        "DPMSolverMultistepScheduler", {}, {"sampler": "dpmpp_2m", "steps": 12, "spacing": "trailing"}
    ),
    "DPM-Solver++, linspace": How(
        "DPMSolverMultistepScheduler", {"timestep_spacing": "linspace"},
        {"sampler": "dpmpp_2m", "steps": 20, "spacing": "linspace-open"},
    ),
}  # fmt: skip


def largest(pipeline: Path, model: Path, how: str, count: int) -> float:
    """The largest difference of grey levels between their pictures and ours."""
    scheduler, options, recipe = THEIRS[how]
    expected = _theirs(pipeline, scheduler, options, recipe, count)
    found = _ours(model, recipe, count).astype(np.float64)
    assert np.isfinite(expected).all()
    return float(np.abs(found - expected).max())


def _ours(model: Path, recipe: dict[str, Any], count: int) -> NDArray[np.uint8]:
    resources = open_resources((model.parent,), rules(), Placement(), lambda _: None)
    asked = Sample(model=model.name, count=count, seed=SEED, **recipe)
    return next(frame for frame in paradigms.run(asked, resources) if frame.final).arrays["images"]


def _theirs(
    pipeline: Path, name: str, options: dict[str, Any], recipe: dict[str, Any], count: int
) -> NDArray[np.float64]:
    import diffusers
    import torch

    net = diffusers.UNet2DModel.from_pretrained(pipeline / "unet")
    config = diffusers.DDPMScheduler.from_pretrained(pipeline / "scheduler").config
    kept = {
        key: config[key]
        for key in ("beta_start", "beta_end", "beta_schedule", "prediction_type")
        if key in config
    }
    scheduler = getattr(diffusers, name)(**{**kept, "timestep_spacing": recipe["spacing"], **options})
    scheduler.set_timesteps(recipe["steps"])
    shape = (net.config.in_channels, net.config.sample_size, net.config.sample_size)
    x = torch.from_numpy(standard_normal(SEED, range(count), shape, "start"))
    noise = KeyedNoise(SEED, range(count))
    module = __import__(scheduler.__module__, fromlist=["randn_tensor"])
    drawn = getattr(module, "randn_tensor", None)
    x = x * scheduler.init_noise_sigma
    try:
        # Theirs is drawn by a generator of torch; here both have the same.
        module.randn_tensor = lambda like, **_: torch.from_numpy(
            noise(np.empty(tuple(like), dtype=np.float32))
        )
        with torch.inference_mode():
            for t in scheduler.timesteps:
                x = scheduler.step(net(scheduler.scale_model_input(x, t), t).sample, t, x).prev_sample
    finally:
        if drawn is not None:
            module.randn_tensor = drawn
    return ((x.clamp(-1, 1) + 1) * 127.5).round().double().numpy()
