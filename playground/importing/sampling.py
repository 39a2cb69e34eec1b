"""How a scheduler of diffusers samples: flags of ours that do the same, and sentences where nothing does."""

from __future__ import annotations

import math
from typing import NamedTuple

from playground.core import plain_text
from playground.gaussian import grids
from playground.gaussian.paths import Path
from playground.importing.configuration import Configuration

SAMPLERS = {
    "DDPMScheduler": "ddpm",
    "DDIMScheduler": "ddim",
    "EulerDiscreteScheduler": "euler",
    "HeunDiscreteScheduler": "heun",
    "DPMSolverMultistepScheduler": "dpmpp_2m",
    "FlowMatchEulerDiscreteScheduler": "euler",
    "FlowMatchHeunDiscreteScheduler": "heun",
    "CMStochasticIterativeScheduler": "consistency",
}
_IN_RATIO = ("EulerDiscreteScheduler", "HeunDiscreteScheduler")
"""They step in σ/α."""
_MULTISTEP = "DPMSolverMultistepScheduler"

_DENOISING = {"leading": "leading", "trailing": "trailing"}
_RATIOS = {
    **_DENOISING, "linspace": "uniform", "use_karras_sigmas": "karras-whole",
    "use_exponential_sigmas": "log-snr", "use_beta_sigmas": "beta",
}  # fmt: skip
_GRIDS: dict[str, dict[str, str]] = {
    "DDPMScheduler": {**_DENOISING, "linspace": "linspace"},
    "DDIMScheduler": {**_DENOISING, "linspace": "linspace"},
    "EulerDiscreteScheduler": _RATIOS,
    "HeunDiscreteScheduler": _RATIOS,
    _MULTISTEP: {
        "leading": "leading-open", "trailing": "trailing", "linspace": "linspace-open",
        "use_karras_sigmas": "karras-whole", "use_exponential_sigmas": "log-snr",
        "use_lu_lambdas": "log-snr", "use_beta_sigmas": "beta",
    },
}  # fmt: skip
"""Their spacings by the names of our own."""
_LEADING_FIRST = ("DDPMScheduler", "DDIMScheduler")
"""Where they say nothing, their spacing is leading."""
_OF_SIGMAS = ("use_karras_sigmas", "use_exponential_sigmas", "use_lu_lambdas", "use_beta_sigmas")

_ROUNDED = (
    "Between whole steps they tell the network the nearest of these, where here it is told the time itself."
)

_CUTTING = ("DDPMScheduler", "DDIMScheduler", "CMStochasticIterativeScheduler")
_THRESHOLDING = ("DDPMScheduler", "DDIMScheduler", _MULTISTEP)

_ALIKE: dict[str, tuple[object, ...]] = {
    "final_sigmas_type": ("zero",),
    "use_dynamic_shifting": (False,),
    "interpolation_type": ("linear",),
}
"""Values of keys with which their steps are like ours."""
_ALIKE_MULTISTEP: dict[str, tuple[object, ...]] = {
    "solver_order": (2,),
    "algorithm_type": ("dpmsolver++",),
    "solver_type": ("midpoint",),
    "lower_order_final": (True,),
    "euler_at_final": (False,),
}

_NEARLY_NOISE = ("EulerDiscreteScheduler", _MULTISTEP)
"""Of a schedule without any data at its end they take ᾱ there to be 2⁻²⁴."""

_STEEP = 1_000
"""σ/α from which a step of Heun's method magnifies rounding by millions."""


class Draws(NamedTuple):
    """Flags of ``playground generate`` that sample as a scheduler does, and what they do not do."""

    like: str
    notes: tuple[str, ...]


class _Done(NamedTuple):
    """One thing that a scheduler says: flags that do the same, or a note that nothing does."""

    flags: str = ""
    note: str = ""


def of(configuration: Configuration, path: Path, latents: bool) -> Draws:
    """How the scheduler of a configuration samples along a path, pictures or latents."""
    configuration.know(
        "solver_order", "algorithm_type", "solver_type", "lower_order_final", "euler_at_final",
        "final_sigmas_type", "lambda_min_clipped", "skip_prk_steps", "interpolation_type", "timestep_type",
        "time_shift_type", "base_shift", "max_shift", "base_image_seq_len", "max_image_seq_len", "predict_x0",
        "disable_corrector", "use_dynamic_shifting", "beta_start", "beta_end", "beta_schedule", "sigma_min",
        "sigma_max", "num_train_timesteps", "prediction_type", "trained_betas", "steps_offset",
    )  # fmt: skip
    sampler = SAMPLERS.get(configuration.kind)
    in_ratio = configuration.kind in _IN_RATIO and path.kind != "linear"
    done = [
        _Done(f"--sampler {sampler}" if sampler else ""),
        _Done("--coordinates ratio" if in_ratio else ""),
        _spacing(configuration, path),
        _variance(configuration),
        _clip(configuration, latents),
        _end(configuration),
        *_otherwise(configuration),
        _steep(configuration, path),
        _beginning(configuration, path),
    ]
    return Draws(
        " ".join(each.flags for each in done if each.flags),
        tuple(each.note for each in done if each.note),
    )


