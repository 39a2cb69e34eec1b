"""A diffusion transformer that is told words: places and words look at all places and words.

Esser et al. 2024, "Scaling rectified flow transformers" (MM-DiT): pictures and words are two streams with
weights of their own, and one attention for both. Scale, shift and gate come from one layer for all blocks and
a bias for each (Chen et al. 2023, PixArt-α), which saves a third of the weights. ``fine`` convolutions at
twice the resolution lie around the blocks, as around the middle of a U-Net.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, cast

import msgspec
import torch
from torch import Tensor, nn

from playground.networks.conditioning import sinusoids
from playground.networks.preconditioning import Preconditioned, Preconditioning
from playground.networks.unet import Residual

PAD = 0
"""The token that fills up what is shorter than the longest text."""


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape of x, patch side, number of tokens and of their kinds, widths, blocks and heads.

    Without ``fine`` features there are no convolutions, and a patch is a place.
    """

    channels: Annotated[int, msgspec.Meta(ge=1, le=64)] = 3
    height: Annotated[int, msgspec.Meta(ge=4, le=256)] = 32
    width: Annotated[int, msgspec.Meta(ge=4, le=256)] = 32
    patch: Annotated[int, msgspec.Meta(ge=1, le=8)] = 2
    fine: Annotated[int, msgspec.Meta(ge=0, le=1024, multiple_of=8)] = 64
    residuals: Annotated[int, msgspec.Meta(ge=1, le=8)] = 2
    vocabulary: Annotated[int, msgspec.Meta(ge=2, le=100_000)] = 4000
    length: Annotated[int, msgspec.Meta(ge=1, le=256)] = 24
    embedding: Annotated[int, msgspec.Meta(ge=8, le=2048)] = 96
    reading: Annotated[int, msgspec.Meta(ge=0, le=16)] = 2
    features: Annotated[int, msgspec.Meta(ge=16, le=2048, multiple_of=16)] = 192
    blocks: Annotated[int, msgspec.Meta(ge=1, le=32)] = 4
    heads: Annotated[int, msgspec.Meta(ge=1, le=32)] = 6
    wider: Annotated[int, msgspec.Meta(ge=1, le=8)] = 3
    time_scale: Annotated[float, msgspec.Meta(gt=0, le=1e6)] = 1000.0
    preconditioning: Preconditioned = "none"

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where patches do not cover x, or heads do not share the features evenly."""
        side = self.patch * (2 if self.fine else 1)
        if self.height % side or self.width % side:
            raise ValueError(f"height and width must be multiples of {side}")
        if self.features % self.heads:
            raise ValueError(f"features must be a multiple of the {self.heads} heads")

    @property
    def grid(self) -> tuple[int, int]:
        """Places from top to bottom and from left to right."""
        side = self.patch * (2 if self.fine else 1)
        return self.height // side, self.width // side


class Heads(nn.Module):
    """Query, key and value of a stream; queries and keys have unit mean square (Henry et al. 2020)."""

    def __init__(self, features: int, heads: int) -> None:
        super().__init__()
        self._heads = heads
        self.look = nn.Linear(features, 3 * features)
        self.give = nn.Linear(features, features)
        self.query = nn.Parameter(torch.ones(features // heads))
        self.key = nn.Parameter(torch.ones(features // heads))

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """``(batch, tokens, features)`` to three of ``(batch, heads, tokens, size)``."""
        batch, count, features = tokens.shape
        seen = self.look(tokens).reshape(batch, count, 3, self._heads, features // self._heads)
        query, key, value = seen.permute(2, 0, 3, 1, 4).unbind(0)
        return _unit(query, self.query), _unit(key, self.key), value

    def gather(self, mixed: Tensor) -> Tensor:
        """``(batch, heads, tokens, size)`` back to ``(batch, tokens, features)``."""
        given: Tensor = self.give(mixed.transpose(1, 2).flatten(2))
        return given


def _unit(vectors: Tensor, scale: Tensor) -> Tensor:
    """Vectors ``(…, size)`` of unit mean square, scaled."""
    return vectors * torch.rsqrt(vectors.square().mean(dim=-1, keepdim=True) + 1e-6) * scale.to(vectors.dtype)


def attention(query: Tensor, key: Tensor, bias: Tensor) -> Tensor:
    """Weights ``(batch, heads, from, to)``, of which those of each row add up to 1.

    ``bias`` (batch, 1, 1, to) is added to the scores: the logarithm of how much each may be looked at.
    """
    scores = query @ key.transpose(2, 3) * query.shape[3] ** -0.5
    return torch.softmax(scores + bias.to(scores.dtype), dim=-1)


def kept_attention(own: Tensor, kept: Tensor, share: Tensor) -> Tensor:
    """Rows ``(batch, heads, from, to)`` in which a ``share`` (batch, to) of what they look at is ``kept``.

    Hertz et al. 2022, "Prompt-to-prompt": 1 is all of the kept attention, 0 none. Rows are scaled, so that
    each still adds up to 1.
    """
    mixed = own + share[:, None, None] * (kept - own)
    return mixed / mixed.sum(dim=-1, keepdim=True).clamp(min=1e-20)


def bias_of(weights: Tensor) -> Tensor:
    """What is added to the scores of tokens of such ``weights`` (batch, tokens): ``(batch, 1, 1, tokens)``.

    A token of weight w is looked at as w of it would be. It is the one place where weights act on attention:
    1 adds nothing, and of weight 0 it is not seen.
    """
    return torch.log(weights)[:, None, None]


def _perceptron(features: int, wider: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(features, wider * features), nn.GELU(), nn.Linear(wider * features, features)
    )


class Reading(nn.Module):
    """Words look at the other words of their text (Vaswani et al. 2017, normalised first)."""

    def __init__(self, features: int, heads: int, wider: int) -> None:
        super().__init__()
        self.first, self.second = nn.LayerNorm(features), nn.LayerNorm(features)
        self.heads = Heads(features, heads)
        self.think = _perceptron(features, wider)

    def forward(self, words: Tensor, bias: Tensor) -> Tensor:
        """``(batch, length, features)`` to the same, by the scores' ``bias`` (batch, 1, 1, length)."""
        query, key, value = self.heads(self.first(words))
        mixed = nn.functional.scaled_dot_product_attention(query, key, value, bias.to(query.dtype))
        words = words + self.heads.gather(mixed)
        read: Tensor = words + self.think(self.second(words))
        return read


