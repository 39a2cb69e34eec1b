"""The network on the plane: its divergence is that of its Jacobian, and it begins with nothing."""

from __future__ import annotations

import pytest
import torch

from playground.networks import build
from playground.networks.plane_mlp import PlaneMlp

pytestmark = pytest.mark.torch


def network(layers: int) -> PlaneMlp:
    torch.manual_seed(layers)
    found = build("plane-mlp", {"width": 16, "layers": layers})
    assert isinstance(found, PlaneMlp)
    torch.nn.init.normal_(found.out.weight)
    return found.double()


@pytest.mark.parametrize("layers", [1, 2, 4])
def test_the_trace_is_that_of_the_jacobian(layers: int) -> None:
    net, x, time = network(layers), torch.randn(7, 2, dtype=torch.float64), torch.tensor([0.3]).double()
    value, trace = net.with_trace(x, time)
    jacobian = torch.func.vmap(torch.func.jacrev(lambda point: net(point[None], time)[0]))(x)
    torch.testing.assert_close(trace, jacobian.diagonal(dim1=1, dim2=2).sum(1))
    torch.testing.assert_close(value, net(x, time))


def test_one_time_serves_all_points() -> None:
    net, x = network(3), torch.randn(5, 2, dtype=torch.float64)
    torch.testing.assert_close(net(x, torch.tensor([0.7]).double()), net(x, torch.full((5,), 0.7).double()))


def test_times_make_a_difference_and_the_beginning_is_nothing() -> None:
    x = torch.randn(5, 2)
    fresh = build("plane-mlp", {})
    assert bool((fresh(x, torch.tensor([0.5])) == 0).all())
    net = network(2)
    with torch.no_grad():
        early, late = (net(x.double(), torch.tensor([t]).double()) for t in (0.1, 0.9))
    assert float((early - late).abs().max()) > 1e-3
