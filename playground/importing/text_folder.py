"""The text of a pipeline that diffusers wrote: its tokenizer, and the encoder that transformers saved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from playground.core import plain_text
from playground.core.errors import ImportingError
from playground.core.guard import guarded
from playground.importing.configuration import Configuration
from playground.importing.tokenizer_source import MOST_TOKENS, TokenizerSource, read_tokenizer
from playground.runtimes.only_shapes import only_shapes
from playground.runtimes.safetensors_header import Tensor as Held
from playground.runtimes.safetensors_header import read_header


def check_fit(
    wanted: Mapping[str, Tensor], held: Mapping[str, Held], weights: Path, configuration: Path
) -> None:
    """Raise :class:`ImportingError` for the first weight that is missing, too many, or of another shape."""
    for name in sorted(wanted.keys() | held.keys()):
        if name not in held or name not in wanted:
            whose = "lack" if name not in held else "hold"
            raise ImportingError(
                f"The weights {weights} {whose} “{plain_text.line(name)}”, unlike {configuration}."
            )
        if held[name].shape != tuple(wanted[name].shape):
            raise ImportingError(
                f"The weights {weights} hold “{plain_text.line(name)}” of shape {held[name].shape}, but "
                f"{configuration} says {tuple(wanted[name].shape)}."
            )


class ClipText(msgspec.Struct, frozen=True, kw_only=True):
    """Its measures."""

    vocabulary: int
    length: int
    features: int
    wider: int
    layers: int
    heads: int
    quick: bool = True
    epsilon: float = 1e-5


class _Attention(nn.Module):
    def __init__(self, config: ClipText) -> None:
        super().__init__()
        self._heads = config.heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (
            nn.Linear(config.features, config.features) for _ in range(4)
        )

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """What each token takes from those before it."""
        queries, keys, values = (
            part(x).unflatten(-1, (self._heads, -1)).transpose(1, 2)
            for part in (self.q_proj, self.k_proj, self.v_proj)
        )
        scores = queries @ keys.transpose(-1, -2) * queries.shape[-1] ** -0.5 + mask
        taken: Tensor = self.out_proj((scores.softmax(dim=-1) @ values).transpose(1, 2).flatten(-2))
        return taken


class _Perceptron(nn.Module):
    def __init__(self, config: ClipText) -> None:
        super().__init__()
        self._quick = config.quick
        self.fc1, self.fc2 = (
            nn.Linear(config.features, config.wider),
            nn.Linear(config.wider, config.features),
        )

    def forward(self, x: Tensor) -> Tensor:
        inner = self.fc1(x)
        inner = inner * torch.sigmoid(1.702 * inner) if self._quick else nn.functional.gelu(inner)
        found: Tensor = self.fc2(inner)
        return found


class _Layer(nn.Module):
    def __init__(self, config: ClipText) -> None:
        super().__init__()
        self.self_attn, self.mlp = _Attention(config), _Perceptron(config)
        self.layer_norm1, self.layer_norm2 = (
            nn.LayerNorm(config.features, eps=config.epsilon) for _ in range(2)
        )

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x), mask)
        whole: Tensor = x + self.mlp(self.layer_norm2(x))
        return whole


class _Embeddings(nn.Module):
    def __init__(self, config: ClipText) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(config.vocabulary, config.features)
        self.position_embedding = nn.Embedding(config.length, config.features)


class _Encoder(nn.Module):
    def __init__(self, config: ClipText) -> None:
        super().__init__()
        self.layers = nn.ModuleList(_Layer(config) for _ in range(config.layers))


class TextEncoder(nn.Module):
    """Tokens ``(n, length)`` to what each means ``(n, length, features)``, and to what each was at first."""

    mask: Tensor

    def __init__(self, config: ClipText) -> None:
        super().__init__()
        self.embeddings, self.encoder = _Embeddings(config), _Encoder(config)
        self.final_layer_norm = nn.LayerNorm(config.features, eps=config.epsilon)
        # The lowest number instead of −∞, as they have it: no token looks at those after it.
        later = torch.full((config.length, config.length), torch.finfo(torch.float32).min).triu(1)
        self.register_buffer("mask", later, persistent=False)

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Both."""
        embedded = self.embeddings.token_embedding(tokens)
        x = embedded + self.embeddings.position_embedding.weight
        for layer in self.encoder.layers:
            x = layer(x, self.mask)
        return self.final_layer_norm(x), embedded


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
