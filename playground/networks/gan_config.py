"""The configuration of a pair of generator and discriminator of pictures."""

from __future__ import annotations

from typing import Annotated

import msgspec

_Width = Annotated[int, msgspec.Meta(ge=4, le=1024)]
_Blocks = Annotated[int, msgspec.Meta(ge=1, le=16)]


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Image shape, classes, noise, and both players' widths and blocks at two resolutions.

    These are the side over the ``patch``, in which pixels are gathered, and half of that. ``style``
    is the width of the generator's first layer, ``start`` the channels it begins with; ``end`` and
    ``features`` are the channels and the width with which the discriminator ends.
    """

    channels: Annotated[int, msgspec.Meta(ge=1, le=4)] = 1
    height: Annotated[int, msgspec.Meta(ge=4, le=512, multiple_of=4)] = 28
    width: Annotated[int, msgspec.Meta(ge=4, le=512, multiple_of=4)] = 28
    patch: Annotated[int, msgspec.Meta(ge=1, le=8)] = 2
    classes: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 10
    latent: Annotated[int, msgspec.Meta(ge=2, le=4096)] = 64
    style: _Width = 128
    start: _Width = 16
    generator: _Width = 64
    generator_coarse: _Width = 96
    generator_blocks: _Blocks = 1
    generator_fine_blocks: _Blocks = 1
    discriminator: _Width = 64
    discriminator_coarse: _Width = 96
    discriminator_blocks: _Blocks = 1
    discriminator_fine_blocks: _Blocks = 1
    end: _Width = 16
    features: _Width = 128

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where a side cannot be gathered into patches and halved."""
        if self.height % (2 * self.patch) or self.width % (2 * self.patch):
            raise ValueError(f"height and width must be multiples of {2 * self.patch}, twice the patch")

    @property
    def coarse_grid(self) -> tuple[int, int]:
        """Rows and columns of the coarser resolution."""
        return self.height // (2 * self.patch), self.width // (2 * self.patch)
