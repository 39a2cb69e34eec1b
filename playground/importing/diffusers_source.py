"""Folders that diffusers wrote with ``save_pretrained``: a pipeline, or one of its networks alone.

What is read are configurations in JSON and weights as safetensors. A name in them chooses among the classes
that are known here; nothing else of a folder is imported or run.
"""

from __future__ import annotations

import importlib.util
import inspect
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file
from torch import nn

from playground.core import plain_text
from playground.core.cards import Condition, ImageFormat, LabelCondition, TokenCondition, Unconditional
from playground.core.errors import ImportingError
from playground.core.guard import guarded
from playground.importing import adapters
from playground.importing.configuration import Configuration, read_json
from playground.importing.draft import MAX_SIDE, Answers, Draft, OnePart, label_names
from playground.importing.schedulers import SchedulerReport, understand
from playground.importing.text_folder import check_fit, read_text
from playground.importing.tokenizer_source import condition_of
from playground.importing.torch_part import TorchPart
from playground.runtimes.only_shapes import only_shapes
from playground.runtimes.safetensors_header import read_header

INDEX, CONFIGURATION, SCHEDULER = "model_index.json", "config.json", "scheduler_config.json"
WEIGHTS = "diffusion_pytorch_model"
MAX_NUMBER, MAX_LAYERS, MAX_ENTRIES = 1 << 16, 200, 2_000
_LIMITS = {"layers": MAX_LAYERS, "sample_size": MAX_SIDE}
"""By what a name contains."""

_DENOISERS = ("UNet2DModel", "DiTTransformer2DModel", "Transformer2DModel", "UNet2DConditionModel")
_AUTOENCODERS = ("AutoencoderKL", "VQModel")
_DENOISER_NAMES, _AUTOENCODER_NAMES = ("unet", "transformer"), ("vae", "vqvae")
_TEXT_NAMES = ("text_encoder", "tokenizer")
_SIZELESS = (
    "does not say how large its pictures are; give --size, or pictures like those it was trained on by "
    "--pictures."
)
_NO_TEXT = (
    "This network is told a text in a way that is not known; UNet2DConditionModel is, with its tokenizer and "
    "text encoder in one folder of a pipeline."
)


def is_diffusers(folder: Path) -> bool:
    """Whether a folder is one that diffusers wrote."""
    return (folder / INDEX).is_file() or "_class_name" in _peek(folder / CONFIGURATION)


def draft(folder: Path, answers: Answers) -> Draft:
    """What lies in a folder; raises :class:`ImportingError`, and needs the package diffusers."""
    if importlib.util.find_spec("diffusers") is None:
        raise ImportingError(
            "To import what diffusers saved, diffusers itself is needed, and only for that: "
            "pip install 'generative-playground[import]'."
        )
    parts = _pieces(folder)
    autoencoder = _network(parts.autoencoder) if parts.autoencoder else None
    if parts.denoiser is None:
        if autoencoder is None:
            raise ImportingError(
                f"{folder} holds neither a denoising network nor an autoencoder that is known."
            )
        return _of_autoencoder(autoencoder, folder, answers)
    return _of_denoiser(_network(parts.denoiser), autoencoder, parts, folder, answers)


class _Pieces(NamedTuple):
    """The folders of a pipeline's parts, and the names of classes that it knows."""

    denoiser: Path | None
    autoencoder: Path | None
    scheduler: Path | None
    labels: dict[str, Any]
    notes: tuple[str, ...]
    text: tuple[Path, Path] | None = None
    """The folders of the encoder and of the tokenizer."""


def _pieces(folder: Path) -> _Pieces:
    if not (folder / INDEX).is_file():
        kind = str(_peek(folder / CONFIGURATION).get("_class_name", ""))
        # A scheduler may have been saved beside the network.
        beside = next(
            (path for path in (folder / SCHEDULER, folder / "scheduler" / SCHEDULER) if path.is_file()), None
        )
        if kind in _AUTOENCODERS:
            return _Pieces(None, folder, None, {}, ())
        return _Pieces(folder, None, beside, {}, ())
    index = read_json(folder / INDEX)
    named = {key: value for key, value in index.items() if isinstance(value, list) and len(value) == 2}
    used = [*_DENOISER_NAMES, *_AUTOENCODER_NAMES, "scheduler", *_TEXT_NAMES]
    there = {key for key, value in named.items() if value[0] is not None}
    if more := sorted(key for key in there - {*used} if "text" in key or "tokenizer" in key):
        raise ImportingError(
            f"This pipeline reads texts by “{plain_text.line(more[0])}”, too, which is not known here."
        )
    notes = [f"“{plain_text.line(key)}” of the pipeline is not used." for key, value in named.items()
             if key not in used and value[0] is not None]  # fmt: skip
    place = {key: folder / key for key in used if key in named and named[key][0] is not None}
    labels = index.get("id2label")
    scheduler, text = place.get("scheduler"), [place[key] for key in _TEXT_NAMES if key in place]
    if len(text) == 1:
        raise ImportingError(f"{folder} has {text[0].name} alone: a text takes {' and '.join(_TEXT_NAMES)}.")
    return _Pieces(
        next((place[key] for key in _DENOISER_NAMES if key in place), None),
        next((place[key] for key in _AUTOENCODER_NAMES if key in place), None),
        scheduler / SCHEDULER if scheduler else None,
        labels if isinstance(labels, dict) else {},
        tuple(notes),
        (text[0], text[1]) if text else None,
    )


