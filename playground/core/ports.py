"""What goes into and comes out of a model's parts: named arrays and their shapes, for each kind of model."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec


class Port(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A named array that goes into or comes out of a part; ``shape`` is without the batch."""

    name: str
    shape: tuple[int, ...]
    dtype: Literal["float32", "int64"] = "float32"


LABEL = Port(name="label", shape=(), dtype="int64")

Ports: TypeAlias = tuple[tuple[Port, ...], tuple[Port, ...]]
"""Inputs and outputs of a part."""


def condition_ports(labelled: bool, tokens: int | None = None) -> tuple[Port, ...]:
    """What a network is told beside its main input: a label, so many tokens, or nothing."""
    if tokens is not None:
        return (Port(name="tokens", shape=(tokens,), dtype="int64"),)
    return (LABEL,) if labelled else ()


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


def gan_ports(
    image: tuple[int, int, int], latent: int, told: tuple[Port, ...] = (LABEL,)
) -> dict[str, Ports]:
    """Those of a generator and its discriminator."""
    picture = Port(name="image", shape=image)
    return {
        "generator": ((Port(name="noise", shape=(latent,)), *told), (picture,)),
        "discriminator": ((picture, *told), (Port(name="logit", shape=()),)),
    }


def denoising_ports(
    image: tuple[int, int, int], shape: tuple[int, int, int], told: tuple[Port, ...] = (LABEL,)
) -> dict[str, Ports]:
    """Those of a denoising model: one part, and two more where ``shape`` is a latent and not the image's."""
    x = Port(name="x", shape=shape)
    denoiser = ((x, Port(name="time", shape=()), *told), (Port(name="prediction", shape=shape),))
    if shape == image:
        return {"denoiser": denoiser}
    picture, latent = (Port(name="image", shape=image),), (Port(name="latent", shape=shape),)
    return {"denoiser": denoiser, "encoder": (picture, latent), "decoder": (latent, picture)}


def nflow_ports(image: tuple[int, int, int], told: tuple[Port, ...] = (LABEL,)) -> dict[str, Ports]:
    """Those of a normalizing flow: from pictures to z, and back."""
    picture, z = Port(name="image", shape=image), Port(name="z", shape=image)
    given = (picture, Port(name="noise", shape=image), *told)
    return {
        "normalise": (given, (z, Port(name="log_density", shape=image))),
        "generate": ((z, *told), (picture,)),
    }


def classifier_ports(image: tuple[int, int, int], features: int, classes: int) -> dict[str, Ports]:
    """Those of a classifier whose last hidden layer has ``features`` values."""
    hidden, scores = Port(name="features", shape=(features,)), Port(name="scores", shape=(classes,))
    return {"features": ((Port(name="image", shape=image),), (hidden,)), "scores": ((hidden,), (scores,))}


def listed(ports: tuple[Port, ...]) -> str:
    """Ports in words."""
    return " and ".join(
        f"“{port.name}” of shape {port.shape}{'' if port.dtype == 'float32' else f' ({port.dtype})'}"
        for port in ports
    )
