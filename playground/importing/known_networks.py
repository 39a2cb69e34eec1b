"""State dicts of this program's own networks, recognised by the names and shapes of their tensors.

What no shape tells stays as it is by default: the number of attention heads, and how far time is stretched,
which is taken as not at all, since how time is told is measured. What is preconditioned for a straight path
is told its time from 0 to 1, and stretches it as usual.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from playground import networks
from playground.core.errors import CardError
from playground.core.guard import DamagedFileError
from playground.networks.image_flow_scales import REPEATING
from playground.runtimes.only_shapes import only_shapes

Shapes = Mapping[str, tuple[int, ...]]

_WRAPPERS = ("module.", "_orig_mod.", "model.", "network.", "net.")
"""What libraries and habit put before the names of a network's tensors."""
_COUNTED = "n_averaged"
"""What an average of weights is kept with."""


class Known(NamedTuple):
    """A network, its configuration, which of its parts are there, and by their own names the file's names.

    ``sided`` says that the sides of its pictures follow from the shapes.
    """

    name: str
    config: dict[str, Any]
    parts: tuple[str, ...]
    names: dict[str, str]
    sided: bool


def recognised(shapes: Shapes, side: int | None) -> Known | None:
    """The network whose tensors have these names and shapes; ``None`` where it is none of this program's.

    ``side`` is that of the pictures, for networks whose shapes do not tell it.
    """
    for names in _readings(shapes):
        own = {name: shapes[theirs] for name, theirs in names.items()}
        for name, read in _READERS.items():
            try:
                config, sided = read(own, side)
            except (LookupError, ValueError, ArithmeticError):
                continue
            parts = _agrees(name, config, own)
            if parts:
                return Known(name, config, parts, names, sided)
    return None


def _readings(shapes: Shapes) -> Iterator[dict[str, str]]:
    """The names of tensors as a network of ours would have them, and those that they have."""
    names = {name: name for name in shapes if name != _COUNTED}
    while names:
        yield names
        yield {f"denoiser.{name}": theirs for name, theirs in names.items()}
        wrapper = next((one for one in _WRAPPERS if all(name.startswith(one) for name in names)), None)
        if wrapper is None:
            return
        names = {name.removeprefix(wrapper): theirs for name, theirs in names.items()}


def _agrees(name: str, config: dict[str, Any], shapes: Shapes) -> tuple[str, ...]:
    """The parts of a network of which every tensor is there; none where anything is too much or differs."""
    try:
        with only_shapes():
            network = networks.build(name, config)
    except (CardError, DamagedFileError, RuntimeError, ValueError, ArithmeticError):
        return ()
    wanted = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    if any(wanted.get(name) != shape for name, shape in shapes.items()):
        return ()
    lacking = {name.partition(".")[0] for name in wanted.keys() - shapes.keys()}
    # Both directions of a flow are kept as one.
    shared = {"generate"} if "normalise" in {name.partition(".")[0] for name in shapes} else set()
    there = {name.partition(".")[0] for name in shapes} | shared
    return tuple(part for part, _ in network.named_children() if part in there - lacking)


Read = Callable[[Shapes, int | None], tuple[dict[str, Any], bool]]
"""A configuration, and whether the sides of pictures follow from it; raises ``LookupError``."""


def _unet(shapes: Shapes, side: int | None) -> tuple[dict[str, Any], bool]:
    features, pixels = shapes["denoiser.enter.weight"][:2]
    channels, patch = _patched(pixels)
    blocks = _count(shapes, "denoiser.down_fine")
    sides = side or 4 * patch
    return {
        "channels": channels, "height": sides, "width": sides, "patch": patch, "features": features,
        "blocks": blocks, "classes": shapes["denoiser.condition.label.weight"][0] - 1, **_told(shapes),
    }, side is not None  # fmt: skip


