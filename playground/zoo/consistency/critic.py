"""The discriminator of a distillation: it is told from which time a picture was sent, too.

What is sent from far and from near has unlike faults. One verdict for all would teach pictures from near to
shun the faults of those from far, and overshoot.
"""

from __future__ import annotations

from torch import Tensor, nn

from playground.core.errors import DataError
from playground.networks.gan import Pair
from playground.networks.gan_config import Config
from playground.networks.gan_discriminator import Discriminator
from playground.zoo.world import TrainingWorld


class Critic(nn.Module):
    """Picture, label and place among the times ``(batch,)`` to logit ``(batch,)``.

    The place enters as the label does, as a scalar product with the picture's features, and says nothing at
    the start.
    """

    def __init__(self, discriminator: Discriminator, places: int) -> None:
        super().__init__()
        self.discriminator = discriminator
        self.place = nn.Embedding(places, discriminator.real.in_features)
        nn.init.zeros_(self.place.weight)

    def forward(self, picture: Tensor, label: Tensor, place: Tensor) -> Tensor:
        """Above 0 where the picture looks real."""
        features = self.discriminator.features(picture)
        said = self.discriminator.logit(features, label)
        result: Tensor = said + (features * self.place(place)).sum(dim=1)
        return result


def critic_of(name: str, places: int, world: TrainingWorld) -> Critic:
    """A critic that begins as the discriminator of a finished pair of players; an ignorant one without a
    name.

    Raises ``DataError`` where ``name`` is another model.
    """
    if not name:
        return Critic(Discriminator(Config()), places)
    _, pair = world.model(name)
    if not isinstance(pair, Pair):
        raise DataError(f"“{name}” is no pair of players, so it has no discriminator.")
    return Critic(pair.discriminator, places)
