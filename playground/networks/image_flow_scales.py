"""The conditioners of a multi-scale flow: what each pixel's distribution depends on.

The coarsest pixels go one after another (Germain et al. 2015, "MADE"; Papamakarios et al. 2017, "Masked
Autoregressive Flow"). Each finer scale follows in three couplings (Dinh et al. 2017): the pixels of one place
in every square of four, all at once, given all pixels before them (Reed et al. 2017, "Parallel Multiscale
Autoregressive Density Estimation", without its networks). In colour there is one for each channel of a place,
given the channels before.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, linear, pixel_shuffle, silu

from playground.core.likelihood import LEVELS

Answer: TypeAlias = Callable[[int, Tensor], Tensor]
"""Given a coupling's number and its parameters, its pixels in [0, 1) ``(batch, …)``: known ones, or new."""

_PER_SQUARE = 3
_AROUND = 9
_SHARP = 4.0
"""Times its scores: a value is repeated to less than a grey level only where a choice leaves no doubt."""
_LIKENESS = 2.7
"""Logarithm of how much a difference from black to white in a channel before counts among scores."""
_NEW = 0.1
"""So unlike a neighbour may be in the mean, before a value is rather none of theirs."""


def seen(pixels: Tensor) -> Tensor:
    """What conditioners see of pixels in [0, 1): they, and their logarithms, which tell apart dark ones."""
    return torch.cat([pixels, torch.log1p((LEVELS - 1) * pixels) / math.log(LEVELS)], dim=1)


def starting_bias(components: int) -> Tensor:
    """Parameters of logistics spread over all grey levels ``(3·components,)``."""
    even, wide = torch.zeros(components), torch.full((components,), -1.5)
    return torch.cat([even, torch.linspace(-0.05, 1.0, components), wide])


class Coarse(nn.Module):
    """The parameters of each of ``pixels`` values given those before it, by masked layers."""

    def __init__(self, pixels: int, hidden: int, components: int, classes: int) -> None:
        super().__init__()
        self._components = components
        self.first = nn.Linear(2 * pixels, hidden)
        self.second = nn.Linear(hidden, hidden)
        self.last = nn.Linear(hidden, 3 * components * pixels)
        self.label = nn.Embedding(classes + 1, hidden)
        # A hidden unit of degree d depends on the first d pixels.
        self.register_buffer("pixel", torch.arange(1, pixels + 1))
        self.register_buffer("degree", torch.arange(hidden) % pixels)
        self.pixel: Tensor
        self.degree: Tensor
        with torch.no_grad():
            self.last.weight.mul_(0.1)
            self.last.bias.copy_(starting_bias(components).repeat(pixels))

    def forward(self, pixels: Tensor, label: Tensor) -> Tensor:
        """``(batch, pixels)`` in [0, 1) to parameters ``(batch, 3·components, pixels)``."""
        with torch.autocast(pixels.device.type, enabled=False):
            first, second, last = self._masked()
            given = linear(self._hidden(pixels, label, first, second), last, self.last.bias)
        return given.reshape(-1, len(self.pixel), 3 * self._components).transpose(1, 2)

    def one_by_one(self, empty: Tensor, label: Tensor, answer: Answer) -> Tensor:
        """All pixels ``(batch, pixels)``, each answered before the parameters of the next are known.

        ``empty`` are zeros of their shape.
        """
        first, second, last = self._masked()
        size, pixels = 3 * self._components, empty
        for index in range(len(self.pixel)):
            rows = slice(index * size, (index + 1) * size)
            hidden = self._hidden(pixels, label, first, second)
            given = linear(hidden, last[rows], self.last.bias[rows]).unsqueeze(2)
            before, after = pixels[:, :index], pixels[:, index + 1 :]
            pixels = torch.cat([before, answer(index, given), after], dim=1)
        return pixels

    def _masked(self) -> tuple[Tensor, Tensor, Tensor]:
        degree, pixel = self.degree, self.pixel
        sees = (degree[:, None] >= torch.cat([pixel, pixel])[None]).to(self.first.weight.dtype)
        keeps = (degree[:, None] >= degree[None]).to(self.first.weight.dtype)
        gives = (pixel[:, None, None] > degree).to(self.first.weight.dtype)
        last = self.last.weight.reshape(len(pixel), -1, len(degree)) * gives
        return self.first.weight * sees, self.second.weight * keeps, last.reshape(-1, len(degree))

    def _hidden(self, pixels: Tensor, label: Tensor, first: Tensor, second: Tensor) -> Tensor:
        hidden = silu(linear(seen(pixels), first, self.first.bias) + self.label(label))
        return hidden + silu(linear(hidden, second, self.second.bias))


class Residual(nn.Module):
    """``x + conv(silu(conv(silu(x))))``, starting as the identity."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(features, features, 3, padding=1)
        self.second = nn.Conv2d(features, features, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """The block's output, of the shape of ``x``."""
        change: Tensor = self.second(silu(self.first(silu(x))))
        return x + change


