"""Both players' losses against their formulas, their derivatives, and what they are at an equilibrium."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import get_args

import numpy as np
import pytest
import torch
from torch import Tensor

from playground.objectives.adversarial import OBJECTIVES
from playground.objectives.adversarial_terms import ObjectiveName

pytestmark = pytest.mark.torch

REAL = torch.tensor([-1.7, -0.2, 0.4, 2.5], dtype=torch.float64)
FAKE = torch.tensor([-2.1, 0.3, 0.9], dtype=torch.float64)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


# For each point: the discriminator's loss of a real and of a fake output, and the generator's.
Formula = Callable[[float], float]
FORMULAS: dict[ObjectiveName, tuple[Formula, Formula, Formula]] = {
    "minimax": (
        lambda x: -math.log(sigmoid(x)),
        lambda x: -math.log(1 - sigmoid(x)),
        lambda x: math.log(1 - sigmoid(x)),
    ),
    "non-saturating": (
        lambda x: -math.log(sigmoid(x)),
        lambda x: -math.log(1 - sigmoid(x)),
        lambda x: -math.log(sigmoid(x)),
    ),
    "least squares": (
        lambda x: 0.5 * (x - 1) ** 2,
        lambda x: 0.5 * x**2,
        lambda x: 0.5 * (x - 1) ** 2,
    ),
    "hinge": (lambda x: max(0.0, 1 - x), lambda x: max(0.0, 1 + x), lambda x: -x),
    "wasserstein": (lambda x: -x, lambda x: x, lambda x: -x),
}
NAMES = pytest.mark.parametrize("name", list(OBJECTIVES))


def mean(formula: Formula, x: Tensor) -> float:
    return float(np.mean([formula(value) for value in x.tolist()]))


def test_every_objective_that_can_be_named_is_there() -> None:
    assert list(OBJECTIVES) == list(get_args(ObjectiveName)) == list(FORMULAS)


@NAMES
def test_losses_are_their_formulas(name: ObjectiveName) -> None:
    objective, (real, fake, fooled) = OBJECTIVES[name], FORMULAS[name]
    assert float(objective.discriminator(REAL, FAKE)) == pytest.approx(mean(real, REAL) + mean(fake, FAKE))
    assert float(objective.generator(FAKE)) == pytest.approx(mean(fooled, FAKE))
    pictures = objective.discriminator(REAL.reshape(2, 2), FAKE.reshape(3, 1))
    assert float(pictures) == pytest.approx(float(objective.discriminator(REAL, FAKE)))


@NAMES
def test_derivatives_are_those_of_the_formulas(name: ObjectiveName) -> None:
    objective, (real, fake, fooled), h = OBJECTIVES[name], FORMULAS[name], 1e-5
    outs = [each.clone().requires_grad_(True) for each in (REAL, FAKE, FAKE)]
    objective.discriminator(outs[0], outs[1]).backward()
    objective.generator(outs[2]).backward()
    for formula, out in zip((real, fake, fooled), outs, strict=True):
        slopes = [(formula(x + h) - formula(x - h)) / (2 * h) for x in out.tolist()]
        assert (len(out) * out.grad).tolist() == pytest.approx(slopes, abs=1e-6)


@NAMES
def test_sure_outputs_stay_finite(name: ObjectiveName) -> None:
    objective, sure = OBJECTIVES[name], torch.tensor([300.0, -300.0], requires_grad=True)
    total = objective.discriminator(sure, -sure) + objective.generator(sure)
    total.backward()
    assert torch.isfinite(total) and torch.isfinite(sure.grad).all()


def test_where_the_discriminator_is_sure_only_minimax_leaves_the_generator_alone() -> None:
    slopes = {}
    for name, objective in OBJECTIVES.items():
        out = torch.tensor([-12.0], requires_grad=True)
        objective.generator(out).backward()
        slopes[name] = abs(float(out.grad))
    assert slopes.pop("minimax") < 1e-5
    assert min(slopes.values()) > 0.99


@pytest.mark.parametrize("name", ["minimax", "non-saturating"])
def test_the_best_output_is_the_log_odds(name: ObjectiveName) -> None:
    """Goodfellow et al. 2014, proposition 1: for a place that is real with p and fake with q."""
    p, q = 0.7, 0.2
    out = torch.tensor(math.log(p / q), dtype=torch.float64, requires_grad=True)
    (p * OBJECTIVES[name].discriminator(out, torch.tensor(-1e3, dtype=torch.float64))).backward()
    (q * OBJECTIVES[name].discriminator(torch.tensor(1e3, dtype=torch.float64), out)).backward()
    assert float(out.grad) == pytest.approx(0, abs=1e-12)
