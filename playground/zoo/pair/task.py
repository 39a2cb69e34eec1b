"""What the training of a contrastive picture-and-text model minimises."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core import noise
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS
from playground.networks.picture_text import PictureText
from playground.objectives.contrastive import symmetric_info_nce
from playground.zoo.batches import augment, split
from playground.zoo.pair.recipe import TrainPair
from playground.zoo.tasks import Phase
from playground.zoo.text.task import Caption, learned_captions
from playground.zoo.text.vocabulary import nothing_and
from playground.zoo.world import TrainingWorld

_MOST_SCALE = 100.0
"""Radford et al. 2021 hold the learned scale below this."""
_SIBLINGS = 1 << 31
"""Steps from here on vary the pictures in another style."""


class PairTask:
    """Contrast of pictures with captions and with pictures of the same in another style.

    A picture's "label" is its place among the pictures. Those kept apart are nobody's sibling.
    """

    def __init__(self, recipe: TrainPair) -> None:
        self._recipe = recipe
        self._length = 0
        self._captions: Sequence[Caption] = ()
        self._levels = torch.empty(0)
        self._kinds = torch.empty(0)
        self.siblings: list[NDArray[np.int64]] = []

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Tensor, Tensor]:
        """The pictures and their places; raises ``DataError`` where they have no captions."""
        captioned, self._captions = learned_captions(self._recipe, images, world)
        self._length = int(self._recipe.config["length"])
        kinds = captioned.things
        learn, _ = split(len(images), self._recipe)
        self.siblings = [_others(place, kinds, learn) for place in range(len(images))]
        self._kinds = torch.from_numpy(kinds)
        self._levels = torch.from_numpy(images.images.copy())
        return self._levels, torch.arange(len(images))

    def phases(self) -> tuple[Phase, ...]:
        return (Phase(epochs=self._recipe.epochs, bfloat16=self._recipe.bfloat16),)

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """Of one batch: the contrasts in nats, and the learned scale."""
        assert isinstance(network, PictureText)
        words = noise.generator(self._recipe.seed, step, "words")
        drawn = [self._captions[place].some(self._recipe, self._length, words) for place in labels.tolist()]
        others = self._drawn_siblings(labels, noise.generator(self._recipe.seed, step, "siblings"))
        theirs = augment(
            self._levels[others].to(levels.device, torch.float32), self._recipe, _SIBLINGS + step
        )
        both = coloured(torch.cat([levels, theirs]), self._recipe, step)
        with _drawn_by(self._recipe.seed, step):
            vectors = network.picture(both / (LEVELS - 1))
        told = network.words(torch.tensor(drawn, device=levels.device))
        found = self._contrasts(network, vectors, told, labels)
        loss = found["words"] + self._recipe.pictures * found["pictures"]
        return {"loss": loss, **found, "scale": network.log_scale.exp()}

    def validate(self, network: nn.Module, levels: Tensor, labels: Tensor) -> dict[str, float]:
        """Of pictures kept apart: the contrasts with all of their words and with their first siblings."""
        assert isinstance(network, PictureText)
        places = labels.tolist()
        words = torch.tensor([nothing_and(self._captions[each].words, self._length) for each in places])
        others = torch.tensor([int(self.siblings[each][0]) for each in places])
        theirs = self._levels[others].to(levels.device, torch.float32)
        every = torch.split(torch.cat([levels, theirs]), 500)
        vectors = torch.cat([network.picture(block / (LEVELS - 1)) for block in every])
        found = self._contrasts(network, vectors, network.words(words.to(levels.device)), labels)
        loss = found["words"] + self._recipe.pictures * found["pictures"]
        return {"loss": float(loss), **{name: float(value) for name, value in found.items()}}

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """It makes no pictures."""
        return None

    def _contrasts(
        self, network: PictureText, vectors: Tensor, told: Tensor, labels: Tensor
    ) -> dict[str, Tensor]:
        """``vectors`` are of the pictures and then of their siblings, ``told`` of their captions."""
        scale = network.log_scale.exp().clamp(max=_MOST_SCALE)
        kinds = self._kinds[labels.cpu()].to(vectors.device)
        one, other = vectors.chunk(2)
        # Cosines in bfloat16 would differ by a hundredth, which the scale makes a nat.
        with torch.autocast(vectors.device.type, enabled=False):
            words = [symmetric_info_nce(each, told, scale, kinds) for each in (one, other)]
            pictures = symmetric_info_nce(one, other, scale, kinds)
        return {"words": torch.stack(words).mean(), "pictures": pictures}

    def _drawn_siblings(self, labels: Tensor, generator: np.random.Generator) -> Tensor:
        places = [self.siblings[place] for place in labels.tolist()]
        chances = generator.random(len(places))
        return torch.tensor(
            [int(some[int(chance * len(some))]) for some, chance in zip(places, chances, strict=True)]
        )


@contextlib.contextmanager
def _drawn_by(seed: int, step: int) -> Iterator[None]:
    """What drops out depends on the seed and the step alone, so that a resumed training goes on alike."""
    with torch.random.fork_rng():
        torch.manual_seed(int(noise.generator(seed, step, "dropout").integers(1 << 62)))
        yield


def _others(place: int, kinds: NDArray[np.int64], learn: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pictures to learn from that show the same, or the picture itself where there is no other."""
    same = learn[kinds[learn] == kinds[place]]
    others = same[same != place]
    return others if len(others) else np.array([place])


def coloured(levels: Tensor, recipe: TrainPair, step: int) -> Tensor:
    """Pictures whose colours are a little stronger or weaker, each its own way, with noise on them."""
    count, channels = levels.shape[:2]
    generator = noise.generator(recipe.seed, step, "colours")
    gain = 1 + recipe.tint * generator.uniform(-1, 1, (count, channels, 1, 1))
    deviation = recipe.grain * generator.uniform(0, 1, (count, 1, 1, 1))
    grain = deviation * generator.standard_normal(tuple(levels.shape), dtype=np.float32)
    changed = (torch.from_numpy(each.astype(np.float32)).to(levels.device) for each in (gain, grain))
    stronger, added = changed
    return (levels * stronger + added).clamp(0, LEVELS - 1)


TASKS = {TrainPair: PairTask}
