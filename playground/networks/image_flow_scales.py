"""The conditioners of a multi-scale flow: what each pixel's distribution depends on.

The coarsest pixels go one after another (Germain et al. 2015, "MADE"; Papamakarios et al. 2017, "Masked
Autoregressive Flow"). Each finer scale follows in three couplings (Dinh et al. 2017): the pixels of one place
in every square of four, all at once, given all pixels before them (Reed et al. 2017, "Parallel Multiscale
Autoregressive Density Estimation", without its networks). In colour there is one for each channel of a place,
given the channels before.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, linear, pixel_shuffle, silu

from playground.core.likelihood import LEVELS

Answer: TypeAlias = Callable[[int, Tensor], Tensor]
"""Given a coupling's number and its parameters, its pixels in [0, 1) ``(batch, …)``: known ones, or new."""

_PER_SQUARE = 3
_BEFORE = ((0, 1), (1, 0), (1, 1), (1, -1))
"""So many rows above and columns left of a pixel are those of the coarsest picture that it may repeat."""
REPEATING = len(_BEFORE) + 2
"""Parameters of a coarsest value that say which is repeated: each one's score, that of none, and a scale."""
_NONE = 30.0
"""So much speaks against repeating what is beyond the border."""
_NEAR = 2
"""The square of how far off, in pixels, neighbours are whose values may be repeated."""
_START_LOG_SCALE = -2.5
"""Of how far a value is from the neighbour's that it repeats."""
_LIKENESS = 3.5
"""Logarithm of how much a difference from black to white in a channel before counts among scores."""
_NEW = 0.1
"""So unlike a neighbour may be in the mean, before a value is rather none of theirs."""
_EVEN = 0.03
"""So unlike, over all channels, two colours may be and count as one."""
_ALIKE = 16.0
"""Times the difference from black to white: at 1, two colours are a third as alike to conditioners."""


def seen(pixels: Tensor) -> Tensor:
    """What conditioners see of pixels in [0, 1): they, and their logarithms, which tell apart dark ones."""
    return torch.cat([pixels, torch.log1p((LEVELS - 1) * pixels) / math.log(LEVELS)], dim=1)


def starting_bias(components: int) -> Tensor:
    """Parameters of logistics spread over all grey levels ``(3·components,)``."""
    even, wide = torch.zeros(components), torch.full((components,), -1.5)
    return torch.cat([even, torch.linspace(-0.05, 1.0, components), wide])


