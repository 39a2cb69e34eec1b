"""The text of a pipeline that diffusers wrote: its tokenizer, and the encoder that transformers saved."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from safetensors.torch import load_file
from torch import nn

from playground.core import plain_text
from playground.core.errors import ImportingError
from playground.core.guard import guarded
from playground.importing.clip_text import ClipText, TextEncoder
from playground.importing.configuration import Configuration
from playground.importing.fitting import check_fit
from playground.importing.tokenizer_source import MOST_TOKENS, TokenizerSource, read_tokenizer
from playground.runtimes.only_shapes import only_shapes
from playground.runtimes.safetensors_header import read_header

CONFIGURATION = "config.json"
_WEIGHTS = ("model.safetensors", "model.fp16.safetensors")
_KNOWN = ("CLIPTextModel", "CLIPTextModelWithProjection")
_QUICK = {"quick_gelu": True, "gelu": False}
_PREFIX = "text_model."
_ASIDE = ("text_projection.weight", "embeddings.position_ids")
"""Weights that what words mean does not depend on."""
_MOST = {"vocab_size": 200_000, "hidden_size": 8192, "intermediate_size": 65_536, "num_hidden_layers": 100,
         "num_attention_heads": 256, "max_position_embeddings": MOST_TOKENS}  # fmt: skip


class TextFolder(NamedTuple):
    """What reads a text: a tokenizer, and the encoder of its tokens with its measures."""

    tokenizer: TokenizerSource
    encoder: nn.Module
    config: ClipText


def read_text(encoder: Path, tokenizer: Path) -> TextFolder:
    """Both; raises :class:`ImportingError` where they are not known, or do not fit together."""
    read = read_tokenizer(tokenizer)
    config = _config(encoder)
    if len(read.vocabulary) > config.vocabulary:
        raise ImportingError(
            f"The tokenizer {tokenizer} has {len(read.vocabulary):,} words, but the encoder {encoder} knows "
            f"{config.vocabulary:,}."
        )
    return TextFolder(read, _loaded(encoder, config), config)


def _config(folder: Path) -> ClipText:
    path = folder / CONFIGURATION
    if not path.is_file():
        raise ImportingError(f"The configuration {path} is missing.")
    fields = Configuration(path)
    named = fields.given("architectures")
    kind = str(named[0]) if isinstance(named, list) and named else fields.text("model_type", "")
    if kind not in (*_KNOWN, "clip_text_model"):
        raise ImportingError(
            f"The text encoder “{plain_text.line(kind[:80])}” in {path} is not known, only CLIPTextModel is; "
            "as a graph (.onnx) in one folder with the network’s own and its "
            "tokenizer.json any can be imported."
        )
    act = fields.text("hidden_act", "quick_gelu")
    if act not in _QUICK or fields.switch("use_attention_mask"):
        raise ImportingError(
            f"The text encoder in {path} works in a way that is not known (hidden_act or mask)."
        )
    usual = (49408, 512, 2048, 12, 8, 77)
    numbers = {name: fields.take(name, value, int) for name, value in zip(_MOST, usual, strict=True)}
    for name, most in _MOST.items():
        if not 1 <= numbers[name] <= most:
            raise ImportingError(f"“{name}” in {path} is {numbers[name]:,}, not from 1 to {most:,}.")
    if numbers["hidden_size"] % numbers["num_attention_heads"]:
        raise ImportingError(f"“num_attention_heads” in {path} does not divide “hidden_size”.")
    vocabulary, features, wider, layers, heads, length = numbers.values()
    return ClipText(
        vocabulary=vocabulary, features=features, wider=wider, layers=layers, heads=heads, length=length,
        quick=_QUICK[act], epsilon=float(fields.take("layer_norm_eps", 1e-5)),
    )  # fmt: skip


def _loaded(folder: Path, config: ClipText) -> nn.Module:
    weights = next((folder / name for name in _WEIGHTS if (folder / name).is_file()), None)
    if weights is None:
        raise ImportingError(
            f"The weights {folder / _WEIGHTS[0]} are missing; a pickle (.bin) is not opened, since it could "
            "run any code."
        )
    held = {_own(name): each for name, each in read_header(weights).items() if _own(name) not in _ASIDE}
    with guarded(ImportingError, f"The text encoder of {folder} cannot be built"), only_shapes():
        wanted = TextEncoder(config).state_dict()
    check_fit(wanted, held, weights, folder / CONFIGURATION)
    with guarded(ImportingError, f"The text encoder of {folder} cannot be loaded"):
        module = TextEncoder(config)
        module.load_state_dict({_own(n): each for n, each in load_file(weights).items() if _own(n) in wanted})
    return module.float().eval()


def _own(name: str) -> str:
    """Older files say that it is a model of texts."""
    return name.removeprefix(_PREFIX)