def _peek(path: Path) -> dict[str, Any]:
    return read_json(path) if path.is_file() else {}


class _Net(NamedTuple):
    """A network with its weights, its configuration, and what is to be said of that."""

    module: nn.Module
    configuration: dict[str, Any]
    kind: str
    notes: tuple[str, ...]


def _network(folder: Path) -> _Net:
    """Build the network of a folder and load its weights, once both are known to fit."""
    path = folder / CONFIGURATION
    if not path.is_file():
        raise ImportingError(f"The configuration {path} is missing.")
    fields = read_json(path)
    kind = str(fields.get("_class_name", ""))[:80]
    if kind not in (*_DENOISERS, *_AUTOENCODERS):
        known = ", ".join((*_DENOISERS, *_AUTOENCODERS))
        raise ImportingError(
            f"The network “{plain_text.line(kind)}” in {path} is not known; those are {known}."
        )
    _check_numbers(fields, path)
    if kind == "UNet2DConditionModel":
        _refuse_other_conditions(fields)
    weights = _weights(folder)
    held = read_header(weights)
    own = _class(kind)
    strange = set(fields) - set(inspect.signature(own.__init__).parameters)
    notes = tuple(
        f"“{plain_text.line(name)}” in {path} is not understood by the diffusers that is installed."
        for name in sorted(strange)
        if not name.startswith("_")
    )
    with guarded(ImportingError, f"The network of {path} cannot be built"), only_shapes():
        wanted = _built(own, fields).state_dict()
    check_fit(wanted, held, weights, path)
    with guarded(ImportingError, f"The network of {folder} cannot be loaded"):
        module = _built(own, fields)
        module.load_state_dict(load_file(weights))
    return _Net(module.float().eval(), fields, kind, notes)


