"""A multi-scale normalizing flow on pictures, grey or in colour, exact in both directions.

Dinh, Sohl-Dickstein and Bengio 2017, "Density estimation using Real NVP": coupling layers, and a picture
that is halved by squeezing squares of four. Every value is transformed once, by a mixture of logistics that
depends on the values before it; so z has a value for every one, at its place, and so has the log-density. The
channels of a pixel follow one another (Salimans et al. 2017, "PixelCNN++", section 2.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
import torch
from torch import Tensor, nn
from torch.nn.functional import pixel_shuffle, pixel_unshuffle

from playground.core.likelihood import LEVELS, kept
from playground.networks import image_flow_cells as cells
from playground.networks.conditioning import labels_of
from playground.networks.image_flow_normal import tails
from playground.networks.image_flow_scales import Coarse, Finer


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Image shape, number of halvings and classes, logistics in a mixture, and sizes of the conditioners.

    With ``copies`` values of neighbours are repeated. ``grids`` are, for each halving from the coarsest, how
    many sparser grids of its first pixels come before them.
    """

    channels: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    height: Annotated[int, msgspec.Meta(ge=2, le=256)] = 28
    width: Annotated[int, msgspec.Meta(ge=2, le=256)] = 28
    halvings: Annotated[int, msgspec.Meta(ge=1, le=6)] = 2
    classes: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 10
    components: Annotated[int, msgspec.Meta(ge=1, le=64)] = 8
    hidden: Annotated[int, msgspec.Meta(ge=1, le=4096)] = 256
    features: Annotated[int, msgspec.Meta(ge=1, le=512)] = 64
    blocks: Annotated[tuple[int, ...], msgspec.Meta(min_length=1, max_length=6)] = (1, 2)
    copies: bool = False
    grids: Annotated[tuple[Annotated[int, msgspec.Meta(ge=0, le=4)], ...], msgspec.Meta(max_length=6)] = ()

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where a side cannot be halved so often, or the coarsest picture is large."""
        side = 2**self.halvings
        if self.height % side or self.width % side:
            raise ValueError(f"height and width must be multiples of {side}, to be halved so often")
        if self.channels * self.height * self.width // side**2 > 256:
            raise ValueError("the coarsest picture must have at most 256 values; halve it more often")
        if len(self.blocks) != self.halvings or not all(1 <= count <= 16 for count in self.blocks):
            raise ValueError("blocks must say, for each halving from the coarsest, a number from 1 to 16")
        if self.grids and len(self.grids) != self.halvings:
            raise ValueError("grids must say a number for each halving from the coarsest")


class Flow(nn.Module):
    """The conditioners of all scales, and both ways through them."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self._halvings = config.halvings
        self._coarsest = (config.height // 2**config.halvings, config.width // 2**config.halvings)
        rows, columns = self._coarsest
        self._channels = config.channels
        shape = config.channels, rows, columns
        self.coarse = Coarse(shape, config.hidden, config.components, config.classes, config.copies)
        self.finer = nn.ModuleList(
            Finer(
                config.features,
                blocks,
                config.components,
                config.classes,
                config.features if index else 0,
                config.channels,
                _order(config.halvings - index - 1) if config.copies else (),
                config.grids[index] if config.grids else 0,
            )
            for index, blocks in enumerate(config.blocks)
        )

    def read(self, image: Tensor, noise: Tensor, label: Tensor, with_z: bool = True) -> tuple[Tensor, Tensor]:
        """z, and log-density in nats of each value of ``image + noise``: both of the image's shape.

        A training needs no z: without it, the log-density takes its place.
        """
        (level, *levels), (fraction, *fractions) = self._scales(image), self._scales(noise)
        shape = level.shape
        given = _Given(level.flatten(1), fraction.flatten(1), with_z)
        given.take(self.coarse(given.pixels, label))
        z, density = [given.z[0].reshape(shape)], [given.density[0].reshape(shape)]
        corner, features = given.pixels.reshape(shape), None
        for scale, finer in enumerate(self.finer):
            given = _Given(levels[scale], fractions[scale], with_z)
            pixels, features = finer(corner, features, label, given.answer, given.peek)
            z.append(torch.stack(given.z, dim=1))
            density.append(torch.stack(given.density, dim=1))
            corner = self._joined(corner, pixels, scale)
        return self._picture(z), self._picture(density)

    def draw(self, z: Tensor, label: Tensor) -> Tensor:
        """The picture whose z is given, of its shape: level plus fraction over 256, in [0, 1)."""
        first, *others = self._scales(z)
        given = first.flatten(1)
        pixels = self.coarse.one_by_one(given * 0, label, _Drawn(given.unsqueeze(2), LEVELS).answer)
        corner, features = pixels.reshape(first.shape), None
        for scale, finer in enumerate(self.finer):
            drawn = _Drawn(others[scale]).answer
            pixels, features = finer(corner, features, label, drawn, drawn)
            corner = self._joined(corner, pixels, scale)
        return corner

    def _scales(self, picture: Tensor) -> list[Tensor]:
        """The coarsest picture, and of each finer one the three other pixels of every square.

        All channels of one come before those of the next.
        """
        parts: list[Tensor] = []
        for halving in range(self._halvings):
            first, *others = _order(halving)
            squares = pixel_unshuffle(picture, 2)
            parts.append(torch.cat([self._place(squares, place) for place in others], dim=1))
            picture = self._place(squares, first)
        return [picture, *reversed(parts)]

    def _place(self, squares: Tensor, place: int) -> Tensor:
        """The pixels of one place in every square, whose channels do not lie side by side."""
        if self._channels == 1:
            return squares[:, place : place + 1]
        return squares[:, place::4]

    def _picture(self, parts: list[Tensor]) -> Tensor:
        """The inverse of :meth:`_scales`."""
        picture = parts[0]
        for scale, others in enumerate(parts[1:]):
            picture = self._joined(picture, others, scale)
        return picture

    def _joined(self, corner: Tensor, others: Tensor, scale: int) -> Tensor:
        """The picture that a scale refines: ``corner`` and, of each square, the ``others``."""
        order, channels = _order(self._halvings - scale - 1), self._channels
        both = torch.cat([corner, others], dim=1)
        values = [
            order.index(place) * channels + channel for channel in range(channels) for place in range(4)
        ]
        return pixel_shuffle(torch.cat([both[:, value : value + 1] for value in values], dim=1), 2)


class _Given:
    """Known values of a scale: what they say of each coupling's parameters."""

    def __init__(self, levels: Tensor, fractions: Tensor, with_z: bool) -> None:
        self._levels, self._fractions, self._with_z = levels, fractions, with_z
        self.pixels = (levels + fractions) / LEVELS
        self.z: list[Tensor] = []
        self.density: list[Tensor] = []

    def answer(self, place: int, parameters: Tensor) -> Tensor:
        """Take the values of one coupling."""
        self._take(parameters, self._levels[:, place], self._fractions[:, place])
        return self.pixels[:, place]

    def peek(self, place: int, _parameters: Tensor) -> Tensor:
        """The values of one coupling, of which more is to be known before they are taken."""
        return self.pixels[:, place]

    def take(self, parameters: Tensor) -> None:
        """Take all pixels at once."""
        self._take(parameters, self._levels, self._fractions)

    def _take(self, parameters: Tensor, level: Tensor, fraction: Tensor) -> None:
        density = cells.log_mass(parameters, level)
        self.density.append(density)
        z = cells.to_normal(parameters, level, fraction, torch.exp(density)) if self._with_z else density
        self.z.append(z)


class _Drawn:
    """New values of a scale from their z ``(batch, values, …)``."""

    def __init__(self, z: Tensor, radix: int = 16) -> None:
        self._below, self._above = tails(z)
        self._radix = radix

    def answer(self, place: int, parameters: Tensor) -> Tensor:
        """Make the values of one coupling."""
        below, above = self._below[:, place], self._above[:, place]
        level, fraction = cells.from_tails(parameters, below, above, self._radix)
        return (level + fraction) / LEVELS


def _order(halving: int) -> tuple[int, ...]:
    """Places in a square of four, row by row: the one that is kept, the one across from it, the other two."""
    first = 3 * kept(halving)
    return first, 3 - first, 1, 2


class Normalise(nn.Module):
    """From a picture to z."""

    def __init__(self, flow: Flow) -> None:
        super().__init__()
        self.flow = flow

    def forward(self, image: Tensor, noise: Tensor, label: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """z and log-density of each value in nats, for levels ``image`` plus ``noise`` in [0, 1)."""
        return self.flow.read(image, noise, labels_of(label, image))


class Generate(nn.Module):
    """From z to a picture."""

    def __init__(self, flow: Flow) -> None:
        super().__init__()
        self.flow = flow

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """The picture in [0, 1): levels plus noise over 256."""
        return self.flow.draw(z, labels_of(label, z))


class ImageFlow(nn.Module):
    """Both directions of one flow. They share its weights, which are written once, below ``normalise``."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        flow = Flow(config)
        self.normalise = Normalise(flow)
        self.generate = Generate(flow)

    def forward(self, image: Tensor, noise: Tensor, label: Tensor) -> Tensor:
        """Log-density in nats of each picture ``(batch,)``; label ``classes`` is none."""
        _, density = self.normalise.flow.read(image, noise, label, with_z=False)
        return density.flatten(1).sum(dim=1)

    def state_dict(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        """The weights of one direction."""
        every = super().state_dict(*args, **kwargs)
        return {name: tensor for name, tensor in every.items() if not name.startswith(_OTHER)}

    def load_state_dict(self, state_dict: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Take up the weights of one direction for both."""
        both = dict(state_dict)
        both |= {name.replace(_ONE, _OTHER, 1): tensor for name, tensor in state_dict.items()}
        return super().load_state_dict(both, *args, **kwargs)


_ONE, _OTHER = "normalise.", "generate."

CONFIG = Config
NETWORK = ImageFlow
