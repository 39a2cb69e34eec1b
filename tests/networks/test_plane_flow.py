"""Flows of the plane: they can be undone, their slopes are their Jacobians', and their densities are some."""

from __future__ import annotations

import math

import pytest
import torch

from playground.networks import build
from playground.networks import plane_flow_spline as spline
from playground.networks.plane_flow import Config, PlaneFlow
from playground.objectives.density import log_density
from tests.support.plane_flow import KINDS, filled

pytestmark = pytest.mark.torch

EACH = pytest.mark.parametrize("kind", KINDS)
DEPTHS = pytest.mark.parametrize("layers", [1, 3, 8, 16])


def config(kind: str, layers: int) -> Config:
    return Config(transform=kind, layers=layers, width=16, bins=6)


def points(count: int = 400, spread: float = 2.0) -> torch.Tensor:
    return spread * torch.randn(count, 2, generator=torch.Generator().manual_seed(1))


@EACH
@DEPTHS
def test_it_begins_as_the_identity(kind: str, layers: int) -> None:
    flow = build("plane-flow", {"transform": kind, "layers": layers}).requires_grad_(False)
    assert isinstance(flow, PlaneFlow) and len(flow.layers) == layers
    x = points()
    for mapped in (flow(x), flow.inverse(x)):
        torch.testing.assert_close(mapped.points, x, atol=1e-5, rtol=0)
        assert float(mapped.log_slopes.abs().max()) < 1e-5


@EACH
@DEPTHS
def test_what_is_done_is_undone(kind: str, layers: int) -> None:
    """In 32-bit floats, in the middle and far out in the tails."""
    flow = filled(config(kind, layers))
    far = torch.tensor([[30.0, -8.0], [-5.0, 5.0], [0.0, 250.0], [-1000.0, 1000.0], [1e4, 0.3]])
    for x in (points(), far):
        allowed = 1e-4 * x.abs().amax(1).clamp_min(1.0)
        for there, again in ((flow, flow.inverse), (flow.inverse, flow)):
            mapped = there(x)
            back = again(mapped.points)
            assert bool(((back.points - x).abs().amax(1) <= allowed).all())
            torch.testing.assert_close(back.log_det, -mapped.log_det, atol=2e-3, rtol=1e-3)
        assert float((flow(x).points - x).abs().max()) > 0.1


@EACH
def test_slopes_are_the_diagonals_of_triangular_jacobians(kind: str) -> None:
    flow, x = filled(config(kind, 2), strength=3.0).double(), points(50).double()
    for layer in flow.layers:
        for function in (layer, layer.inverse):
            jacobian = torch.func.vmap(torch.func.jacrev(lambda one, f=function: f(one[None]).points[0]))(x)
            slopes = function(x).log_slopes.exp()
            torch.testing.assert_close(jacobian.diagonal(dim1=1, dim2=2), slopes)
            assert float(jacobian[:, 1 - layer.axis, layer.axis].abs().max()) == 0
            assert float(jacobian[:, layer.axis, 1 - layer.axis].abs().max()) > 1e-3


@EACH
@DEPTHS
def test_log_determinants_are_those_of_the_jacobian(kind: str, layers: int) -> None:
    flow, x = filled(config(kind, layers), strength=2.0).double(), points(60).double()
    for function in (flow, flow.inverse):
        jacobian = torch.func.vmap(torch.func.jacrev(lambda one, f=function: f(one[None]).points[0]))(x)
        torch.testing.assert_close(function(x).log_det, torch.linalg.slogdet(jacobian).logabsdet)
    single = filled(config(kind, layers), strength=2.0)
    torch.testing.assert_close(single(x.float()).log_det.double(), flow(x).log_det, atol=1e-3, rtol=1e-3)


@EACH
def test_densities_integrate_to_one(kind: str) -> None:
    flow = filled(config(kind, 3))
    reach, count = 9.0, 250
    ticks = (torch.arange(count) + 0.5) / count * 2 * reach - reach
    at = torch.cartesian_prod(ticks, ticks)
    density = log_density(flow(at)).exp()
    assert float(density.sum() * (2 * reach / count) ** 2) == pytest.approx(1.0, abs=0.01)
    assert (
        float((density - log_density(PlaneFlow(config(kind, 3)).requires_grad_(False)(at)).exp()).abs().max())
        > 0.02
    )