def _class(kind: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import diffusers

        diffusers.utils.logging.set_verbosity_error()
        return getattr(diffusers, kind)


def _built(own: Any, fields: dict[str, Any]) -> nn.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: nn.Module = own.from_config(fields)
    return found


def _check_numbers(fields: dict[str, Any], path: Path) -> None:
    """Raise for numbers, at any depth, by which merely building a network would take for ever."""
    for name, value in fields.items():
        most = next((limit for part, limit in _LIMITS.items() if part in name), MAX_NUMBER)
        for count, each in enumerate(_leaves(value), start=1):
            if isinstance(each, int | float) and not abs(each) <= most:
                raise ImportingError(
                    f"“{plain_text.line(name)}” in {path} is {_written(each)}, more than {most:,}."
                )
            if count > MAX_ENTRIES:
                raise ImportingError(
                    f"“{plain_text.line(name)}” in {path} has more than {MAX_ENTRIES:,} entries."
                )


def _leaves(value: Any) -> Iterator[Any]:
    """What stands in a value of JSON at any depth, and each list and table in it once."""
    left = [value]
    while left:
        each = left.pop()
        yield each
        left += each if isinstance(each, list) else each.values() if isinstance(each, dict) else ()


def _written(number: float) -> str:
    """A number of any size, briefly."""
    return f"{number:,.0f}" if abs(number) < 1e6 else f"{number:g}" if abs(number) < 1e300 else "huge"


def _weights(folder: Path) -> Path:
    named = (f"{WEIGHTS}.safetensors", f"{WEIGHTS}.fp16.safetensors")
    found = next((folder / name for name in named if (folder / name).is_file()), None)
    if found is not None:
        return found
    if (folder / f"{WEIGHTS}.safetensors.index.json").is_file():
        raise ImportingError(f"The weights in {folder} are split over several files; save them as one.")
    if (folder / f"{WEIGHTS}.bin").is_file():
        raise ImportingError(
            f"The weights in {folder} are a Python pickle, which could run any code, so they were not "
            "opened; save them with save_pretrained(…, safe_serialization=True)."
        )
    raise ImportingError(f"The weights {folder / named[0]} are missing.")


def _of_denoiser(
    net: _Net, autoencoder: _Net | None, parts: _Pieces, folder: Path, answers: Answers
) -> Draft:
    # Of a network in latents the pictures tell no side.
    shape = _shape(net, folder, answers.size if autoencoder else answers.side)
    words = _words(net, parts)
    condition = words.condition if words else _condition(net)
    classes = condition.classes
    report = (
        understand(Configuration(parts.scheduler), latents=autoencoder is not None)
        if parts.scheduler
        else None
    )
    notes = [
        *parts.notes,
        *net.notes,
        *(words.notes if words else ()),
        *(autoencoder.notes if autoencoder else ()),
        *(report.notes if report else ()),
    ]
    module = words.module if words else adapters.Denoiser(net.module, bool(classes))
    if report is not None and report.form != "plain":
        if words:
            raise ImportingError(_NO_TEXT)
        module = adapters.Scaled(module, report.form, report.sigma_data, report.sigma_min)
    made: dict[str, OnePart] = {"denoiser": TorchPart(module, "denoiser"), **(words.parts if words else {})}
    image = shape
    if autoencoder is not None:
        scale, shift = _scaling(autoencoder)
        encoder = adapters.Encoder(autoencoder.module, scale, shift)
        decoder = adapters.Decoder(autoencoder.module, scale, shift)
        made |= {"encoder": TorchPart(encoder, "autoencoder"), "decoder": TorchPart(decoder, "autoencoder")}
        image = _decoded(decoder, shape, folder)
    if report is None:
        notes.append("There is no scheduler beside this network, so how it speaks is measured alone.")
    return Draft(
        paradigm="words" if words else _paradigm(report), title=folder.name, image=ImageFormat(
            channels=image[0], height=image[1], width=image[2], low=-1.0, high=1.0
        ),
        parts=made, shape=shape, condition=condition, labels=label_names(classes, answers, parts.labels),
        convention=report.convention if report else None, consistency=bool(report and report.consistency),
        like=report.like if report else "", notes=tuple(notes), texts=words.texts if words else {},
    )  # fmt: skip


class _Words(NamedTuple):
    """A network that is told words: what reads them, and how its card says it is told them."""

    module: nn.Module
    condition: TokenCondition
    parts: dict[str, OnePart]
    texts: dict[str, bytes]
    notes: tuple[str, ...]


def _words(net: _Net, parts: _Pieces) -> _Words | None:
    """What a network is told that looks at words; ``None`` for one that does not."""
    if net.kind != "UNet2DConditionModel":
        if parts.text is not None:
            raise ImportingError(_NO_TEXT)
        return None
    if parts.text is None:
        raise ImportingError(
            "This network is told a text, and no tokenizer and text encoder come with it; import the folder "
            "of the whole pipeline."
        )
    read = read_text(*parts.text)
    features = net.configuration.get("cross_attention_dim", 1280)
    if features != read.config.features:
        raise ImportingError(
            f"The network looks at words of {features} features (cross_attention_dim), but its text encoder "
            f"gives {read.config.features}."
        )
    every = (getattr(each, "attn2", None) for each in net.module.modules())
    looking = [each for each in every if isinstance(each, nn.Module)]
    # CLIP’s networks look at what fills a text up as at words.
    size = read.config.features
    condition = condition_of(read.tokenizer, read.config.length, size, embedding=size, seen=True)
    return _Words(
        adapters.Conditioned(net.module, looking), condition,
        {"text": TorchPart(adapters.Reading(read.encoder), "text")},
        {condition.vocabulary: read.tokenizer.vocabulary.file}, read.tokenizer.notes,
    )  # fmt: skip


_PLAIN_BLOCKS = (
    "DownBlock2D",
    "CrossAttnDownBlock2D",
    "UpBlock2D",
    "CrossAttnUpBlock2D",
    "UNetMidBlock2DCrossAttn",
)
_OTHER_CONDITIONS = (
    "encoder_hid_dim", "encoder_hid_dim_type", "addition_embed_type", "class_embed_type", "num_class_embeds",
    "time_cond_proj_dim", "only_cross_attention", "dual_cross_attention", "cross_attention_norm",
    "attention_type",
)  # fmt: skip


def _refuse_other_conditions(fields: dict[str, Any]) -> None:
    """Raise for a network that is told more than words, or looks at them in another way."""
    for key in _OTHER_CONDITIONS:
        if fields.get(key) not in (None, False, "default"):
            raise ImportingError(f"This network is told more than words, or in another way (“{key}”).")
    named = [fields.get("mid_block_type") or "UNetMidBlock2DCrossAttn"]
    for key in ("down_block_types", "up_block_types"):
        found = fields.get(key) or ()
        named += found if isinstance(found, list | tuple) else [found]
    if other := [each for each in named if each is not None and str(each) not in _PLAIN_BLOCKS]:
        raise ImportingError(
            f"The block “{plain_text.line(str(other[0])[:80])}” of this network is not known."
        )


def _decoded(decoder: nn.Module, shape: tuple[int, int, int], folder: Path) -> tuple[int, int, int]:
    """The shape of pictures of latents of a shape, as a few pixels of a latent tell it."""
    few = 8
    with guarded(ImportingError, f"The decoder in {folder} cannot be run"), torch.inference_mode():
        channels, height, width = decoder(torch.zeros(1, shape[0], few, few)).shape[1:]
    image = channels, shape[1] * height // few, shape[2] * width // few
    if max(image) > MAX_SIDE:
        raise ImportingError(
            f"The decoder in {folder} gives pictures of {image[1]:,} × {image[2]:,}, "
            f"larger than {MAX_SIDE:,}."
        )
    return image


def _paradigm(report: SchedulerReport | None) -> str:
    if report is None:
        return "diffusion"
    if report.consistency:
        return "consistency"
    return "flow" if report.convention.denoising.path == "linear" else "diffusion"


def _shape(net: _Net, folder: Path, side: int | None) -> tuple[int, int, int]:
    """Channels and sides of the network's x; ``side`` where it does not say them."""
    size: Any = net.configuration.get("sample_size") or side
    sides = size if isinstance(size, list) else [size, size]
    if len(sides) != 2 or not all(isinstance(each, int) and 0 < each <= MAX_SIDE for each in sides):
        raise ImportingError(f"{folder} {_SIZELESS}")
    channels = net.configuration.get("in_channels")
    if not isinstance(channels, int):
        raise ImportingError(f"{folder} does not say how many channels its network takes.")
    given = net.configuration.get("out_channels") or channels
    if given not in (channels, 2 * channels):
        raise ImportingError(f"The network in {folder} gives {given} channels for {channels}.")
    return channels, sides[0], sides[1]


def _condition(net: _Net) -> Condition:
    """What the network is told: a class where it has an embedding of such, with a null class where it has."""
    if net.kind == "UNet2DModel":
        classes = net.configuration.get("num_class_embeds")
        if net.configuration.get("class_embed_type") not in (None, "null"):
            raise ImportingError(
                "This network is told its class in a way that is not known (class_embed_type)."
            )
        return LabelCondition(classes=classes) if classes else Unconditional()
    if net.configuration.get("norm_type", "ada_norm_zero") != "ada_norm_zero":
        raise ImportingError(_NO_TEXT)
    # Its embedding has one entry more, for pictures whose class was dropped while it learned.
    classes = int(net.configuration.get("num_embeds_ada_norm") or 1000)
    return LabelCondition(classes=classes, null=classes)


def _scaling(net: _Net) -> tuple[float, float]:
    """Factor and shift of an autoencoder's latents."""
    factor, shift = (net.configuration.get(name) for name in ("scaling_factor", "shift_factor"))
    if not isinstance(factor, int | float | None) or not isinstance(shift, int | float | None):
        raise ImportingError("The scaling of the autoencoder’s latents is no number.")
    return float(factor or 0.18215), float(shift or 0.0)


def _of_autoencoder(net: _Net, folder: Path, answers: Answers) -> Draft:
    """An autoencoder alone: what it decodes from noise are the pictures of a VAE."""
    channels = net.configuration.get("in_channels")
    side = net.configuration.get("sample_size") or answers.side
    if not isinstance(channels, int) or not isinstance(side, int) or not 0 < side <= MAX_SIDE:
        raise ImportingError(f"{folder} {_SIZELESS}")
    with guarded(ImportingError, f"The autoencoder in {folder} cannot be run"), torch.inference_mode():
        found = tuple(adapters.Encoder(net.module, 1.0, 0.0)(torch.zeros(1, channels, side, side)).shape[1:])
        scale = _scaling(net)[0]
        decoder = adapters.FlatDecoder(net.module, scale, found)
        back = tuple(decoder(torch.zeros(1, _size(found))).shape[1:])
    if back != (channels, side, side):
        raise ImportingError(
            f"The autoencoder in {folder} gives {back} for pictures of {(channels, side, side)}."
        )
    notes = [*net.notes]
    if net.kind == "VQModel":
        notes.append(
            "Its codes are no normal variables, so that what is drawn from noise need not look like data."
        )
    return Draft(
        paradigm="vae", title=folder.name, latent=_size(found),
        image=ImageFormat(channels=channels, height=side, width=side, low=-1.0, high=1.0),
        parts={
            "encoder": TorchPart(adapters.FlatEncoder(net.module, scale), "autoencoder"),
            "decoder": TorchPart(decoder, "autoencoder"),
        },
        notes=tuple(notes),
    )  # fmt: skip


def _size(shape: tuple[int, ...]) -> int:
    return int(torch.Size(shape).numel())