class Choice(nn.Module):
    """Locations that are values of neighbours: which, a softmax says of each component and each pixel.

    Where colours are even, the one to take is known long before a convolution has learned to repeat it. Those
    are likely whose channels before are like the pixel's own, so that all channels come from one neighbour.
    """

    def __init__(self, features: int, components: int, squares: int, channels: int) -> None:
        """``squares`` pixels of each square are known: there are nine times as many to choose from."""
        super().__init__()
        self._components, self._channels, self._known = components, channels, squares * channels
        self._choices = _AROUND * squares
        self.scores = nn.Conv2d(features, components * (self._choices + 1), 1)
        self.log_likeness = nn.Parameter(torch.tensor(_LIKENESS))
        with torch.no_grad():
            self.scores.weight.mul_(0.1)

    def forward(self, told: Tensor, known: Tensor, own: Tensor) -> Tensor:
        """``(batch, components, rows, columns)``: of the values of a channel around, or its ``own``.

        ``known`` are all values of the known pixels, and behind them this pixel's channels before.
        """
        channel = known.shape[1] - self._known
        scores = _SHARP * self.scores(told).unflatten(1, (self._components, self._choices + 1))
        if channel:
            unlike = torch.stack([self._unlike(known, before) for before in range(channel)]).sum(dim=0)
            new = torch.full_like(unlike[:, :1], _NEW)
            far = torch.exp(self.log_likeness) * torch.cat([unlike, new], dim=1)
            scores = scores - far.unsqueeze(1)
        weights = torch.softmax(scores, dim=2)
        taken: Tensor = (weights[:, :, :-1] * self._around(known, channel).unsqueeze(1)).sum(dim=2)
        return taken + weights[:, :, -1] * own

    def _unlike(self, known: Tensor, channel: int) -> Tensor:
        at = self._known + channel
        return (self._around(known, channel) - known[:, at : at + 1]).abs()

    def _around(self, known: Tensor, channel: int) -> Tensor:
        """The values of a channel in the nine squares around ``(batch, choices, rows, columns)``."""
        # Of numbers, as a kernel of known shape is what a graph can hold.
        each = torch.tensor(np.eye(self._choices).tolist(), dtype=known.dtype, device=known.device)
        same = known[:, channel : self._known : self._channels]
        return conv2d(same, each.reshape(self._choices, -1, 3, 3), padding=1)


class Finer(nn.Module):
    """The three other pixels of every square of four, one place after another, given the coarser picture."""

    def __init__(
        self,
        features: int,
        blocks: int,
        components: int,
        classes: int,
        coarser: int,
        channels: int = 1,
        copies: bool = False,
    ) -> None:
        """``coarser`` is the number of features that the scale before hands on; 0 if it hands on none.

        With ``copies`` a logistic's location is that of a neighbour, or one of its own, by weights that
        depend on the picture.
        """
        super().__init__()
        places = range(_PER_SQUARE)
        self._channels = channels
        # Of each coupling: its place and its channel.
        couplings = [(place, channel) for place in places for channel in range(channels)]
        self.enter = nn.Conv2d(2 * channels, features, 3, padding=1)
        self.label = nn.Embedding(classes + 1, features)
        self.coarser = nn.Conv2d(coarser, 4 * features, 1) if coarser else None
        self.think = nn.ModuleList(
            nn.Sequential(*(Residual(features) for _ in range(blocks))) for _ in places
        )
        self.give = nn.ModuleList(nn.Conv2d(features, 3 * components, 1) for _ in couplings)
        # Locations hang on the neighbours to less than a grey level, which only a short way in full
        # precision keeps.
        self.near = nn.ModuleList(
            nn.Conv2d(channels * (1 + place) + channel, 3 * components, 3, padding=1, bias=False)
            for place, channel in couplings
        )
        self.hear = nn.ModuleList(
            nn.Conv2d(2 * channels, features, 3, padding=1) for _ in range(_PER_SQUARE - 1)
        )
        self.across = nn.ModuleList(
            nn.Conv2d(2 * channel, features, 1) for _, channel in couplings if channel
        )
        with torch.no_grad():
            for give, near in zip(self.give, self.near, strict=True):
                give.get_parameter("weight").mul_(0.1)
                give.get_parameter("bias").copy_(starting_bias(components))
                near.get_parameter("weight").zero_()
        self.choose = nn.ModuleList(
            Choice(features, components, 1 + place, channels) for place, _ in couplings if copies
        )

    def forward(
        self, corner: Tensor, features: Tensor | None, label: Tensor, answer: Answer
    ) -> tuple[Tensor, Tensor]:
        """The values ``(batch, 3·channels, rows, columns)`` and the features that the next scale may use.

        ``corner`` is the coarser picture ``(batch, channels, rows, columns)``, ``features`` what its scale
        left.
        """
        hidden = self.enter(seen(corner)) + self.label(label)[:, :, None, None]
        if self.coarser is not None and features is not None:
            hidden = hidden + pixel_shuffle(self.coarser(silu(features)), 2)
        known, channels = corner, self._channels
        for place in range(_PER_SQUARE):
            hidden, before = self.think[place](hidden), channels * (1 + place)
            for channel in range(channels):
                told, coupling = hidden, place * channels + channel
                if channel:
                    across = self.across[place * (channels - 1) + channel - 1]
                    told = hidden + across(seen(known[:, before:]))
                value = answer(coupling, self._mixture(coupling, told, known))
                known = torch.cat([known, value.unsqueeze(1)], dim=1)
            if place < _PER_SQUARE - 1:
                hidden = hidden + self.hear[place](seen(known[:, before:]))
        return known[:, channels:], hidden

    def _mixture(self, coupling: int, hidden: Tensor, known: Tensor) -> Tensor:
        with torch.autocast(hidden.device.type, enabled=False):
            give, near = self.give[coupling], self.near[coupling]
            told = silu(hidden).to(known.dtype)
            given: Tensor = give(told) + near(known)
            if not self.choose:
                return given
            weight, own, log_scale = given.chunk(3, dim=1)
            return torch.cat([weight, self.choose[coupling](told, known, own), log_scale], dim=1)
