"""What the terms of the equations of the Images stage are now."""

from __future__ import annotations

import numpy as np

from playground.core.cards import Card
from playground.core.frames import Array
from playground.core.words import counted, known, number
from playground.paradigms.gan_images.card import Gan
from playground.ui.sampling.interpolations import ends_of
from playground.ui.state.feed import Shown
from playground.ui.tabs.gan.scene import GanScene
from playground.ui.tabs.gan.state import GanImages

_LOSSES = {
    "non-saturating": ("gan_d_log", "gan_g_log"),
    "least squares": ("gan_d_squares", "gan_g_squares"),
    "hinge": ("gan_d_hinge", "gan_g_critic"),
}
"""What the players of a card's loss made small, the discriminator first."""

WAYS = {"linear": "gan_line", "spherical": "gan_sphere"}
_MAPPED = ("gan_mapping", "gan_w_truncation", "gan_synthesis")
"""How a picture is drawn where noise is mapped first; ``gan_draw`` where it is not."""
W_DIRECTION = "gan_w_direction"
EQUATIONS = (
    "gan_draw", "gan_mapping", "gan_blend", "gan_line", "gan_sphere", "gan_direction", W_DIRECTION,
    "gan_w_truncation", "gan_synthesis", "gan_mixing", "gan_modulation", "gan_decision", "gan_area",
)  # fmt: skip
"""All of this stage that the lab does not have."""

TERMS = {
    "truncation": ("psi",),
    "label": ("class",),
    "sample.label": ("class",),
    "snapshot": ("generator", "mapping", "synthesis", "decision", "logit"),
    "seed": ("z",),
    "u": ("right",),
    "v": ("down",),
    "vary": ("z",),
    "spread": ("z",),
    "sample_a": ("seed_a",),
    "sample_b": ("seed_b",),
    "a": ("seed_a", "upper", "source_a"),
    "b": ("seed_b", "upper", "source_b"),
    "c": ("lower",),
    "d": ("lower",),
    "t": ("position",),
    "path": ("length", "position"),
    "coefficients": ("coefficient", "direction"),
    "first": ("span",),
    "last": ("span",),
    "mixing.rows": ("source_a",),
    "own_rows": ("source_a",),
    "own_columns": ("source_b",),
    "columns": ("source_b",),
    "rows": ("share",),
    "judge.count": ("area",),
    "verdicts": ("decision",),
    "moment": ("judged_real", "judged_fake", "generator", "synthesis"),
}
"""The terms that each control enters."""


def drawn(card: Card | None, of_noise: str = "") -> tuple[str, ...]:
    """How a picture is drawn; what is done with the noise, or w, follows on where that comes from."""
    first, *rest = _MAPPED if is_mapped(card) else ("gan_draw",)
    return (first, *filter(None, (of_noise,)), *rest)


def is_mapped(card: Card | None) -> bool:
    """Whether the generator of a model maps its noise to w."""
    gan = None if card is None else Gan.of(card)
    return gan is not None and bool(gan.style)


def of_training(_images: GanImages, card: Card | None) -> tuple[str, ...]:
    """What the model's players made small."""
    gan = None if card is None else Gan.of(card)
    if gan is None or gan.loss is None:
        return drawn(card)
    of_d, of_g = _LOSSES[gan.loss]
    return (of_d, "gan_r1", of_g) if gan.r1 else (of_d, of_g)


def values(images: GanImages, scene: GanScene) -> dict[str, dict[str, str]]:
    """By equation and term, what the term is now."""
    asked = images.point if images.panel in images.singles else images.sample
    label, psi = asked.label, f"{asked.truncation:g}"
    found: dict[str, dict[str, str]] = {
        "gan_draw": {"psi": psi, "class": scene.label_name(label)},
        "gan_mapping": {"class": scene.label_name(label)},
        "gan_w_truncation": {"psi": psi},
        "gan_synthesis": {"layers": counted(scene.gan.layers, "layer")},
        "gan_blend": {"right": f"u = {images.point.u:.2f}", "down": f"v = {images.point.v:.2f}"},
    }
    match images.panel:
        case "plane":
            found["gan_decision"] = _decision(scene.current("point"), 0)
        case "interpolate":
            found |= _on_the_way(images, scene)
        case "directions":
            found["gan_decision"] = _decision(scene.current("directions"), 1)
            moved = {"coefficient": _farthest(images.directions.coefficients), "share": _share(scene)}
            found |= {"gan_direction": moved, W_DIRECTION: moved}
        case "mixing":
            found["gan_mixing"] = {"layers": counted(scene.gan.layers, "layer"), **_mixed(images, scene)}
            found["gan_decision"] = _of_mixed(images, scene.current("mixing"))
        case "judge":
            told = scene.current("judge")
            if told is not None:
                found["gan_area"] = {"area": number(float(told.frame.scalars["area"]), 3)}
        case "moments":
            means = _means(scene.current("moments"), images.look.moment)
            found |= {name: means for names in _LOSSES.values() for name in names}
            found["gan_r1"] = {"r1_weight": f"{scene.gan.r1:g}"}
        case _:
            pass
    return found


def _decision(told: Shown | None, at: int) -> dict[str, str]:
    if told is None:
        return {}
    arrays = told.frame.arrays
    return {
        "decision": known(arrays["probabilities"][at]), "logit": known(arrays["logits"][at]),
    }  # fmt: skip


def _on_the_way(images: GanImages, scene: GanScene) -> dict[str, dict[str, str]]:
    told = scene.current("interpolate")
    asked, t = images.interpolate, images.look.t
    way = {"position": f"t = {t:.2f}", **ends_of(asked)}
    if told is None:
        return dict.fromkeys(WAYS.values(), way)
    lengths = told.frame.arrays["lengths"]
    at = min(round(t * (len(lengths) - 1)), len(lengths) - 1)
    # Truncation shortens noise only where nothing maps it.
    shortened = 1.0 if scene.mapped else told.recipe.truncation
    if shortened:
        way |= {"length": number(float(lengths[at]) / shortened, 1)}
    return {**dict.fromkeys(WAYS.values(), way), "gan_decision": _decision(told, at)}


def _mixed(images: GanImages, scene: GanScene) -> dict[str, str]:
    first, last = scene.span
    span = f"{first} to {last}" if last > first else f"{first}" if last == first else "none"
    return {"span": span, "source_a": f"seed {images.mixing.a}", "source_b": f"seed {images.mixing.b}"}


def _of_mixed(images: GanImages, told: Shown | None) -> dict[str, str]:
    """What is said of the picture that is looked at, where it is a mixed one."""
    row, column = images.look.row - 1, images.look.column - 1
    if told is None or not (0 <= row < told.recipe.rows and 0 <= column < told.recipe.columns):
        return {}
    return _decision(told, row * told.recipe.columns + column)


def _farthest(coefficients: tuple[float, ...]) -> str:
    if not any(coefficients):
        return "0"
    largest = max(range(len(coefficients)), key=lambda at: abs(coefficients[at]))
    return f"c{largest + 1} = {number(coefficients[largest], 1)}"


def _share(scene: GanScene) -> str:
    shares = scene.gan.shares
    return f"{100 * shares[0]:.0f} % at most" if shares else ""


def _means(told: Shown | None, moment: int) -> dict[str, str]:
    if told is None:
        return {}
    arrays: dict[str, Array] = dict(told.frame.arrays)
    at = min(moment, arrays["probabilities"].shape[1] - 1)
    real, fake = (np.asarray(arrays[name][:, at]) for name in ("real_probabilities", "probabilities"))
    return {"judged_real": known(real.mean()), "judged_fake": known(fake.mean())}