class Coarse(nn.Module):
    """The parameters of each of ``pixels`` values given those before it, by masked layers."""

    def __init__(
        self, shape: tuple[int, int, int], hidden: int, components: int, classes: int, copies: bool = False
    ) -> None:
        """``shape`` is that of the picture; with ``copies`` its pixels repeat those before them."""
        super().__init__()
        self._components = components
        self._shape, pixels = shape, math.prod(shape)
        self._each = 3 * components + (REPEATING if copies else 0)
        # Lists of numbers, as what is of known value is what a graph can hold.
        self._beside = _beside(shape) if copies else ()
        self.first = nn.Linear(2 * pixels, hidden)
        self.second = nn.Linear(hidden, hidden)
        self.last = nn.Linear(hidden, self._each * pixels)
        self.log_likeness = nn.Parameter(torch.tensor(_LIKENESS)) if copies else None
        self.label = nn.Embedding(classes + 1, hidden)
        # A hidden unit of degree d depends on the first d pixels.
        self.register_buffer("pixel", torch.arange(1, pixels + 1))
        self.register_buffer("degree", torch.arange(hidden) % pixels)
        self.pixel: Tensor
        self.degree: Tensor
        with torch.no_grad():
            self.last.weight.mul_(0.1)
            bias = torch.zeros(self._each)
            bias[: 3 * components] = starting_bias(components)
            if copies:
                bias[-1] = _START_LOG_SCALE
            self.last.bias.copy_(bias.repeat(pixels))

    def forward(self, pixels: Tensor, label: Tensor) -> Tensor:
        """``(batch, pixels)`` in [0, 1) to parameters ``(batch, 3·components, pixels)``."""
        with torch.autocast(pixels.device.type, enabled=False):
            return self._mixtures(pixels, label, *self._masked())

    def _mixtures(self, pixels: Tensor, label: Tensor, first: Tensor, second: Tensor, last: Tensor) -> Tensor:
        given = linear(self._hidden(pixels, label, first, second), last, self.last.bias)
        given = given.reshape(-1, len(self.pixel), self._each).transpose(1, 2)
        if self.log_likeness is None:
            return given
        own, more = given[:, : 3 * self._components], given[:, 3 * self._components :]
        new, copied, narrow = more[:, :1], more[:, 1:-1], more[:, -1:]
        weight, location, log_scale = own.chunk(3, dim=1)
        likeness = torch.exp(self.log_likeness)
        chosen, missing = (
            torch.tensor(each, dtype=pixels.dtype, device=pixels.device) for each in self._beside
        )
        values = (pixels @ chosen).reshape(-1, len(_BEFORE), len(self.pixel))
        unlike = self._channels_before((values - pixels.unsqueeze(1)).abs())
        is_first = self.pixel <= len(self.pixel) // self._shape[0]
        new = torch.log_softmax(weight, dim=1) + new - likeness * _NEW * ~is_first
        copied = copied - likeness * unlike - missing
        return torch.cat([new, copied, location, values, log_scale, narrow.expand_as(values)], dim=1)

    def _channels_before(self, each: Tensor) -> Tensor:
        """The sum of a value's ``(…, values)`` over the channels before."""
        sums = [torch.zeros_like(each[..., : each.shape[-1] // self._shape[0]])]
        for part in each.chunk(self._shape[0], dim=-1)[:-1]:
            sums.append(sums[-1] + part)
        return torch.cat(sums, dim=-1)

    def one_by_one(self, empty: Tensor, label: Tensor, answer: Answer) -> Tensor:
        """All pixels ``(batch, pixels)``, each answered before the parameters of the next are known.

        ``empty`` are zeros of their shape.
        """
        first, second, last = self._masked()
        size, pixels = self._each, empty
        for index in range(len(self.pixel)):
            rows = slice(index * size, (index + 1) * size)
            if self.log_likeness is None:
                hidden = self._hidden(pixels, label, first, second)
                given = linear(hidden, last[rows], self.last.bias[rows]).unsqueeze(2)
            else:
                given = self._mixtures(pixels, label, first, second, last)[:, :, index : index + 1]
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


def _beside(shape: tuple[int, int, int]) -> tuple[list[Any], list[Any]]:
    """Which value of the same channel is beside each, ``(values, neighbours · values)`` zeros and ones, and
    how much speaks against repeating it where there is none ``(neighbours, values)``."""
    at = np.arange(math.prod(shape)).reshape(shape)
    chosen = np.zeros((at.size, len(_BEFORE), at.size))
    missing = np.full((len(_BEFORE), at.size), _NONE)
    for index, (up, left) in enumerate(_BEFORE):
        for channel, row, column in np.ndindex(*shape):
            if row >= up and 0 <= column - left < shape[2]:
                here = at[channel, row, column]
                chosen[at[channel, row - up, column - left], index, here] = 1
                missing[index, here] = 0
    return chosen.reshape(at.size, -1).tolist(), missing.tolist()


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


class At(NamedTuple):
    """A known pixel: its place in the order of a square's, and how many squares below and right it is."""

    place: int
    down: int
    right: int


def nearest(order: Sequence[int], place: int) -> tuple[At, ...]:
    """The pixels next to the one at a place in the ``order`` of a square's, of those that come before it.

    Of the first one, which is known, they are the same pixels of the squares around.
    """
    row, column = divmod(order[place], 2)
    found = []
    for before in range(max(1, place)):
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                other_row, other_column = divmod(order[before], 2)
                far = (2 * down + other_row - row) ** 2 + (2 * right + other_column - column) ** 2
                if place == 0 < far or 0 < far <= _NEAR:
                    found.append(At(before, down, right))
    return tuple(found)


class Around(NamedTuple):
    """Values of neighbours ``(batch, channels · neighbours, rows, columns)``, one channel after another."""

    values: Tensor
    neighbours: int

    def of(self, channel: int) -> Tensor:
        """``(batch, neighbours, rows, columns)``."""
        return self.values[:, channel * self.neighbours : (channel + 1) * self.neighbours]

    def unlike(self, pixels: Tensor) -> Tensor:
        """How far each is from pixels ``(batch, first channels, rows, columns)``, over their channels."""
        parts = [(self.of(at) - pixels[:, at : at + 1]).abs() for at in range(pixels.shape[1])]
        return parts[0] if len(parts) == 1 else torch.stack(parts).sum(dim=0)

    def evened(self, pixels: Tensor) -> Tensor:
        """The pixels, each of which is the mean of itself and of all neighbours of its colour.

        Of one colour, all neighbours are then the same, however they were dequantised.
        """
        weight = torch.exp(-((self.unlike(pixels) / _EVEN) ** 2))
        whole = 1 + weight.sum(dim=1, keepdim=True)
        own = [
            pixels[:, at : at + 1] + (weight * self.of(at)).sum(dim=1, keepdim=True)
            for at in range(pixels.shape[1])
        ]
        return torch.cat(own, dim=1) / whole


def around(known: Tensor, channels: int, neighbours: Sequence[At]) -> Around:
    """Neighbours' values, of which those beyond the border are those at it.

    ``known`` are all values of the known pixels, one place after another.
    """
    wide = torch.cat([known[:, :, :1], known, known[:, :, -1:]], dim=2)
    wide = torch.cat([wide[:, :, :, :1], wide, wide[:, :, :, -1:]], dim=3)
    kernel = np.zeros((channels, len(neighbours), known.shape[1], 3, 3))
    for channel in range(channels):
        for index, at in enumerate(neighbours):
            kernel[channel, index, at.place * channels + channel, 1 + at.down, 1 + at.right] = 1
    # Of numbers, as a kernel of known shape is what a graph can hold.
    taken = torch.tensor(
        kernel.reshape(-1, *kernel.shape[2:]).tolist(), dtype=known.dtype, device=known.device
    )
    return Around(conv2d(wide, taken), len(neighbours))


class Copies(nn.Module):
    """Components of a pixel's mixture that lie at its neighbours' values, the same one's for all channels.

    Where colours are even, the one to take is known long before a convolution has learned to repeat it. Those
    are likely whose channels before are like the pixel's own.
    """

    def __init__(self, features: int, neighbours: int, channels: int) -> None:
        super().__init__()
        self.scores = nn.Conv2d(features, neighbours + 1, 1)
        self.log_scales = nn.Conv2d(features, channels, 1)
        self.log_likeness = nn.Parameter(torch.tensor(_LIKENESS))
        with torch.no_grad():
            self.scores.weight.mul_(0.1)
            self.log_scales.weight.mul_(0.1)
            self.log_scales.get_parameter("bias").fill_(_START_LOG_SCALE)

    def forward(self, told: Tensor, around: Around) -> Choice:
        """What features ``told`` say of all channels of a pixel of every square."""
        return Choice(self.scores(told), self.log_scales(told), torch.exp(self.log_likeness), around)


class Choice(NamedTuple):
    """Scores of own components and of each neighbour, channels' log-scales, and how much likeness counts."""

    scores: Tensor
    log_scales: Tensor
    likeness: Tensor
    around: Around

    def mixture(self, own: Tensor, before: Tensor) -> Tensor:
        """The parameters of a channel: those of components of its ``own``, and its neighbours'.

        ``before`` are the pixel's channels before ``(batch, channels before, rows, columns)``.
        """
        channel = before.shape[1]
        values = self.around.of(channel)
        first, copied = self.scores[:, :1], self.scores[:, 1:]
        if channel:
            first = first - self.likeness * _NEW
            copied = copied - self.likeness * self.around.unlike(before)
        weight, location, log_scale = own.chunk(3, dim=1)
        narrow = self.log_scales[:, channel : channel + 1].expand_as(values)
        whole = torch.log_softmax(weight, dim=1) + first
        return torch.cat([whole, copied, location, values, log_scale, narrow], dim=1)


class Grid(nn.Module):
    """A part of the pixels of a place that comes before the others: those of every so many squares.

    Pixels that come at once do not know of each other, but those on a sparse grid hardly need to; the others
    then continue their lines.
    """

    def __init__(self, features: int, blocks: int, heard: int) -> None:
        super().__init__()
        self.think = nn.Sequential(*(Residual(features) for _ in range(blocks)))
        self.hear = nn.Conv2d(heard, features, 3, padding=1)


class _Early(NamedTuple):
    """Where pixels of the first place are known ``(rows, columns)``, and of each channel their mixtures."""

    there: Tensor
    mixtures: list[Tensor]

    def instead_of(self, channel: int, mixture: Tensor) -> Tensor:
        """The mixture of a channel, but of pixels that are known that which they are of."""
        return torch.where(self.there, self.mixtures[channel], mixture)


def _grid(corner: Tensor, stride: int) -> Tensor:
    """Whether a square is one of every so many, down and right ``(rows, columns)``."""
    rows, columns = (np.arange(side) % stride == 0 for side in corner.shape[2:])
    return torch.tensor((rows[:, None] & columns).tolist(), device=corner.device)


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
        copies: Sequence[int] = (),
        grids: int = 0,
    ) -> None:
        """``coarser`` is the number of features that the scale before hands on; 0 if it hands on none.

        With ``copies``, which are the places of a square in their order, neighbours' values are repeated.
        Pixels of the first place come on so many sparser ``grids`` before all others of theirs.
        """
        super().__init__()
        places = range(_PER_SQUARE)
        self._channels = channels
        # Of each coupling: its place and its channel.
        couplings = [(place, channel) for place in places for channel in range(channels)]
        self._near = [nearest(copies, place) for place in range(_PER_SQUARE + 1) if copies]
        heard = [2 * channels + (len(self._near[place]) if copies else 0) for place in places]
        self.enter = nn.Conv2d(heard[0], features, 3, padding=1)
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
        self.hear = nn.ModuleList(nn.Conv2d(count, features, 3, padding=1) for count in heard[1:])
        self.across = nn.ModuleList(
            nn.Conv2d(2 * channel, features, 1) for _, channel in couplings if channel
        )
        with torch.no_grad():
            for give, near in zip(self.give, self.near, strict=True):
                give.get_parameter("weight").mul_(0.1)
                give.get_parameter("bias").copy_(starting_bias(components))
                near.get_parameter("weight").zero_()
        self.copies = nn.ModuleList(Copies(features, len(near), channels) for near in self._near[1:])
        self._strides = [2 ** (grids - index) for index in range(grids)]
        self.grids = nn.ModuleList(Grid(features, blocks, 1 + heard[1]) for _ in self._strides)

    def forward(
        self, corner: Tensor, features: Tensor | None, label: Tensor, answer: Answer, peek: Answer
    ) -> tuple[Tensor, Tensor]:
        """The values ``(batch, 3·channels, rows, columns)`` and the features that the next scale may use.

        ``corner`` is the coarser picture ``(batch, channels, rows, columns)``, ``features`` what its scale
        left. ``peek`` answers as well, but what is asked may not be final for all pixels.
        """
        known, channels = corner, self._channels
        near = self._around(0, corner)
        hidden = self.enter(_heard(corner, near)) + self.label(label)[:, :, None, None]
        if self.coarser is not None and features is not None:
            hidden = hidden + pixel_shuffle(self.coarser(silu(features)), 2)
        even = corner if near is None else near.evened(corner)
        hidden, early = self._early(hidden, corner, even, peek)
        for place in range(_PER_SQUARE):
            hidden, before = self.think[place](hidden), channels * (1 + place)
            near = self._around(1 + place, even)
            choice = self._choice(place, hidden, near)
            for channel in range(channels):
                coupling = place * channels + channel
                mixture = self._mixture(coupling, hidden, known, choice)
                if early is not None and not place:
                    mixture = early.instead_of(channel, mixture)
                value = answer(coupling, mixture)
                known = torch.cat([known, value.unsqueeze(1)], dim=1)
            if place < _PER_SQUARE - 1:
                pixels = known[:, before:]
                hidden = hidden + self.hear[place](_heard(pixels, near))
                even = even if near is None else torch.cat([even, near.evened(pixels)], dim=1)
        return known[:, channels:], hidden

    def _early(
        self, hidden: Tensor, corner: Tensor, even: Tensor, peek: Answer
    ) -> tuple[Tensor, _Early | None]:
        """The features once pixels of the first place are known on all sparser grids, and their mixtures."""
        early, near, channels = None, self._around(1, even), range(self._channels)
        for stride, grid in zip(self._strides, self.grids, strict=True):
            hidden = grid.get_submodule("think")(hidden)
            choice, mixtures, known = self._choice(0, hidden, near), list[Tensor](), corner
            there = _grid(corner, stride)
            for channel in channels:
                mixture = self._mixture(channel, hidden, known, choice)
                mixtures.append(mixture if early is None else early.instead_of(channel, mixture))
                value = peek(channel, mixtures[-1]).unsqueeze(1)
                known = torch.cat([known, torch.where(there, value, corner[:, channel : channel + 1])], dim=1)
            early = _Early(there, mixtures)
            heard = _heard(known[:, self._channels :], near) * there
            heard = torch.cat([heard, torch.ones_like(heard[:, :1]) * there], dim=1)
            hidden = hidden + grid.get_submodule("hear")(heard)
        return hidden, early

    def _around(self, place: int, known: Tensor) -> Around | None:
        if not self._near:
            return None
        with torch.autocast(known.device.type, enabled=False):
            return around(known, self._channels, self._near[place])

    def _choice(self, place: int, hidden: Tensor, near: Around | None) -> Choice | None:
        if near is None:
            return None
        with torch.autocast(hidden.device.type, enabled=False):
            choice: Choice = self.copies[place](silu(hidden).to(near.values.dtype), near)
            return choice

    def _mixture(self, coupling: int, hidden: Tensor, known: Tensor, choice: Choice | None) -> Tensor:
        place, channel = divmod(coupling, self._channels)
        before = known[:, self._channels * (1 + place) :]
        if channel:
            across = self.across[place * (self._channels - 1) + channel - 1]
            hidden = hidden + across(seen(before))
        with torch.autocast(hidden.device.type, enabled=False):
            give, near = self.give[coupling], self.near[coupling]
            given: Tensor = give(silu(hidden).to(known.dtype)) + near(known)
            if choice is None:
                return given
            return choice.mixture(given, before)


def _heard(pixels: Tensor, near: Around | None) -> Tensor:
    """What conditioners are told of new pixels: what they are, and which neighbours are like them."""
    if near is None:
        return seen(pixels)
    return torch.cat([seen(pixels), torch.exp(-_ALIKE * near.unlike(pixels))], dim=1)