def _transformer(shapes: Shapes, channels: int) -> dict[str, Any]:
    features, pixels = shapes["denoiser.enter.weight"]
    patch = math.isqrt(pixels // channels)
    side = patch * _root(shapes["denoiser.place"][1])
    return {
        "channels": channels, "height": side, "width": side, "patch": patch, "features": features,
        "blocks": _count(shapes, "denoiser.blocks"), **_told(shapes),
        "classes": shapes["denoiser.condition.label.weight"][0] - 1,
    }  # fmt: skip


def _told(shapes: Shapes) -> dict[str, Any]:
    """How a network is told the time; what is preconditioned for a straight path knows time from 0 to 1."""
    start = "denoiser.preconditioning."
    output = next((name.removeprefix(start) for name in shapes if name.startswith(start)), "none")
    return {"time_scale": 1000.0 if output == "velocity" else 1.0, "preconditioning": output}


def _latent_dit(shapes: Shapes, _side: int | None) -> tuple[dict[str, Any], bool]:
    inside = {name.removeprefix("encoder."): shape for name, shape in shapes.items()}
    transformer = _transformer(shapes, inside["encoder.to_mean.weight"][0])
    autoencoder, _ = _vae_spatial(inside, 4 * int(transformer["height"]))
    return {"transformer": transformer, "autoencoder": autoencoder}, True


def _vae_spatial(shapes: Shapes, side: int | None) -> tuple[dict[str, Any], bool]:
    latent, quarter = shapes["encoder.to_mean.weight"][:2]
    half, channels = shapes["encoder.body.0.weight"][:2]
    sides = side or 4
    return {
        "latent": latent, "half": half, "quarter": quarter, "channels": channels, "height": sides,
        "width": sides,
    }, side is not None  # fmt: skip


def _vae_conv(shapes: Shapes, _side: int | None) -> tuple[dict[str, Any], bool]:
    half, channels = shapes["encoder.body.0.weight"][:2]
    quarter, (hidden, cells) = shapes["encoder.body.2.weight"][0], shapes["encoder.body.6.weight"]
    side = 4 * _root(cells // quarter)
    return {
        "latent": shapes["encoder.mean.weight"][0], "half": half, "quarter": quarter, "hidden": hidden,
        "channels": channels, "height": side, "width": side,
    }, True  # fmt: skip


def _vae_mlp(shapes: Shapes, side: int | None) -> tuple[dict[str, Any], bool]:
    channels, sides = _square(shapes["encoder.body.0.weight"][1], side)
    return {
        "latent": shapes["encoder.mean.weight"][0], "encoder": _widths(shapes, "encoder.body"),
        "decoder": _widths(shapes, "decoder.body"), "channels": channels, "height": sides, "width": sides,
    }, True  # fmt: skip


def _gan(shapes: Shapes, _side: int | None) -> tuple[dict[str, Any], bool]:
    style, latent = shapes["generator.first.weight"]
    coarse, start = shapes["generator.enter.weight"][:2]
    channels, _ = _patched(shapes["generator.leave.weight"][0])
    side = 4 * _root(shapes["generator.begin.weight"][0] // start)
    return {
        "channels": channels, "height": side, "width": side, "latent": latent, "style": style, "start": start,
        "classes": shapes["generator.label.weight"][0], "generator_coarse": coarse,
        "generator": shapes["generator.widen.weight"][1],
        "generator_blocks": _count(shapes, "generator.coarse"),
        "generator_fine_blocks": _count(shapes, "generator.fine"),
        **_discriminator(shapes),
    }, True  # fmt: skip


def _gan_mapped(shapes: Shapes, _side: int | None) -> tuple[dict[str, Any], bool]:
    style, classes = shapes["mapping.layers.0.weight"][0], shapes["mapping.label.weight"][0]
    coarse, start = shapes["synthesis.enter.weight"][:2]
    channels, patch = _patched(shapes["synthesis.leave.weight"][0])
    side = 4 * patch * _root(shapes["synthesis.begin.weight"][0] // start)
    return {
        "channels": channels, "height": side, "width": side, "patch": patch, "style": style,
        "latent": shapes["mapping.label.weight"][1], "start": start, "classes": classes,
        "mapping": _count(shapes, "mapping.layers"),
        "generator_coarse": coarse, "generator": shapes["synthesis.widen.weight"][1],
        "generator_first_blocks": _count(shapes, "synthesis.first"),
        "generator_blocks": _count(shapes, "synthesis.coarse"),
        "generator_fine_blocks": _count(shapes, "synthesis.fine"),
        **_discriminator(shapes),
    }, True  # fmt: skip


def _discriminator(shapes: Shapes) -> dict[str, int]:
    """What a discriminator has, if it is there."""
    name = "discriminator"
    if f"{name}.enter.weight" not in shapes:
        return {}
    return {
        "discriminator": shapes[f"{name}.enter.weight"][0],
        "discriminator_coarse": shapes[f"{name}.narrow.weight"][0],
        "discriminator_blocks": _count(shapes, f"{name}.coarse"),
        "discriminator_fine_blocks": _count(shapes, f"{name}.fine"),
        "end": shapes[f"{name}.shrink.weight"][0],
        "features": shapes[f"{name}.last.weight"][0],
    }


def _image_flow(shapes: Shapes, _side: int | None) -> tuple[dict[str, Any], bool]:
    flow = "normalise.flow"
    halvings, pixels = _count(shapes, f"{flow}.finer"), shapes[f"{flow}.coarse.pixel"][0]
    side = 2**halvings * _root(pixels)
    copies = f"{flow}.finer.0.copies.0.scores.weight" in shapes
    each = shapes[f"{flow}.coarse.last.weight"][0] // pixels
    grids = [_count(shapes, f"{flow}.finer.{scale}.grids") for scale in range(halvings)]
    return {
        "height": side, "width": side, "halvings": halvings,
        "classes": shapes[f"{flow}.coarse.label.weight"][0] - 1,
        "components": (each - (REPEATING if copies else 0)) // 3,
        "hidden": shapes[f"{flow}.coarse.first.weight"][0],
        "features": shapes[f"{flow}.finer.0.enter.weight"][0],
        "blocks": [_count(shapes, f"{flow}.finer.{scale}.think.0") for scale in range(halvings)],
        "copies": copies,
        "grids": grids if any(grids) else [],
    }, True  # fmt: skip


_READERS: dict[str, Read] = {
    "unet": _unet, "latent-dit": _latent_dit, "vae-mlp": _vae_mlp, "vae-conv": _vae_conv,
    "vae-spatial": _vae_spatial, "gan": _gan, "gan-mapped": _gan_mapped, "image-flow": _image_flow,
}  # fmt: skip


def _patched(pixels: int) -> tuple[int, int]:
    """Channels and side of the patches whose pixels are channels: pictures are grey or have three colours."""
    for channels in (1, 3):
        side = math.isqrt(pixels // channels)
        if channels * side**2 == pixels:
            return channels, side
    raise ValueError(pixels)


def _square(pixels: int, side: int | None) -> tuple[int, int]:
    """Channels and side of pictures of so many values."""
    return (pixels // side**2, side) if side and pixels % side**2 == 0 else _patched(pixels)


def _root(places: int) -> int:
    side = math.isqrt(places)
    if side**2 != places:
        raise ValueError(places)
    return side


def _count(shapes: Shapes, stem: str) -> int:
    """How many modules stand in a list."""
    return len({name.removeprefix(f"{stem}.").partition(".")[0] for name in shapes
                if name.startswith(f"{stem}.")})  # fmt: skip


def _widths(shapes: Shapes, stem: str) -> list[int]:
    """The widths of fully connected layers with something between each two."""
    count = _count(shapes, stem)
    return [shapes[f"{stem}.{2 * layer}.weight"][0] for layer in range(count)]
