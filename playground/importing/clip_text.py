"""CLIP’s text encoder (Radford et al. 2021), whose weights are called as in the library transformers."""

from __future__ import annotations

import msgspec
import torch
from torch import Tensor, nn


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
