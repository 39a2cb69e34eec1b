"""Closed-form backpropagation, losses and optimisers against torch's."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.live.gan_losses import OBJECTIVES
from playground.live.gan_network import ACTIVATIONS, ActivationName, GanNetwork, Parameters, Pass
from playground.live.gan_optimisers import Optimiser, OptimiserName
from playground.objectives import adversarial, gradient_penalty
from playground.objectives.adversarial_terms import ObjectiveName
from tests.support.gan_twin import Twin, gathered

pytestmark = pytest.mark.torch

SIZES = (2, 24, 16, 16, 1)
POINTS = 40
EACH = pytest.mark.parametrize("activation", list(ACTIVATIONS))


def network(activation: ActivationName, sizes: tuple[int, ...] = SIZES) -> GanNetwork:
    """In float64, so that equal means equal."""
    found = GanNetwork(sizes, activation, np.random.default_rng(0))
    exact = Parameters(sizes)
    exact.flat = found.own.flat.astype(np.float64)
    start = 0
    for index, weight in enumerate(found.own.weights):
        size = weight.size
        exact.weights[index] = exact.flat[start : start + size].reshape(weight.shape)
        exact.biases[index] = exact.flat[start + size : start + size + weight.shape[1]]
        start += size + weight.shape[1]
    found.own = exact
    return found


def points(count: int = POINTS, size: int = 2) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(count, size))


def wide(of: Pass) -> Pass:
    """A pass whose kept arrays have the precision of the test."""
    of.hidden = [each.astype(np.float64) for each in of.hidden]
    of._back = [each.astype(np.float64) for each in of._back]
    of.out, of._inputs_back = of.out.astype(np.float64), of._inputs_back.astype(np.float64)
    return of


@EACH
def test_backpropagation_equals_autograd(activation: ActivationName) -> None:
    own = network(activation)
    twin, x = Twin(own, activation), torch.from_numpy(points()).requires_grad_(True)
    weights = np.random.default_rng(2).normal(size=(POINTS, 1))
    out = twin(x)
    (out * torch.from_numpy(weights)).sum().backward()
    passed, into = wide(Pass(own, POINTS)), Parameters(SIZES)
    assert passed.forward(points()) == pytest.approx(out.detach().numpy(), abs=1e-6)
    back = passed.backward(weights, into)
    scale = np.abs(twin.slopes()).max()
    assert back == pytest.approx(x.grad.numpy(), abs=1e-6)
    assert gathered(into) == pytest.approx(twin.slopes(), abs=1e-6 * scale)


@EACH
def test_derivatives_of_penalties_equal_autograd(activation: ActivationName) -> None:
    """Of E(‖∇D‖ − 1)², whose derivative is that of ``Σ v·∇D`` with v = 2(‖∇D‖ − 1)∇D/‖∇D‖/n."""
    own = network(activation)
    twin, x = Twin(own, activation), torch.from_numpy(points())
    for each in (*twin.weights, *twin.biases):
        each.grad = torch.zeros_like(each)
    found = gradient_penalty.gradients(twin, x)
    gradient_penalty.wasserstein(twin, x, x, torch.ones(POINTS, 1)).backward()
    passed, into = wide(Pass(own, POINTS)), Parameters(SIZES)
    passed.forward(points())
    gradient = passed.backward(np.ones((POINTS, 1))).copy()
    assert gradient == pytest.approx(found.detach().numpy(), abs=1e-6)
    norms = np.linalg.norm(gradient, axis=1, keepdims=True)
    passed.directional(2 * (norms - 1) * gradient / norms / POINTS, into)
    scale = np.abs(twin.slopes()).max()
    assert gathered(into) == pytest.approx(twin.slopes(), abs=1e-6 * scale)


def test_one_layer_and_none() -> None:
    for sizes in ((3, 1), (3, 8, 1)):
        own = GanNetwork(sizes, "tanh", np.random.default_rng(0))
        x = points(5, 3).astype(np.float32)
        passed = Pass(own, 5)
        passed.forward(x)
        back, h = passed.backward(np.ones((5, 1), np.float32)).copy(), 1e-2
        for axis in range(3):
            way = h * np.eye(3, dtype=np.float32)[axis]
            slope = (own(x + way) - own(x - way))[:, 0] / (2 * h)
            assert back[:, axis] == pytest.approx(slope, abs=1e-3)


def test_a_network_says_the_same_wherever_and_whenever() -> None:
    own = GanNetwork(SIZES, "relu", np.random.default_rng(0))
    x = points(100).astype(np.float32)
    first = own(x)
    assert own(x[:7]) == pytest.approx(first[:7], abs=1e-6)
    own(2 * x)
    assert np.array_equal(first, own(x))


@pytest.mark.parametrize("name", list(OBJECTIVES))
def test_losses_are_those_of_the_objectives(name: ObjectiveName) -> None:
    real, fake = (3 * points(2 * POINTS, 1)[:, 0].reshape(2, -1)).astype(np.float32)
    mine, theirs = OBJECTIVES[name], adversarial.OBJECTIVES[name]
    outs = [torch.from_numpy(each.copy()).requires_grad_(True) for each in (real, fake, fake)]
    judged, fooled = theirs.discriminator(outs[0], outs[1]), theirs.generator(outs[2])
    (judged + fooled).backward()
    terms = [mine.real(real), mine.fake(fake), mine.generator(fake)]
    assert terms[0].loss.mean() + terms[1].loss.mean() == pytest.approx(judged.item(), rel=1e-6)
    assert terms[2].loss.mean() == pytest.approx(fooled.item(), rel=1e-6)
    for term, out in zip(terms, outs, strict=True):
        assert term.slope / POINTS == pytest.approx(out.grad.numpy(), abs=1e-6)
        assert term.loss.dtype == term.slope.dtype == np.float32


def test_slopes_keep_their_digits_where_the_discriminator_is_sure() -> None:
    sure = np.array([-40, -20, 20, 40], np.float32)
    exact = 1 / (1 + np.exp(-sure.astype(np.float64)))
    minimax, other = OBJECTIVES["minimax"], OBJECTIVES["non-saturating"]
    assert minimax.generator(sure).slope == pytest.approx(-exact, rel=1e-6, abs=0)
    assert minimax.fake(sure).slope == pytest.approx(exact, rel=1e-6, abs=0)
    for term in (other.generator, other.real):
        assert term(sure).slope == pytest.approx(-exact[::-1], rel=1e-6, abs=0)


@pytest.mark.parametrize("name", ["adam", "sgd"])
def test_optimisers_go_where_those_of_torch_go(name: OptimiserName) -> None:
    weights = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
    values = weights.detach().numpy().copy()
    theirs = (
        torch.optim.Adam([weights], lr=0.03, betas=(0.6, 0.99))
        if name == "adam"
        else torch.optim.SGD([weights], lr=0.03, momentum=0.6)
    )
    own, bowl = Optimiser(3), torch.tensor([1.0, 4.0, 0.3])
    for _ in range(60):
        theirs.zero_grad()
        (bowl * weights.square()).sum().backward()
        theirs.step()
        own.step(name, values, 2 * bowl.numpy() * values, 0.03, 0.6)
        assert values == pytest.approx(weights.detach().numpy(), abs=1e-5)


def test_another_optimiser_begins_without_memory() -> None:
    used, fresh = Optimiser(2), Optimiser(2)
    one, other = np.ones((2, 2), np.float32)
    used.step("adam", np.zeros(2, np.float32), np.full(2, 9, np.float32), 0.1, 0.9)
    for own, values in ((used, one), (fresh, other)):
        own.step("sgd", values, np.ones(2, np.float32), 0.1, 0.9)
    assert np.array_equal(one, other)
