"""An update of the discriminator goes down its whole loss, penalties too."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import Tensor

from playground.live.gan import Game, Pace
from playground.live.gan_losses import OBJECTIVES
from playground.objectives import adversarial, gradient_penalty
from tests.support.gan_lab import controls, game
from tests.support.gan_twin import Twin, gathered

pytestmark = pytest.mark.torch

FAST = Pace(optimiser="adam", learning_rate=5e-3, steps=1)
RATE = 1e-4
SMALL = Pace(optimiser="sgd", learning_rate=RATE, steps=1)

EACH = [
    *({"objective": objective, "penalty": 0.0} for objective in OBJECTIVES),
    {"objective": "non-saturating", "r1": 0.7},
    {"objective": "hinge", "r1": 5.0},
    {"objective": "wasserstein", "penalty": 3.0},
    {"objective": "wasserstein", "penalty": 0.4, "r1": 0.7},
]


def parts_of_loss(found: Game, twin: Twin, mix: np.ndarray) -> list[Tensor]:
    """The objective and the penalties at the present batch, as they are written in the papers."""
    real, fake, between = (
        torch.from_numpy(each.astype(np.float64)) for each in (found.real, found.fake, mix)
    )
    now = found.controls
    parts = [adversarial.OBJECTIVES[now.objective].discriminator(twin(real), twin(fake))]
    if now.objective == "wasserstein" and now.penalty:
        parts.append(now.penalty * gradient_penalty.wasserstein(twin, real, fake, between))
    if now.r1:
        parts.append(now.r1 * gradient_penalty.r1(twin, real))
    return parts


@pytest.mark.parametrize("changed", EACH, ids=lambda changed: " ".join(map(str, changed.values())))
def test_an_update_goes_down_the_whole_loss(changed: dict) -> None:
    """A small step of gradient descent lowers the loss by its length times the gradient's square."""
    found = game(discriminator=FAST, generator=FAST, batch=128, **changed)
    for _ in range(20):
        found.round()
    found.controls = controls(discriminator=SMALL, momentum=0.0, batch=128, **changed)
    while found.part().part != "look":
        pass
    mix = copy.deepcopy(found._random).random((128, 1), dtype=np.float32)
    twin = Twin(found.discriminator, "relu")
    parts = parts_of_loss(found, twin, mix)
    sum(parts).backward()  # type: ignore[union-attr]
    assert found.part().part == "gradient"
    slopes = gathered(found.slopes["discriminator"])
    assert slopes == pytest.approx(twin.slopes(), rel=1e-3, abs=1e-4 * float(np.abs(slopes).max()))
    before = sum(part.item() for part in parts)
    assert found.losses["discriminator"] == pytest.approx(before, rel=1e-4, abs=1e-5)
    assert list(found.penalties.values()) == pytest.approx([part.item() for part in parts[1:]], rel=1e-4)
    assert found.part().part == "update"
    after = sum(part.item() for part in parts_of_loss(found, Twin(found.discriminator, "relu"), mix))
    assert before - after == pytest.approx(RATE * float(slopes @ slopes), rel=0.05)