def _spacing(configuration: Configuration, path: Path) -> _Done:
    """Where their steps lie."""
    known = _GRIDS.get(configuration.kind, {})
    usual = "leading" if configuration.kind in _LEADING_FIRST else "linspace"
    along = configuration.text("timestep_spacing", usual)
    chosen = [name for name in _OF_SIGMAS if configuration.switch(name)]
    said = chosen[0] if chosen else along
    ours = known.get(said)
    wanted = f"“timestep_spacing” = {plain_text.line(said[:60])}"
    if said == "leading" and (offset := configuration.take("steps_offset", 0, int)):
        # Of the other spacings they leave the steps where they are.
        ours, wanted = "leading-shifted" if ours == "leading" and offset == 1 else None, "“steps_offset”"
    # All but one divide between the first and the last of the times that are chosen before.
    partial = bool(chosen) and along != "linspace" and configuration.kind != _MULTISTEP
    if ours is not None and not partial and (ours != "log-snr" or grids.covered(path)):
        if (reason := grids.refusal(ours, path, 2)) is not None:
            return _Done(note=f"Their spacing (“{said}”) cannot be had here. {reason}")
        rounds = bool(chosen) and configuration.kind == _MULTISTEP
        # DDIM’s steps are all as long as those of leading spacing, wherever the next one begins.
        even = configuration.kind == "DDIMScheduler" and ours != "leading"
        return _Done(f"--spacing {ours}" + " --stride even" * even, _ROUNDED if rounds else "")
    if chosen:
        return _Done(note=f"“{said}” spaces their steps in a way that is not known here.")
    if not known:
        return _Done()
    return _Done(note=f"Their steps lie elsewhere than ours ({wanted}).")


def _variance(configuration: Configuration) -> _Done:
    """What DDPM's steps draw with."""
    kind = configuration.text("variance_type", "fixed_small")
    if kind.startswith("learned"):
        return _Done(
            note="They draw with a variance that the network has learned (“variance_type”), here with a "
            "fixed one."
        )
    return _Done("--variance forward" if kind.startswith("fixed_large") else "")


def _clip(configuration: Configuration, latents: bool) -> _Done:
    """What becomes of predicted data beyond black and white, of which latents have none."""
    kind = configuration.kind
    of_jumps = kind == "CMStochasticIterativeScheduler"
    key = "clip_denoised" if of_jumps else "clip_sample"
    cuts = configuration.take(key, kind in _CUTTING, bool)
    limit = 1.0 if of_jumps else float(configuration.take("clip_sample_range", 1.0))
    share = float(configuration.take("dynamic_thresholding_ratio", 0.995))
    most = float(configuration.take("sample_max_value", 1.0))
    if configuration.switch("thresholding"):
        key, kinds, flags = (
            "thresholding",
            _THRESHOLDING,
            f"quantile --clip-limit {most:g} --clip-share {share:g}",
        )
        # Below 1 theirs cuts every picture there and magnifies it.
        bounded = 1 <= most <= 100 and 0.5 <= share <= 1
    elif cuts:
        kinds, flags, bounded = _CUTTING, f"range --clip-limit {limit:g}", 0.1 <= limit <= 100
    else:
        return _Done()
    if kind in kinds and bounded and not latents:
        return _Done(f"--clip {flags}")
    return _Done(note=f"They clip the predicted data at every step (“{key}”); here it is left as it is.")


def _end(configuration: Configuration) -> _Done:
    """Where the last step ends."""
    if configuration.take("set_alpha_to_one", True, bool):
        return _Done()
    if configuration.kind == "DDIMScheduler":
        return _Done("--ending floor")
    return _Done(
        note="Their last step ends a little above the data (“set_alpha_to_one” = false), ours at the data."
    )


def _otherwise(configuration: Configuration) -> list[_Done]:
    """What else they do otherwise than anything here."""
    notes = []
    multistep = _ALIKE_MULTISTEP if configuration.kind == _MULTISTEP else {}
    notes += [
        f"“{name}” = {plain_text.line(str(value)[:60])} makes their steps otherwise than ours are."
        for name, alike in {**_ALIKE, **multistep}.items()
        if (value := configuration.given(name)) is not None and value not in alike
    ]
    if configuration.switch("stochastic_sampling"):
        notes.append("They add noise at every step (“stochastic_sampling”), which is not done here.")
    return [_Done(note=note) for note in notes]


def _steep(configuration: Configuration, path: Path) -> _Done:
    """Note where Heun's method magnifies rounding errors so much that no two programs draw the same image."""
    ratio, lower = grids.ends(path)[0], configuration.text("timestep_spacing", "") == "leading"
    if configuration.kind != "HeunDiscreteScheduler" or lower or not _STEEP < ratio < math.inf:
        return _Done()
    return _Done(
        note=f"From σ/α = {ratio:,.0f}, where this schedule ends, a step of Heun’s method magnifies rounding "
        "until it shows: no two programs draw the same from there. Leading spacing begins lower."
    )


def _beginning(configuration: Configuration, path: Path) -> _Done:
    """Where steps in σ/α begin if no data are left there."""
    if configuration.kind not in _NEARLY_NOISE or not configuration.switch("rescale_betas_zero_snr"):
        return _Done()
    ratio = grids.ends(path)[0]
    ours = f"σ/α = {ratio:,.0f}" if ratio < math.inf else "noise alone"
    return _Done(
        note="Where no data are left (“rescale_betas_zero_snr”) theirs begins at σ/α = 4,096, and ours at "
        f"{ours}."
    )
