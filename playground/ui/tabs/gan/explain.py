"""How the equations of generative adversarial networks depend on what the tab shows."""

from __future__ import annotations

import math
from collections.abc import Mapping

from playground.core.frames import Scalar
from playground.core.words import known, magnitude
from playground.objectives.adversarial_terms import ObjectiveName
from playground.ui.lab.feed import LabFeed
from playground.ui.stage.binding import FamilyBinding
from playground.ui.stage.stage_widget import Values
from playground.ui.tabs.gan import explain_images
from playground.ui.tabs.gan.lab.state import GanLabState
from playground.ui.tabs.gan.scene import GanScene
from playground.ui.tabs.gan.state import GanImages

_LOSSES: dict[ObjectiveName, tuple[str, str]] = {
    "minimax": ("gan_d_log", "gan_g_minimax"),
    "non-saturating": ("gan_d_log", "gan_g_log"),
    "least squares": ("gan_d_squares", "gan_g_squares"),
    "hinge": ("gan_d_hinge", "gan_g_critic"),
    "wasserstein": ("gan_d_wasserstein", "gan_g_critic"),
}
_CROSS_ENTROPY = ("gan_best", "gan_bound")
"""What holds where the discriminator's loss is a cross-entropy."""

_LAB = (
    "gan_d_log", "gan_d_squares", "gan_d_hinge", "gan_d_wasserstein", "gan_r1",
    "gan_g_minimax", "gan_g_log", "gan_g_squares", "gan_g_critic", "gan_stick", *_CROSS_ENTROPY, "gan_js",
)  # fmt: skip
_TERMS: dict[str, tuple[str, ...]] = {
    **explain_images.TERMS,
    "objective": ("loss_d", "loss_g"),
    "r1": ("r1_weight", "slope_real"),
    "penalty": ("penalty_weight", "slope"),
    "noise": ("over_noise",),
    "batch": ("over_data", "over_noise"),
    "data": ("over_data", "ratio"),
    "players": ("loss_d", "loss_g"),
    **{f"d_{name}": ("loss_d",) for name in ("learning_rate", "steps", "layers", "width", "optimiser")},
    **{f"g_{name}": ("loss_g",) for name in ("learning_rate", "steps", "layers", "width", "optimiser")},
    "field": ("judged_real", "judged_fake", "best"),
    "border": ("ratio",),
    "sticks": ("stick",),
}


class GanBinding(FamilyBinding[GanLabState, GanImages, GanScene]):
    """Equations of the objective that is chosen, and the values of their terms."""

    name = "gan"
    from_start = True
    equations = (*_LAB, *explain_images.EQUATIONS)
    terms = _TERMS

    def lab_equations(self, lab: GanLabState) -> tuple[str, ...]:
        """Those of the objective that is chosen."""
        of_d, of_g = _LOSSES[lab.run.objective]
        first = (of_d, "gan_r1") if lab.run.r1 else (of_d,)
        bounds = _CROSS_ENTROPY if of_d == "gan_d_log" and not lab.run.r1 else ()
        return (*first, of_g, "gan_stick", *bounds, "gan_js")

    def lab_values(self, lab: GanLabState, feed: LabFeed) -> Values:
        """What the newest frame says."""
        return lab_values(lab, feed.scalars)

    def image_values(self, images: GanImages, scene: GanScene) -> Values:
        """What is drawn, and what the discriminator says of it."""
        return explain_images.values(images, scene)


def lab_values(lab: GanLabState, scalars: Mapping[str, Scalar]) -> dict[str, dict[str, str]]:
    """By equation and term, what the term is now; an empty text where nothing was measured."""
    run, js = lab.run, float(scalars.get("js", math.nan))
    of_d, of_g = _LOSSES[run.objective]
    judged = {"judged_real": _mean(scalars.get("d_real")), "judged_fake": _mean(scalars.get("d_fake"))}
    loss_d = "" if run.r1 else known(scalars.get("loss_d"), 3)
    stick = float(scalars.get("stick_size", math.nan))
    return {
        of_d: {"loss_d": loss_d, "penalty_weight": f"{run.penalty:g}", **judged},
        of_g: {"loss_g": known(scalars.get("loss_g"), 3), **judged},
        "gan_r1": {"r1_weight": f"{run.r1:g}"},
        "gan_stick": {"stick": magnitude(stick) if math.isfinite(stick) else ""},
        "gan_bound": {
            "loss_d": loss_d,
            "bound": known(2 * (math.log(2) - js), 3),
            "js": known(js, 3),
        },
        "gan_js": {"js": known(js, 3)},
    }


def _mean(value: Scalar | None) -> str:
    """That the number is the mean of D, and not of the term around it."""
    found = known(value)
    return found and f"mean {found}"
