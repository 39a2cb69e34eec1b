"""A mapped generator: a w for each layer, which alone makes the picture, and what it is made of."""

from __future__ import annotations

import pytest
import torch

from playground import networks
from playground.core.errors import CardError
from playground.networks.gan_mapped import MappedPair
from tests.support.awake import awake
from tests.support.tiny_gan import MAPPED

pytestmark = pytest.mark.torch

Given = tuple[torch.Tensor, torch.Tensor]


@pytest.fixture(scope="module")
def pair() -> MappedPair:
    found = awake(networks.build(MAPPED.network, MAPPED.config), 3)
    assert isinstance(found, MappedPair)
    return found.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def given() -> Given:
    return torch.randn(10, 12, generator=torch.Generator().manual_seed(0)), torch.arange(10)


def styles(pair: MappedPair, given: Given) -> torch.Tensor:
    return pair.everywhere(pair.mapping(*given))


def test_every_block_the_begin_and_the_end_take_a_w(pair: MappedPair, given: Given) -> None:
    assert pair.synthesis.layers == 1 + (1 + 1 + 2) + 1
    assert styles(pair, given).shape == (10, 6, 16)
    pictures = pair.generate(*given)
    assert pictures.shape == (10, 1, 28, 28) and pictures.abs().max() <= 1


def test_each_layer_listens_to_its_own_w(pair: MappedPair, given: Given) -> None:
    one = styles(pair, given)
    before = pair.synthesis(one)
    for layer in range(pair.synthesis.layers):
        other = one.clone()
        other[:, layer] = one[:, layer].roll(1, dims=0)
        assert ((pair.synthesis(other) - before).flatten(1).abs().amax(dim=1) > 1e-4).all(), layer


def test_layers_from_a_place_on_take_other_noise(pair: MappedPair, given: Given) -> None:
    noise, label = given
    other = noise.flip(0)
    mine, theirs = pair.generate(noise, label), pair.generate(other, label)
    for first, expected in ((0, theirs), (pair.synthesis.layers, mine)):
        torch.testing.assert_close(pair.mix(noise, other, torch.full((10,), first), label), expected)
    first = torch.arange(10) % (pair.synthesis.layers + 1)
    mixed = pair.mix(noise, other, first, label)
    one, two = styles(pair, given), styles(pair, (other, label))
    for index, place in enumerate(first.tolist()):
        both = torch.cat([one[index, :place], two[index, place:]])[None]
        torch.testing.assert_close(mixed[index], pair.synthesis(both)[0], atol=1e-5, rtol=1e-5)


def test_of_noise_only_its_direction_counts(pair: MappedPair, given: Given) -> None:
    noise, label = given
    torch.testing.assert_close(pair.mapping(3 * noise, label), pair.mapping(noise, label))
    assert not torch.allclose(pair.mapping(-noise, label), pair.mapping(noise, label), atol=1e-3)


def test_w_listens_to_the_label(pair: MappedPair, given: Given) -> None:
    noise, label = given
    far = (pair.mapping(noise, (label + 1) % 10) - pair.mapping(noise, label)).abs().amax(dim=1)
    assert (far > 1e-3).all()


def test_no_picture_depends_on_its_batch(pair: MappedPair, given: Given) -> None:
    together = pair.generate(*given)
    for index in (0, 9):
        alone = pair.generate(given[0][index : index + 1], given[1][index : index + 1])
        torch.testing.assert_close(alone[0], together[index], atol=1e-5, rtol=1e-5)


def test_every_parameter_learns(given: Given) -> None:
    found = awake(networks.build(MAPPED.network, MAPPED.config), 3)
    found(*given).sum().backward()
    assert [name for name, one in found.named_parameters() if one.grad is None or not one.grad.any()] == []


@pytest.mark.parametrize(
    "config", [{"height": 28, "patch": 2}, {"mapping": 0}, {"generator_first_blocks": 0}]
)
def test_a_configuration_that_cannot_be_built_is_refused(config: dict[str, int]) -> None:
    with pytest.raises(CardError, match="configuration of network “gan-mapped” is not valid"):
        networks.build("gan-mapped", config)
