"""The same samplers on numpy arrays and on torch tensors, and divergences by automatic differentiation."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

from playground.core.noise import standard_normal
from playground.gaussian.grids import times
from playground.gaussian.levels import Pair
from playground.gaussian.likelihood import flow_log_density, hutchinson, rademacher, traces_of
from playground.gaussian.models import Guided
from playground.gaussian.noise import KeyedNoise
from playground.gaussian.paths import Linear, VarianceExploding, VariancePreserving
from playground.gaussian.predictions import KINDS, denoiser
from playground.gaussian.samplers import Options, discover, sample, sampler

pytestmark = pytest.mark.torch

torch = pytest.importorskip("torch")

PATHS = {"vp": VariancePreserving(), "linear": Linear(), "ve": VarianceExploding()}


def scaled(raw, share, x, level):
    return share * raw(x, level)


def network(xp, dtype=np.float32):
    """A small network in either library; its time enters as a number."""
    a = np.array([[0.8, -0.4], [0.3, 0.9]], dtype=dtype)
    weights = a if xp is np else torch.from_numpy(a)
    return lambda x, level: xp.tanh(x @ weights) * (0.5 + 0.4 * math.cos(3 * level.sigma))


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("name", [each.name for each in discover()])
def test_numpy_and_torch_walk_the_same_trajectory(name, path) -> None:
    spacing = "karras" if path.kind == "variance exploding" else "uniform"
    grid, indices = times(spacing, path, 13), range(9)
    # The adaptive solver compares an error estimate with its tolerance, and in float32 that is mostly
    # rounding.
    dtype = np.float64 if sampler(name).adaptive else np.float32
    start = (path.prior_std * standard_normal(2, indices, (2,))).astype(dtype)
    runs = []
    for xp, x in ((np, start), (torch, torch.from_numpy(start))):
        # v is legal at both ends of every path.
        raw = network(xp, dtype)
        plain, other = (denoiser(partial(scaled, raw, share), "v") for share in (1.0, 0.5))
        model = Guided(plain, other, 1.5)
        noise = KeyedNoise(2, indices)
        runs.append(list(sample(name, model, x, path, grid, noise, Options(eta=0.5, rtol=1e-3, atol=1e-3))))
    assert len(runs[0]) == len(runs[1])
    for ours, theirs in zip(*runs, strict=True):
        assert isinstance(theirs.x, torch.Tensor)
        assert ours.nfe == theirs.nfe
        assert ours.x.dtype == theirs.x.numpy().dtype == dtype
        for one, other in ((ours.x, theirs.x), (ours.data, theirs.data), (ours.noise, theirs.noise)):
            scale = max(1.0, float(np.abs(one).max()))
            assert np.abs(one - other.numpy()).max() <= 1e-5 * scale
    assert runs[0][-1].nfe % 2 == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "path", [Linear(end=0.95), VariancePreserving(), VarianceExploding(end=6.0)], ids=repr
)
def test_traces_follow_from_the_network_whatever_it_predicts(path, kind) -> None:
    """The trace of the Jacobian of data and noise, from that of the prediction, against autograd of the
    conversion."""
    from torch.func import jacrev, vmap

    level, raw = path.level(path.end * 0.4), network(torch)
    x = torch.from_numpy(np.random.default_rng(1).standard_normal((7, 2)).astype(np.float32))

    def trace_of(function):
        return vmap(lambda one: torch.trace(jacrev(lambda y: function(y[None])[0])(one)))(x)

    found = traces_of(kind, lambda x, level: trace_of(lambda y: raw(y, level)), 2)(x, level)
    model = denoiser(raw, kind)
    assert found.data.numpy() == pytest.approx(
        trace_of(lambda y: model(y, level).data).numpy(), rel=1e-4, abs=1e-5
    )
    assert found.noise.numpy() == pytest.approx(
        trace_of(lambda y: model(y, level).noise).numpy(), rel=1e-4, abs=1e-5
    )


def test_hutchinsons_estimate_is_unbiased_and_exact_for_a_full_set_of_probes() -> None:
    raw, level = network(torch), Linear().level(0.4)
    x = torch.from_numpy(np.random.default_rng(1).standard_normal((5, 2)).astype(np.float32))

    def product(x, level, probe):
        x = x.detach().requires_grad_(True)
        return torch.autograd.grad(raw(x, level), x, probe)[0]

    exact = sum(product(x, level, torch.eye(2)[i].expand(5, 2))[:, i] for i in range(2))
    signs = [torch.tensor(s).expand(5, 2) for s in ([1.0, 1.0], [1.0, -1.0])]
    assert hutchinson(product, signs)(x, level).numpy() == pytest.approx(exact.numpy(), abs=1e-6)
    source = np.random.default_rng(0)
    many = [torch.from_numpy(rademacher(source, (5, 2)).astype(np.float32)) for _ in range(3000)]
    assert hutchinson(product, many)(x, level).numpy() == pytest.approx(exact.numpy(), abs=0.05)


def test_the_flow_of_torch_tensors_has_the_known_density() -> None:
    """A single Gaussian in torch with autograd's traces, against its closed form."""
    path, std = Linear(), 0.5

    def model(x, level):
        data = level.alpha * std**2 / (level.alpha**2 * std**2 + level.sigma**2) * x
        noise = level.sigma / (level.alpha**2 * std**2 + level.sigma**2) * x
        return Pair(data, noise)

    def product(x, level, probe):
        x = x.detach().requires_grad_(True)
        pair = model(x, level)
        return torch.autograd.grad(level.d_alpha * pair.data + level.d_sigma * pair.noise, x, probe)[0]

    x = torch.tensor([[0.1, -0.3], [1.0, 0.2]], dtype=torch.float64)
    probes = [torch.ones_like(x), torch.tensor([1.0, -1.0], dtype=torch.float64).expand(2, 2)]
    traces = traces_of("velocity", hutchinson(product, probes), 2)
    *_, last = flow_log_density(model, traces, x, path, [i / 40 for i in range(41)])
    expected = -(x**2).sum(1) / (2 * std**2) - math.log(2 * math.pi * std**2)
    assert last.log_density.numpy() == pytest.approx(expected.numpy(), abs=1e-5)
