"""How the equations of variational autoencoders depend on what the tab shows."""

from __future__ import annotations

import math
from collections.abc import Mapping

from playground.core.cards import Card
from playground.core.frames import Array, Scalar
from playground.core.words import in_sum, known, number, vector
from playground.paradigms.vae_images.card import Directions
from playground.ui.lab.feed import LabFeed
from playground.ui.stage.binding import FamilyBinding
from playground.ui.stage.stage_widget import Values
from playground.ui.tabs.vae.lab.state import VaeLabState
from playground.ui.tabs.vae.scene import VaeScene
from playground.ui.tabs.vae.state import VaeImages

_TRAINED, _MEASURED = ("vae_objective", "vae_decoder"), ("bound_gap", "aggregate_kl", "importance_bound")
_BOUND = ("negative_elbo", "entropy", "divergence", "gap")
_LAB = (*_TRAINED, *_MEASURED)
_TERMS = {
    "reconstruct.seed": ("noise", "z"),
    "draw": ("noise", "z"),
    "temperature": ("temperature",),
    "sample.seed": ("noise",),
    "output": ("output",),
    "path": ("length", "z"),
    "strengths": ("strength", "direction"),
    "direction": ("direction",),
    "t": ("t",),
    "beta": ("beta",),
    "sigma": ("sigma", "reconstruction"),
    "learn_sigma": ("sigma",),
    "latent": ("kl", "information"),
    "learning_rate": ("loss",),
    "data": ("entropy",),
    "code": ("decoder_mean",),
    "probe": ("reconstruction",),
}


class VaeBinding(FamilyBinding[VaeLabState, VaeImages, VaeScene]):
    """Equations by stage and panel, and the values of their terms."""

    name = "vae"
    from_start = True
    equations = (
        *_LAB, "decoding", "elbo", "bits_per_dim", "reparameterization", "kl", "likelihood",
        "linear", "spherical", "sampling", "named_direction",
    )  # fmt: skip
    terms = _TERMS

    def lab_equations(self, lab: VaeLabState) -> tuple[str, ...]:
        """All of them, whatever is trained."""
        return _LAB

    def lab_values(self, lab: VaeLabState, feed: LabFeed) -> Values:
        """What the newest frame says."""
        return lab_values(feed.scalars)

    def lab_notes(self, lab: VaeLabState, feed: LabFeed) -> Mapping[str, str]:
        """Of which training step an equation's numbers are: measuring takes its time."""
        return lab_notes(feed.scalars)

    def image_values(self, images: VaeImages, scene: VaeScene) -> Values:
        """The image that goes through the model, and the way."""
        card = scene.card
        values: dict[str, dict[str, str]] = {
            "decoding": {"z": _vector(scene.z)},
            "sampling": {"temperature": f"{images.sample.temperature:g}"},
            "linear": {"t": f"{images.look.t:.2f}"},
            "spherical": {"t": f"{images.look.t:.2f}"},
            "named_direction": {"strength": _farthest(images.directions.strengths, card)},
            "kl": {"latent_dimensions": str(card.latent)},
            "bits_per_dim": {"pixels": str(card.image.dimensions), "nats_per_bit": f"{math.log(2):.3f}"},
        }
        shown = scene.current("reconstruct")
        if shown is None:
            return values
        scalars, arrays = shown.frame.scalars, shown.frame.arrays
        if "elbo" in scalars:
            elbo, likelihood, less = in_sum((float(scalars["reconstruction"]), -float(scalars["kl"])), 1)
            parts = {"elbo": elbo, "reconstruction": likelihood, "kl": less.lstrip("−")}
            values["elbo"] = parts
            values["kl"]["kl"] = parts["kl"]
            values["bits_per_dim"] |= {
                "elbo": parts["elbo"],
                "bits_per_dim": f"{float(scalars['bits_per_dim']):.3f}",
            }
        terms = {"mean": "mean", "deviation": "deviation", "noise": "noise", "z": "latent"}
        values["reparameterization"] = {term: _vector(arrays[name]) for term, name in terms.items()}
        return values


def _farthest(strengths: tuple[float, ...], card: Card) -> str:
    """The direction that is gone along the farthest, and how far."""
    table = Directions.of(card)
    if table is None or not any(strengths):
        return "0"
    largest = max(range(len(strengths)), key=lambda at: abs(strengths[at]))
    return f"{number(strengths[largest])} · {table.names[largest]}"


def lab_notes(scalars: Mapping[str, Scalar]) -> dict[str, str]:
    """Of what the numbers of each equation are that has some: of a training step's batch, or measured."""
    found: dict[str, str] = {}
    if math.isfinite(float(scalars.get("reconstruction", math.nan))):
        found |= dict.fromkeys(_TRAINED, f"of the batch at step {int(scalars['step']):,}")
    if "measured_step" in scalars:
        found |= dict.fromkeys(_MEASURED, f"measured at step {int(scalars['measured_step']):,}")
    return found


def lab_values(scalars: Mapping[str, Scalar]) -> dict[str, dict[str, str]]:
    """What one frame of the lab says of the terms: none of another frame, nor of what is asked for next."""

    def told(name: str, sign: int = 1) -> str:
        return known(sign * float(scalars.get(name, math.nan)))

    def added(*names: str) -> tuple[str, ...]:
        if not all(told(name) for name in names):
            return ("", *map(told, names))
        return in_sum([float(scalars[name]) for name in names])

    beta = float(scalars.get("beta", math.nan))
    loss, reconstruction, kl = added("reconstruction", "kl")
    if loss and beta != 1:
        loss, reconstruction, kl = _weighed(float(scalars["reconstruction"]), beta, float(scalars["kl"]))
    # The entropy is of the data alone, but says nothing before there is something to set beside it.
    bound = added("entropy", "divergence", "gap") if "measured_step" in scalars else ("",) * 4
    total, information, marginal = added("information", "aggregate_kl")
    return {
        "vae_objective": {
            "loss": loss,
            "reconstruction": reconstruction,
            "beta": f"{beta:g}" if math.isfinite(beta) else "",
            "kl": kl,
        },
        "vae_decoder": {"sigma": told("sigma"), "reconstruction": reconstruction},
        "bound_gap": dict(zip(_BOUND, bound, strict=True)),
        "aggregate_kl": {"kl": total, "information": information, "marginal": marginal},
        "importance_bound": {"likelihood": told("nll", -1), "importance": told("importance", -1)},
    }


def _weighed(reconstruction: float, beta: float, kl: float) -> tuple[str, str, str]:
    """reconstruction + β·KL, and both terms, so that they add up as they are written.

    KL has as many more digits as β magnifies its rounding; the sum is that of what is written.
    """
    if not math.isfinite(beta):
        return "", number(reconstruction), number(kl)
    digits = 2 + max(math.ceil(math.log10(beta)), 0) if beta > 0 else 2
    loss = round(reconstruction, 2) + beta * round(kl, digits)
    return number(loss), number(reconstruction), number(kl, digits)


def _vector(values: Array) -> str:
    """Up to two numbers; more have no room under a symbol."""
    return vector(values.tolist()) if len(values) <= 2 else ""
