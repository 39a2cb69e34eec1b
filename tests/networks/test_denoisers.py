"""Denoising networks: what they answer depends on x, time and label of a sample, and on nothing else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import torch
from torch import Tensor, nn

from playground.core.errors import CardError
from playground.networks import build, dit, unet
from playground.networks.conditioning import Conditioning, sinusoids
from tests.support.awake import awake

pytestmark = pytest.mark.torch

CLASSES = 3
DENOISERS: dict[str, tuple[dict[str, Any], tuple[int, int, int]]] = {
    "unet": (
        {"channels": 2, "height": 8, "width": 12, "features": 16, "heads": 2, "classes": CLASSES},
        (2, 8, 12),
    ),
    "dit": (
        {"channels": 3, "height": 4, "width": 6, "patch": 2, "features": 16, "blocks": 2, "heads": 2,
         "classes": CLASSES},
        (3, 4, 6),
    ),
}  # fmt: skip
named = pytest.mark.parametrize("name", DENOISERS)


def new(name: str, **values: Any) -> nn.Module:
    """A network as training begins with it."""
    config = {**DENOISERS[name][0], **values}
    torch.manual_seed(0)
    return build(name, config) if name == "unet" else dit.DiT(msgspec.convert(config, dit.Config))


def denoiser(name: str, **values: Any) -> nn.Module:
    """A network with random weights everywhere, in evaluation mode."""
    return awake(new(name, **values))


def inputs(name: str, count: int = 5) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(count, *DENOISERS[name][1], generator=generator)
    return x, torch.rand(count, generator=generator), torch.arange(count) % (CLASSES + 1)


def difference(one: Tensor, other: Tensor) -> list[float]:
    """Largest difference in every row."""
    return (one - other).abs().flatten(1).amax(dim=1).tolist()


@named
@pytest.mark.parametrize("count", [1, 5])
def test_the_prediction_has_the_shape_of_x(name: str, count: int) -> None:
    x, time, label = inputs(name, count)
    with torch.no_grad():
        assert denoiser(name)(x, time, label).shape == x.shape


@named
def test_samples_do_not_see_each_other(name: str) -> None:
    network = denoiser(name)
    x, time, label = inputs(name)
    with torch.no_grad():
        together = network(x, time, label)
        alone = torch.cat([network(x[i : i + 1], time[i : i + 1], label[i : i + 1]) for i in range(len(x))])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


@named
def test_time_and_label_of_a_sample_change_its_own_prediction(name: str) -> None:
    network = denoiser(name)
    x, time, label = inputs(name)
    later, other = time.clone(), label.clone()
    later[2] += 0.25
    other[3] = (other[3] + 1) % (CLASSES + 1)
    with torch.no_grad():
        before = network(x, time, label)
        by_time = difference(network(x, later, label), before)
        by_label = difference(network(x, time, other), before)
    assert [change > 1e-4 for change in by_time] == [False, False, True, False, False]
    assert [change > 1e-4 for change in by_label] == [False, False, False, True, False]


@named
def test_every_label_says_something_else_and_the_last_is_none(name: str) -> None:
    network = denoiser(name)
    x, time, _ = inputs(name, 1)
    with torch.no_grad():
        said = [network(x, time, torch.tensor([label])) for label in range(CLASSES + 1)]
        for index, one in enumerate(said):
            assert all(difference(one, other)[0] > 1e-4 for other in said[:index])
        with pytest.raises(IndexError):
            network(x, time, torch.tensor([CLASSES + 1]))


@named
def test_the_time_scale_stretches_time(name: str) -> None:
    x, time, label = inputs(name)
    with torch.no_grad():
        stretched = denoiser(name, time_scale=40.0)(x, time, label)
        told = denoiser(name, time_scale=1.0)(x, 40.0 * time, label)
    torch.testing.assert_close(stretched, told, rtol=1e-4, atol=1e-5)


@named
def test_every_place_sees_every_other(name: str) -> None:
    network = denoiser(name)
    x, time, label = inputs(name, 1)
    x.requires_grad_(True)
    network(x, time, label)[0, 0, 0, 0].backward()
    assert x.grad is not None
    assert bool((x.grad.abs() > 0).all())


@named
def test_a_new_network_passes_gradients_to_all_that_does_not_wait_behind_zeros(name: str) -> None:
    network = new(name)
    x, time, label = inputs(name)
    network(x, time, label).sub(1).square().mean().backward()
    last = [weights for part, weights in network.named_parameters() if "leave." in part]
    assert last and all(weights.grad is not None and bool(weights.grad.any()) for weights in last)


def test_a_new_transformer_says_zero_and_its_blocks_are_the_identity() -> None:
    network = new("dit")
    x, time, label = inputs("dit")
    tokens, condition = torch.randn(5, 6, 16), torch.randn(5, 16)
    with torch.no_grad():
        assert not network(x, time, label).any()
        for block in network.get_submodule("blocks").children():
            assert torch.equal(block(tokens, condition), tokens)


def test_new_blocks_of_the_u_net_are_the_identity() -> None:
    torch.manual_seed(0)
    x = torch.randn(2, 16, 4, 6)
    with torch.no_grad():
        assert torch.equal(unet.Residual(16, 16, 8)(x, torch.randn(2, 8)), x)
        assert torch.equal(unet.Attention(16, 2)(x), x)


def test_without_its_places_the_transformer_does_not_know_where_a_patch_is() -> None:
    network = denoiser("dit")
    x, time, label = inputs("dit")
    with torch.no_grad():
        network.get_parameter("place").zero_()
        moved = network(x.roll(2, dims=3), time, label)
        torch.testing.assert_close(moved, network(x, time, label).roll(2, dims=3), rtol=1e-4, atol=1e-5)
        network.get_parameter("place").copy_(torch.randn(1, 6, 16))
        assert min(difference(network(x.roll(2, dims=3), time, label), moved)) > 1e-4


def test_sinusoids_of_two_times_agree_by_their_distance_alone() -> None:
    time = torch.tensor([0.0, 3.0, 17.5, 400.0])
    one, other = sinusoids(time, 32), sinusoids(time + 5.0, 32)
    products = (one * other).sum(dim=1)
    torch.testing.assert_close(products, products[:1].expand(4), rtol=1e-4, atol=1e-3)
    torch.testing.assert_close(one.square().sum(dim=1), torch.full((4,), 16.0), rtol=1e-4, atol=1e-4)


def test_whole_times_up_to_a_thousand_are_told_apart() -> None:
    waves = sinusoids(torch.arange(1000.0), 64).double()
    distances = torch.cdist(waves, waves) + 10 * torch.eye(1000)
    assert float(distances.min()) > 0.5


def test_no_label_is_a_vector_like_any_other() -> None:
    condition = Conditioning(8, 3, 1.0)
    with torch.no_grad():
        vectors = condition(torch.zeros(4), torch.arange(4)) - condition(torch.zeros(1), torch.tensor([0]))
    expected = condition.label.weight - condition.label.weight[:1]
    torch.testing.assert_close(vectors, expected.detach())


@pytest.mark.parametrize(
    ("name", "config", "says"),
    [
        ("unet", {"height": 30}, "multiples of 4"),
        ("unet", {"width": 28, "patch": 8}, "multiples of 16"),
        ("unet", {"heads": 3}, "multiple of the 3 heads"),
        ("unet", {"features": 24}, "features"),
        ("unet", {"time_scale": 0.0}, "time_scale"),
        ("latent-dit", {"transformer": {"patch": 2}}, "multiples of the patch"),
        ("latent-dit", {"transformer": {"heads": 3}}, "multiple of the 3 heads"),
        ("latent-dit", {"transformer": {"classes": -1}}, "classes"),
        (
            "latent-dit",
            {"transformer": {"channels": 3}},
            r"works on \(3, 7, 7\), but latents are \(4, 7, 7\)",
        ),
        ("latent-dit", {"autoencoder": {"height": 32}}, r"latents are \(4, 8, 7\)"),
    ],
)
def test_a_configuration_that_cannot_work_is_one_sentence(
    name: str, config: dict[str, Any], says: str
) -> None:
    with pytest.raises(CardError, match=says) as caught:
        build(name, config)
    assert "\n" not in caught.value.sentence
