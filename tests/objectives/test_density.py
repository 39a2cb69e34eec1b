"""Maximum likelihood by change of variables, where the answer is a Gaussian."""

from __future__ import annotations

import math

import pytest
import torch

from playground.networks.plane_flow import Config, PlaneFlow
from playground.networks.plane_flow_layers import Autoregressive
from playground.objectives.density import base_log_density, log_density, losses

pytestmark = pytest.mark.torch


def test_the_base_is_standard_normal_in_any_number_of_dimensions() -> None:
    z = torch.randn(6, 3, 2, 2, dtype=torch.float64)
    expected = torch.distributions.Normal(0.0, 1.0).log_prob(z).flatten(1).sum(1)
    torch.testing.assert_close(base_log_density(z), expected)


def test_a_scale_and_a_shift_give_a_gaussian() -> None:
    """Where z = sx + b, x is normal with mean −b/s and deviation 1/s."""
    flow = PlaneFlow(Config(transform="autoregressive", layers=1, width=4)).double().requires_grad_(False)
    layer = flow.layers[0]
    assert isinstance(layer, Autoregressive) and layer.axis == 1
    layer.alone.copy_(torch.tensor([1e-9, 0.3]))
    layer.conditioner.out.bias.copy_(torch.tensor([0.5, -1.0]))
    scale = float(layer.affine(torch.zeros(1).double())[0].exp())
    x = torch.randn(20, 2, dtype=torch.float64)
    mean, deviation = torch.tensor([-0.3, 1.0 / scale]), torch.tensor([1.0, 1.0 / scale])
    expected = torch.distributions.Normal(mean.double(), deviation.double()).log_prob(x).sum(1)
    torch.testing.assert_close(-losses(flow, x), expected)


def test_the_sum_of_base_and_slopes() -> None:
    flow = PlaneFlow(Config(layers=2)).requires_grad_(False)
    mapped = flow(torch.zeros(1, 2))
    assert float(log_density(mapped)) == pytest.approx(-math.log(2 * math.pi), abs=1e-5)