class Stream(nn.Module):
    """One half of a block: what places, or words, bring to the attention and make of what it gives.

    The words of the last block are looked at and go no further: their stream ends with its keys and values.
    """

    def __init__(self, features: int, heads: int, wider: int, *, ends: bool = False) -> None:
        super().__init__()
        self.ends = ends
        self.bias = nn.Parameter(torch.zeros(1, 6, features))
        self.first = nn.LayerNorm(features, elementwise_affine=False, eps=1e-6)
        self.heads = Heads(features, heads)
        if not ends:
            self.second = nn.LayerNorm(features, elementwise_affine=False, eps=1e-6)
            self.think = _perceptron(features, wider)

    def bring(self, tokens: Tensor, modulation: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value of the tokens, scaled and shifted."""
        shift, scale = (modulation + self.bias)[:, :2, None].unbind(1)
        parts: tuple[Tensor, Tensor, Tensor] = self.heads(self.first(tokens) * (1 + scale) + shift)
        return parts

    def take(self, tokens: Tensor, mixed: Tensor, modulation: Tensor) -> Tensor:
        """The tokens after the attention, which gave ``mixed``, and the perceptron."""
        if self.ends:
            return tokens
        gate, shift, scale, gate2 = (modulation + self.bias)[:, 2:, None].unbind(1)
        tokens = tokens + gate * self.heads.gather(mixed)
        taken: Tensor = tokens + gate2 * self.think(self.second(tokens) * (1 + scale) + shift)
        return taken


class PreservedAttention(NamedTuple):
    """Attention of another run (batch, heads, places, places + words), and which share of it is kept."""

    attention: Tensor
    share: Tensor


class Block(nn.Module):
    """Places and words, each with weights of its own, in one attention."""

    def __init__(self, features: int, heads: int, wider: int, *, last: bool) -> None:
        super().__init__()
        self.places = Stream(features, heads, wider)
        self.words = Stream(features, heads, wider, ends=last)

    def forward(
        self, places: Tensor, words: Tensor, modulation: tuple[Tensor, Tensor], bias: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Both streams after the block, by the scores' ``bias`` (batch, 1, 1, places + words)."""
        query, key, value = self._brought(places, words, modulation)
        mixed = nn.functional.scaled_dot_product_attention(query, key, value, bias.to(query.dtype))
        return self._taken(places, words, mixed, modulation)

    def open(
        self,
        places: Tensor,
        words: Tensor,
        modulation: tuple[Tensor, Tensor],
        bias: Tensor,
        kept: PreservedAttention | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The same, and who looked at whom ``(batch, heads, places + words, places + words)``, places first.

        Places look as much as ``kept`` says at what they once did.
        """
        query, key, value = self._brought(places, words, modulation)
        weights, count = attention(query, key, bias), places.shape[1]
        if kept is not None:
            rows = kept_attention(weights[:, :, :count], kept.attention, kept.share)
            weights = torch.cat([rows, weights[:, :, count:]], dim=2)
        return (*self._taken(places, words, weights @ value, modulation), weights)

    def _brought(
        self, places: Tensor, words: Tensor, modulation: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, Tensor, Tensor]:
        one, two = self.places.bring(places, modulation[0]), self.words.bring(words, modulation[1])
        query, key, value = (torch.cat(part, dim=2) for part in zip(one, two, strict=True))
        return query, key, value

    def _taken(
        self, places: Tensor, words: Tensor, mixed: Tensor, modulation: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, Tensor]:
        count = places.shape[1]
        return (
            self.places.take(places, mixed[:, :, :count], modulation[0]),
            self.words.take(words, mixed[:, :, count:], modulation[1]),
        )


class Text(nn.Module):
    """Tokens ``(batch, length)`` to what each means in its text, and to a sum of the whole."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.embed = nn.Embedding(config.vocabulary, config.embedding)
        self.widen = nn.Linear(config.embedding, config.features)
        self.place = nn.Parameter(0.02 * torch.randn(1, config.length, config.features))
        self.blocks = nn.ModuleList(
            Reading(config.features, config.heads, config.wider) for _ in range(config.reading)
        )
        self.normalise = nn.LayerNorm(config.features)
        self.gather = nn.Linear(config.features, config.features)

    def forward(self, tokens: Tensor, weights: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Words ``(batch, length, features)``, their mean ``(batch, features)`` through a layer, and the
        embeddings ``(batch, length, embedding)`` that are read.

        Of each token, ``weights`` (batch, length) count: they must not all be 0.
        """
        embedded = self.embed(tokens)
        words, bias = self.widen(embedded) + self.place, bias_of(weights)
        for block in self.blocks:
            words = block(words, bias)
        words = self.normalise(words)
        share = weights[..., None].to(words.dtype)
        return words, self.gather((words * share).sum(dim=1) / share.sum(dim=1)), embedded


class Entered(NamedTuple):
    """What blocks are given, and what is needed after them."""

    places: Tensor
    condition: Tensor
    modulation: tuple[Tensor, Tensor]
    bias: Tensor
    skipped: list[Tensor]


class MMDiT(nn.Module):
    """Noisy picture, time, and words as :class:`Text` reads them, to a prediction of the picture's shape."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self._config = config
        features, fine = config.features, config.fine
        pixels = config.channels * config.patch**2
        rows, columns = config.grid
        self.text = Text(config)
        self.time = nn.Sequential(nn.Linear(features, features), nn.SiLU(), nn.Linear(features, features))
        self.modulate = nn.ModuleDict(
            {name: nn.Linear(features, 6 * features) for name in ("places", "words")}
        )
        self.pick = nn.PixelUnshuffle(config.patch)
        self.place = nn.Parameter(0.02 * torch.randn(1, rows * columns, features))
        self.blocks = nn.ModuleList(
            Block(features, config.heads, config.wider, last=index == config.blocks - 1)
            for index in range(config.blocks)
        )
        self.normalise = nn.LayerNorm(features)
        self.put = nn.PixelShuffle(config.patch)
        self.preconditioning = Preconditioning(config.preconditioning)
        if fine:
            self.enter = nn.Conv2d(pixels, fine, 3, padding=1)
            self.down = nn.ModuleList(Residual(fine, fine, features) for _ in range(config.residuals))
            self.narrow = nn.Conv2d(fine, features, 2, stride=2)
            self.widen = nn.ConvTranspose2d(features, fine, 2, stride=2)
            self.up = nn.ModuleList(Residual(2 * fine, fine, features) for _ in range(config.residuals))
            self.finish = nn.Sequential(nn.GroupNorm(8, fine), nn.SiLU())
            self.leave = nn.Conv2d(fine, pixels, 3, padding=1)
        else:
            self.narrow = nn.Conv2d(pixels, features, 1)
            self.finish = nn.Sequential()
            self.leave = nn.Conv2d(features, pixels, 1)
        for part in (self.modulate, self.leave):
            for parameter in part.parameters():
                nn.init.zeros_(parameter)

    def forward(self, x: Tensor, time: Tensor, words: Tensor, whole: Tensor, weights: Tensor) -> Tensor:
        """``x`` (batch, channels, height, width), ``time`` (batch,), ``words`` (batch, length, features).

        ``whole`` (batch, features) is what all words come to, and ``weights`` (batch, length) how much each
        is looked at.
        """
        entered = self._entered(x, time, whole, weights)
        places = entered.places
        for block in self.blocks:
            places, words = block(places, words, entered.modulation, entered.bias)
        return cast(Tensor, self.preconditioning(x, self._left(places, entered), time))

    def open(
        self, x: Tensor, time: Tensor, words: Tensor, whole: Tensor, weights: Tensor, kept: PreservedAttention
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The prediction, and what leads to it: attention, places and words.

        ``kept`` has an axis of blocks behind that of the batch, and so have the attention ``(batch, blocks,
        heads, places + words, places + words)``, and places and words ``(batch, blocks + 1, …, features)``
        before the first block and after each.
        """
        entered = self._entered(x, time, whole, weights)
        places, looks = entered.places, []
        streams = [(places, words)]
        for number, block in enumerate(self.blocks):
            once = PreservedAttention(kept.attention[:, number], kept.share)
            opened = cast("Block", block).open
            places, words, look = opened(places, words, entered.modulation, entered.bias, once)
            looks.append(look)
            streams.append((places, words))
        ways, texts = (torch.stack(stream, dim=1) for stream in zip(*streams, strict=True))
        prediction = self.preconditioning(x, self._left(places, entered), time)
        return prediction, torch.stack(looks, dim=1), ways, texts

    def _entered(self, x: Tensor, time: Tensor, whole: Tensor, weights: Tensor) -> Entered:
        features = self._config.features
        condition = nn.functional.silu(
            self.time(sinusoids(self._config.time_scale * time, features).to(whole.dtype)) + whole
        )
        hidden: Tensor = self.pick(x)
        skipped: list[Tensor] = []
        if self._config.fine:
            hidden = self.enter(hidden)
            for residual in self.down:
                hidden = residual(hidden, condition)
                skipped.append(hidden)
        places = self.narrow(hidden).flatten(2).transpose(1, 2) + self.place
        modulation = (
            self.modulate["places"](condition).unflatten(1, (6, features)),
            self.modulate["words"](condition).unflatten(1, (6, features)),
        )
        seen = torch.cat([torch.ones_like(places[..., 0], dtype=weights.dtype), weights], dim=1)
        return Entered(places, condition, modulation, bias_of(seen), skipped)

    def _left(self, places: Tensor, entered: Entered) -> Tensor:
        hidden = self.normalise(places).transpose(1, 2).unflatten(2, self._config.grid)
        if self._config.fine:
            hidden = self.widen(hidden)
            for residual, skipped in zip(self.up, reversed(entered.skipped), strict=True):
                hidden = residual(torch.cat([hidden, skipped], dim=1), entered.condition)
        result: Tensor = self.put(self.leave(self.finish(hidden)))
        return result


class Inside(nn.Module):
    """The same network, asked for what happens in it; it shares all weights."""

    def __init__(self, denoiser: MMDiT) -> None:
        super().__init__()
        self.denoiser = denoiser

    def forward(
        self,
        x: Tensor,
        time: Tensor,
        words: Tensor,
        whole: Tensor,
        weights: Tensor,
        kept: Tensor,
        share: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """As :meth:`MMDiT.open`; ``kept`` (batch, blocks, heads, places, places + words) is attention."""
        found: tuple[Tensor, Tensor, Tensor, Tensor] = self.denoiser.open(
            x, time, words, whole, weights, PreservedAttention(kept, share)
        )
        return found


class WordsModel(nn.Module):
    """``text`` reads tokens, ``denoiser`` draws by what they mean, and ``inside`` shows how.

    All weights are the denoiser's, and written once, below its name.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.denoiser = MMDiT(config)
        self.text = self.denoiser.text
        self.inside = Inside(self.denoiser)

    def forward(self, x: Tensor, time: Tensor, tokens: Tensor) -> Tensor:
        """``x`` (batch, channels, height, width), ``time`` (batch,), ``tokens`` (batch, length) int64."""
        weights = (tokens != PAD).to(torch.float32)
        words, whole, _ = self.text(tokens, weights)
        prediction: Tensor = self.denoiser(x, time, words, whole, weights)
        return prediction

    def state_dict(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        """The weights of the denoiser."""
        every = super().state_dict(*args, **kwargs)
        return {name: tensor for name, tensor in every.items() if name.startswith(_ONE)}

    def load_state_dict(self, state_dict: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Take up the weights of the denoiser for all parts."""
        every = dict(state_dict)
        every |= {f"inside.{name}": tensor for name, tensor in state_dict.items()}
        every |= {
            name.removeprefix(_ONE): tensor
            for name, tensor in state_dict.items()
            if name.startswith(f"{_ONE}text.")
        }
        return super().load_state_dict(every, *args, **kwargs)


_ONE = "denoiser."

CONFIG = Config
NETWORK = WordsModel