def test_steps_are_the_layers_one_after_the_other() -> None:
    flow, x = filled(config("spline coupling", 3)), points(20)
    there = list(flow.steps(x))
    assert torch.equal(there[-1].points, flow(x).points)
    torch.testing.assert_close(sum(step.log_det for step in there), flow(x).log_det)
    back = list(flow.steps_back(there[-1].points))
    for ahead, behind in zip(there[:-1], back[-2::-1], strict=True):
        torch.testing.assert_close(ahead.points, behind.points, atol=1e-4, rtol=0)


def raw(count: int, bins: int, strength: float) -> torch.Tensor:
    random = torch.Generator().manual_seed(bins)
    return strength * torch.randn(count, spline.parameters(bins), generator=random, dtype=torch.float64)


@pytest.mark.parametrize("bins", [2, 8, 32])
@pytest.mark.parametrize("strength", [0.0, 1.0, 1e4])
def test_splines_rise_from_corner_to_corner(bins: int, strength: float) -> None:
    told = raw(20, bins, strength)
    at = spline.knots(told, bins)
    assert bool((at.sizes > 0).all()) and bool((at.slopes > 0).all())
    torch.testing.assert_close(at.starts[..., 0], torch.full((20, 2), -spline.REACH).double())
    torch.testing.assert_close(at.sizes.sum(2), torch.full((20, 2), 2 * spline.REACH).double())
    x = torch.linspace(-6, 6, 801, dtype=torch.float64)
    each = spline.knots(told.repeat_interleave(len(x), 0), bins)
    y, logs = spline.forward(x.repeat(20), each)
    curves = y.reshape(20, -1)
    assert bool((curves.diff(dim=1) > 0).all()) and bool(logs.isfinite().all())
    back, inverse_logs = spline.inverse(y, each)
    torch.testing.assert_close(back, x.repeat(20), atol=1e-6, rtol=0)
    torch.testing.assert_close(inverse_logs, -logs, atol=1e-5, rtol=1e-5)
    if strength == 0:
        torch.testing.assert_close(y, x.repeat(20))


def test_splines_meet_their_straight_tails_smoothly() -> None:
    at = spline.knots(raw(1, 5, 1.0), 5)
    for edge in (-spline.REACH, spline.REACH):
        inside = torch.tensor([edge * (1 - 1e-7)], dtype=torch.float64)
        y, log_slope = spline.forward(inside, at)
        assert float(y) == pytest.approx(edge, abs=1e-5) and float(log_slope) == pytest.approx(0, abs=1e-4)
        assert float(spline.forward(1.5 * inside, at)[0]) == pytest.approx(1.5 * edge, abs=1e-5)


def test_a_spline_passes_its_knots_with_their_slopes() -> None:
    at = spline.knots(raw(1, 4, 1.0), 4)
    for index in range(1, 4):
        x, y = at.starts[:, 0, index], at.starts[:, 1, index]
        value, log_slope = spline.forward(x, at)
        torch.testing.assert_close(value, y)
        torch.testing.assert_close(log_slope.exp(), at.slopes[:, index])
        before = spline.forward(x - 1e-9, at)[1].exp()
        torch.testing.assert_close(before, at.slopes[:, index], atol=1e-5, rtol=1e-5)


@EACH
def test_gradients_are_finite_everywhere(kind: str) -> None:
    flow = filled(config(kind, 3), strength=3.0).requires_grad_(True)
    x = torch.cat([points(100, 3.0), torch.tensor([[5.0, -5.0], [1e6, -1e6], [0.0, 0.0]])])
    (-log_density(flow(x)) / x.abs().amax(1).clamp_min(1.0) ** 2).mean().backward()
    flow.requires_grad_(False)
    for parameter in flow.parameters():
        assert parameter.grad is not None and bool(parameter.grad.isfinite().all())
    assert math.isfinite(float(flow.inverse(x).log_det.sum()))
