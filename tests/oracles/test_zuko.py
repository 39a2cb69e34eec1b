"""Our flows of the plane against the transformations of zuko, with the same weights."""

from __future__ import annotations

import math

import pytest

from tests.support.plane_flow import KINDS, filled

pytestmark = pytest.mark.torch

torch = pytest.importorskip("torch")
transforms = pytest.importorskip("zuko.transforms")

from playground.networks import plane_flow_spline as spline  # noqa: E402
from playground.networks.plane_flow import Config, PlaneFlow  # noqa: E402
from playground.networks.plane_flow_layers import Autoregressive, SplineCoupling, bounded  # noqa: E402
from playground.objectives.density import losses  # noqa: E402

CLIP = 1e-6


def values(count: int = 300, spread: float = 2.5):
    return spread * torch.randn(count, 2, generator=torch.Generator().manual_seed(0))


def same(ours, theirs) -> None:
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-5)


def affine(log_scale, shift):
    """Theirs; they squeeze the number they are given into a log-scale, which is undone before."""
    told = log_scale / (1 - abs(log_scale / math.log(CLIP)))
    return transforms.MonotonicAffineTransform(shift, told, slope=CLIP)


def bent(at):
    """Theirs, with our knots."""
    bins = at.sizes.shape[2]
    theirs = transforms.MonotonicRQSTransform(
        torch.zeros(bins), torch.zeros(bins), torch.zeros(bins - 1), bound=spline.REACH
    )
    ends = torch.full_like(at.starts[..., :1], spline.REACH)
    theirs.horizontal, theirs.vertical = torch.cat([at.starts, ends], dim=2).unbind(1)
    theirs.derivatives = at.slopes
    return theirs


def layer(ours):
    """Their layer with our conditioner."""
    moving = torch.arange(2) == ours.axis
    if isinstance(ours, Autoregressive):

        def told_all(x):
            log_scale, shift = ours.affine(x[:, 1 - ours.axis])
            own, offset = bounded(ours.alone[0]), ours.alone[1]
            logs = torch.where(moving, log_scale[:, None], own)
            return transforms.DependentTransform(affine(logs, torch.where(moving, shift[:, None], offset)), 1)

        return transforms.AutoregressiveTransform(told_all, passes=2)

    def told(x_a):
        if isinstance(ours, SplineCoupling):
            at = ours.knots(x_a[:, 0])
            theirs = bent(spline.Knots(at.starts, at.sizes, at.slopes))
            theirs.horizontal, theirs.vertical, theirs.derivatives = (
                each[:, None] for each in (theirs.horizontal, theirs.vertical, theirs.derivatives)
            )
        else:
            theirs = affine(*(each[:, None] for each in ours.affine(x_a[:, 0])))
        return transforms.DependentTransform(theirs, 1)

    return transforms.CouplingTransform(told, ~moving)


def theirs_of(flow: PlaneFlow):
    return transforms.ComposedTransform(*(layer(each) for each in flow.layers))


@pytest.mark.parametrize("bins", [3, 8, 16])
def test_splines_agree_with_their_parameters(bins: int) -> None:
    """The knots are theirs, made from any numbers."""
    random = torch.Generator().manual_seed(bins)
    parts = [2 * torch.randn(300, size, generator=random) for size in (bins, bins, bins - 1)]
    theirs = transforms.MonotonicRQSTransform(*parts, bound=spline.REACH)
    lines = torch.stack([theirs.horizontal, theirs.vertical], dim=1)
    at = spline.Knots(lines[..., :-1], lines.diff(dim=2), theirs.derivatives)
    for x in values().unbind(1):
        y, ladj = theirs.call_and_ladj(x)
        ours, log_slope = spline.forward(x, at)
        same(ours, y)
        same(log_slope, ladj)
    x = values()[:, 0].double()
    at = spline.Knots(*(each.double() for each in at))
    exact = bent(at)
    ours, log_slope = spline.inverse(x, at)
    same(ours, exact.inv(x))
    same(log_slope, exact.inv.call_and_ladj(x)[1])


@pytest.mark.parametrize("kind", KINDS)
def test_layers_agree_in_both_directions(kind: str) -> None:
    flow = filled(Config(transform=kind, layers=2, width=16, bins=6), strength=2.0)
    x = values()
    for ours in flow.layers:
        theirs = layer(ours)
        y, ladj = theirs.call_and_ladj(x)
        mapped, back = ours(x), ours.inverse(x)
        same(mapped.points, y)
        same(mapped.log_det, ladj)
        same(back.points, theirs.inv(x))
        same(back.log_det, -theirs.call_and_ladj(back.points)[1])


@pytest.mark.parametrize("kind", KINDS)
def test_whole_flows_give_the_same_densities(kind: str) -> None:
    zuko = pytest.importorskip("zuko")
    flow = filled(Config(transform=kind, layers=5, width=16, bins=6), strength=1.5)
    base = zuko.distributions.DiagNormal(torch.zeros(2), torch.ones(2))
    theirs = zuko.distributions.NormalizingFlow(theirs_of(flow), base)
    x = values()
    same(-losses(flow, x), theirs.log_prob(x))
    same(flow(x).points, theirs.transform(x))
