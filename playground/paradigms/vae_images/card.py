"""What the card of an encoder and a decoder must say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.core.card_faults import CardRules, Fault, Faults, latent_faults
from playground.core.cards import Bernoulli, Card, DiscretizedLogistic, Gaussian
from playground.core.ports import Port, Ports


def vae_ports(
    image: tuple[int, int, int], latent: int, outputs: tuple[str, ...] = ("location", "log_scale")
) -> dict[str, Ports]:
    """Those of an encoder and a decoder of ``latent`` dimensions; ``outputs`` are the decoder's."""
    return {
        "encoder": (
            (Port(name="image", shape=image),),
            (Port(name="mean", shape=(latent,)), Port(name="log_variance", shape=(latent,))),
        ),
        "decoder": (
            (Port(name="latent", shape=(latent,)),),
            tuple(Port(name=name, shape=image) for name in outputs),
        ),
    }


def _ports(card: Card) -> dict[str, Ports]:
    return vae_ports(card.image.shape, card.latent, _OUTPUTS[type(card.likelihood)](card.likelihood))


_OUTPUTS: dict[Any, Callable[[Any], tuple[str, ...]]] = {
    DiscretizedLogistic: lambda _: ("location", "log_scale"),
    Gaussian: lambda one: ("location",) if one.scale is not None else ("location", "log_scale"),
    Bernoulli: lambda _: ("logit",),
    type(None): lambda _: ("location",),
}


def _faults(card: Card) -> Faults:
    yield from latent_faults(card, "the number of latent dimensions")
    scale = card.likelihood.scale if isinstance(card.likelihood, Gaussian) else None
    if scale is not None and scale <= 0:
        yield Fault("likelihood.scale", "be a positive number", f"is {scale:g}")


RULES = CardRules(ports=_ports, needed=lambda _: ("decoder",), faults=_faults)
