"""State dicts of networks that this program knows: tensors by name, without any code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from torch import nn

from playground import networks
from playground.core import plain_text
from playground.core.cards import DiscretizedLogistic, ImageFormat, LabelCondition, Network, labelled
from playground.core.errors import ImportingError, ModelFileError
from playground.core.guard import guarded
from playground.evaluate.styles import styles_of
from playground.importing.draft import Answers, Draft, OnePart, label_names
from playground.importing.known_networks import Known, recognised
from playground.importing.torch_part import TorchPart
from playground.networks.gan_mapped import MappedPair
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.nflow_images.card import Nflow
from playground.runtimes.safetensors_header import read_header

_SHOWN = 3
_KEPT_BELOW = {"generate": "normalise"}
"""A part whose weights are kept below the name of another."""
_MAPPED = {"mapping", "synthesis"}
"""Both halves of a mapped generator."""
_SILENT = "discriminator"
"""A part whose answers mean nothing without its loss, which weights do not say."""


def draft(weights: Path, answers: Answers, source: Path | None = None) -> Draft:
    """What the weights in a safetensors file, which were taken from ``source``, belong to.

    Raises :class:`ImportingError`.
    """
    source = source or weights
    try:
        held = read_header(weights)
    except ModelFileError as error:
        raise ImportingError(error.sentence) from error
    known = recognised({name: tensor.shape for name, tensor in held.items()}, answers.side)
    if known is None:
        raise ImportingError(_why_not(source, sorted(held)))
    if not known.sided:
        raise ImportingError(
            f"{source} holds a network “{known.name}”, which does not say how large its pictures are; give "
            "--size, or pictures like those it was trained on by --pictures."
        )
    network = _loaded(weights, known)
    parts: dict[str, OnePart] = {
        name: TorchPart(network.get_submodule(name), _KEPT_BELOW.get(name, name))
        for name in known.parts
        if name != _SILENT
    }
    found = _understood(source, known, answers, parts, network)
    # With less than all of its parts the network cannot be built.
    whole = {name for name, _ in network.named_children()} == parts.keys()
    known_as = Network(name=known.name, config=known.config) if whole else None
    return Draft(title=source.stem, parts=parts, network=known_as, notes=_assumed(known), **found)


def _understood(
    source: Path, known: Known, answers: Answers, parts: dict[str, OnePart], network: nn.Module
) -> dict[str, Any]:
    """What the parts that there are are for."""
    config = networks.settings(known.name, known.config)
    if "denoiser" in parts:
        return _denoiser(known.name, config, answers)
    if "generator" in parts:
        condition = LabelCondition(classes=config.classes)
        labels = label_names(config.classes, answers)
        image = _image(config.channels, config, (-1.0, 1.0))
        return {
            "paradigm": "gan", "image": image, "latent": config.latent, "condition": condition,
            "labels": labels,
        }  # fmt: skip
    if parts.keys() >= _MAPPED:
        gan = _mapped(source, network)
        labels, image = label_names(config.classes, answers), _image(config.channels, config, (-1.0, 1.0))
        return {
            "paradigm": "gan", "image": image, "latent": gan.latent, "condition": gan.condition,
            "labels": labels, "tables": (gan,),
        }  # fmt: skip
    if "decoder" in parts:
        spatial = known.name == "vae-spatial"
        size = config.latent * (config.height * config.width // 16 if spatial else 1)
        image = _image(config.channels, config, (0.0, 1.0))
        return {"paradigm": "vae", "image": image, "latent": size, "likelihood": DiscretizedLogistic()}
    if "normalise" in parts:
        label_condition = labelled(config.classes)
        return {
            "paradigm": "nflow", "image": _image(1, config, (0.0, 255.0)), "condition": label_condition,
            "labels": label_names(config.classes, answers),
            "tables": (Nflow(condition=label_condition, halvings=config.halvings),),
        }  # fmt: skip
    named = " and ".join(parts)
    raise ImportingError(
        f"{source} holds the {named} of a network “{known.name}” alone, which draws nothing."
    )


def _mapped(source: Path, network: nn.Module) -> Gan:
    """What the card of a mapped generator says, whose w is measured."""
    if not isinstance(network, MappedPair):
        raise TypeError("a mapping and a synthesis are those of a mapped pair")
    with guarded(ImportingError, f"The weights {source} cannot be used"):
        said = styles_of(network).said()
    layers, label_condition = network.synthesis.layers, LabelCondition(classes=network.classes)
    return Gan(latent=network.latent, condition=label_condition, layers=layers, **said)


def _denoiser(name: str, config: Any, answers: Answers) -> dict[str, Any]:
    outer = config.autoencoder if name == "latent-dit" else config
    inner = config.transformer if name == "latent-dit" else config
    condition = labelled(inner.classes)
    return {
        "paradigm": "diffusion", "image": _image(outer.channels, outer, answers.range or (-1.0, 1.0)),
        "shape": (inner.channels, inner.height, inner.width), "condition": condition,
        "labels": label_names(inner.classes, answers),
        "ranged": answers.range is not None or name == "latent-dit",
    }  # fmt: skip


def _image(channels: int, config: Any, values: tuple[float, float]) -> ImageFormat:
    low, high = values
    return ImageFormat(channels=channels, height=config.height, width=config.width, low=low, high=high)


def _loaded(weights: Path, known: Known) -> nn.Module:
    network = networks.build(known.name, known.config)
    with guarded(ImportingError, f"The weights {weights} cannot be loaded"):
        held = load_file(weights)
        given = {name: held[theirs] for name, theirs in known.names.items()}
        # Whole numbers stay as they are.
        given = {name: each.float() if each.is_floating_point() else each for name, each in given.items()}
        network.load_state_dict({**network.state_dict(), **given})
    return network.eval()


def _assumed(known: Known) -> tuple[str, ...]:
    """What no shape tells."""
    config = networks.settings(known.name, known.config)
    heads = getattr(getattr(config, "transformer", config), "heads", None)
    notes = []
    if heads is not None:
        notes.append(
            f"Weights do not say how many heads an attention has; {heads} are taken, as is usual here."
        )
    if _SILENT in known.parts:
        notes.append("Weights do not say what the discriminator minimised, so it is left out.")
    return tuple(notes)


def _why_not(source: Path, names: list[str]) -> str:
    first = ", ".join(f"“{plain_text.line(name)}”" for name in names[:_SHOWN]) or "no tensors"
    return (
        f"{source} holds weights of no network that is known here ({first} …): name the class that they "
        "belong to by --module, such as --module net.py:Net, or, if diffusers saved them, their folder with "
        "its config.json."
    )
